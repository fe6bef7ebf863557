"""Looks again at what is published: a page can become wrong without being changed.

A picture loses its description, a document is deleted, a rule is added. To ask all rules of all
pages takes too long for a screen, so a job does it and the answers are kept.
"""

from __future__ import annotations

import logging
from time import monotonic

from django.db import transaction
from django.utils import timezone, translation
from wagtail.models import Page

from sello_editorial.checking.models import PageCheck
from sello_editorial.checking.problems import problems_of
from sello_editorial.freshness.selectors import kept_pages
from sello_site.languages import SOURCE_LANGUAGE

logger = logging.getLogger("sello.editorial")

MOST_KEPT = 20
"""Problems of one page that are kept word by word."""

TOLD_ELSEWHERE = frozenset({"owner-left", "review-due", "untranslated"})
"""Warnings that the board or the screen of translations tells by itself."""


def check_pages(*, after: int = 0, seconds: float) -> int | None:
    """Looks at the pages after one with this number, for so many seconds; the number of the last
    one if there are more."""
    end = monotonic() + seconds
    last = None
    for number in _numbers(after):
        if last is not None and monotonic() > end:
            return last
        check_page(number)
        last = number
    return None


def _numbers(after: int) -> list[int]:
    return list(kept_pages().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True))


def check_page(number: int) -> None:
    """Looks at one page, as it is published, and keeps the answer."""
    try:
        with transaction.atomic(), translation.override(SOURCE_LANGUAGE):
            _check(number)
    except Exception:
        # A rule that fails on one page must not keep the others from being looked at.
        logger.exception("the checks of page %s failed", number)


def _check(number: int) -> None:
    page = Page.objects.filter(pk=number).first()
    if page is None:
        return
    problems = [
        problem for problem in problems_of(page.specific) if problem.code not in TOLD_ELSEWHERE
    ]
    errors = sum(problem.is_error for problem in problems)
    PageCheck.objects.update_or_create(
        page=page,
        defaults={
            "checked_at": timezone.now(),
            "errors": errors,
            "warnings": len(problems) - errors,
            "problems": [
                {"place": one.place, "message": one.message, "is_error": one.is_error}
                for one in problems[:MOST_KEPT]
            ],
        },
    )
