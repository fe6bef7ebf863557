"""Nothing with an error is published by a person: the one place that all ways pass through.

The editor, the API, publishing of many pages, approval and scheduling all end in Wagtail's action;
copies and aliases, which are made live without it, are held to the same in :mod:`copies`.
What code publishes without a person (demonstration, imports) is not asked, nor what the clock
publishes: nobody could be told, and a person was asked when it was scheduled. What is live stays
live, whatever becomes wrong about it.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page

from sello_editorial.checking.problems import errors_of
from sello_site.languages import SOURCE_LANGUAGE
from sello_site.signals import ContentProblem

_MARK = "_sello_editorial_guarded"


class PublishingRefused(ValidationError):  # noqa: N818  # says what happened
    """A page is not published as it is; ``problems`` are the errors, each with its place."""

    def __init__(self, page: Page, problems: list[ContentProblem]) -> None:
        self.page = page
        self.problems = problems
        by_field: dict[str, list[str]] = defaultdict(list)
        for problem in problems:
            # Only fields of the page: callers show the rest as said of the whole.
            by_field[problem.field or NON_FIELD_ERRORS].append(self._said(problem))
        super().__init__(dict(by_field))

    def _said(self, problem: ContentProblem) -> str:
        return _("«%(title)s» no se publicó. %(place)s%(message)s") % {
            "title": self.page.title,
            "place": f"{problem.place}: " if problem.place else "",
            "message": problem.message,
        }


def refusal_of(page: Page) -> PublishingRefused | None:
    """Why the page cannot be published as it stands in memory, or None.

    Translations follow their original, and are asked for what they need of their own when they
    are published (:mod:`sello_site.translations.publishing`).
    """
    if page.locale.language_code != SOURCE_LANGUAGE:
        return None
    errors = errors_of(page)
    return PublishingRefused(page, errors) if errors else None


def install() -> None:
    """Puts the gate in place, once."""
    wrap(PublishPageRevisionAction, "execute", _publish)


def wrap(owner: type, name: str, guard: Callable[..., Any]) -> None:
    """Calls ``guard(original, self, …)`` in place of a method of Wagtail's, once."""
    original = getattr(owner, name)
    if getattr(original, _MARK, False):
        return

    @functools.wraps(original)
    def guarded(self: Any, *args: Any, **kwargs: Any) -> Any:
        return guard(original, self, *args, **kwargs)

    setattr(guarded, _MARK, True)
    setattr(owner, name, guarded)


def _publish(
    original: Callable[..., Any],
    self: PublishPageRevisionAction,
    skip_permission_checks: bool = False,
) -> Any:
    if self.user is not None:
        # Whoever may not publish is told that, and not what is wrong with the page.
        self.check(skip_permission_checks=skip_permission_checks)
        refusal = refusal_of(self.object)
        if refusal is not None:
            raise refusal
    return original(self, skip_permission_checks=skip_permission_checks)
