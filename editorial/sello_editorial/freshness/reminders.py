"""Letters about pages that are due: to who keeps them, and after a month to all editors."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sello_editorial.freshness.selectors import SOON, kept_pages
from sello_editorial.models import AHEAD, ReviewReminder
from sello_site.outbox.letters import send
from sello_site.roles import ADMINISTRATOR, EDITOR

WEEK = 7
EDITORS_FROM = 30
"""Days after the date from which everybody who edits is told, too."""

_MAY_ENTER = "wagtailadmin.access_admin"


@dataclass(frozen=True)
class DuePage:
    """A page within a month of its date of review, or past it."""

    page_id: int
    title: str
    due_on: datetime.date
    keeper_id: int | None
    days_over: int
    """Since the date; negative before it."""

    @property
    def step(self) -> int:
        """The last step that has begun: a month before, on the day, and each week from then."""
        return AHEAD if self.days_over < 0 else self.days_over // WEEK * WEEK

    @property
    def is_for_editors(self) -> bool:
        return self.days_over >= EDITORS_FROM


def due_pages(today: datetime.date) -> list[DuePage]:
    """The most urgent first."""
    rows = (
        kept_pages()
        .filter(due_on__lte=today + SOON)
        .order_by("due_on", "pk")
        .values_list("pk", "title", "due_on", "keeper")
    )
    return [
        DuePage(page_id, title, due_on, keeper, (today - due_on).days)
        for page_id, title, due_on, keeper in rows
    ]


def remind(today: datetime.date | None = None) -> int:
    """Writes the letters of a day, one for each person; how many there are.

    May be called again: what a person was told of is not told again, and nobody gets two letters
    in a day.
    """
    today = today or timezone.localdate()
    letters = 0
    for person, pages in _by_person(due_pages(today)).items():
        letters += _write(person, pages, today)
    return letters


def _by_person(pages: Iterable[DuePage]) -> dict[int, list[DuePage]]:
    editors = [
        person.pk
        for person in get_user_model()
        .objects.filter(is_active=True, groups__name__in=(EDITOR, ADMINISTRATOR))
        .distinct()
        .order_by("pk")
    ]
    pages = list(pages)
    named = {page.keeper_id for page in pages if page.keeper_id is not None}
    keepers = get_user_model().objects.filter(pk__in=named)
    may_enter = {person.pk for person in keepers if person.has_perm(_MAY_ENTER)}
    found: dict[int, list[DuePage]] = defaultdict(list)
    for page in pages:
        people = {page.keeper_id} & may_enter
        # A page whose keeper left is the editors' from the first letter on.
        if not people or page.is_for_editors:
            people |= set(editors)
        for person in people:
            if person is not None:
                found[person].append(page)
    return found


@transaction.atomic
def _write(person_id: int, pages: list[DuePage], today: datetime.date) -> int:
    # The lock makes two runs at once one after the other.
    person: Any = get_user_model().objects.select_for_update().get(pk=person_id)
    told = ReviewReminder.objects.filter(recipient=person)
    if told.filter(sent_on=today).exists():
        return 0
    known = set(
        told.filter(page__in=[page.page_id for page in pages]).values_list(
            "page_id", "review_by", "step"
        )
    )
    new = [page for page in pages if (page.page_id, page.due_on, page.step) not in known]
    if not new:
        return 0
    ReviewReminder.objects.bulk_create(
        ReviewReminder(
            page_id=page.page_id,
            review_by=page.due_on,
            step=page.step,
            recipient=person,
            sent_on=today,
        )
        for page in new
    )
    send(
        to=person.email,
        template="editorial_review",
        language=settings.LANGUAGE_CODE,
        context={
            "name": person.get_full_name(),
            "overdue": [_line(page, person) for page in new if page.days_over >= 0],
            "soon": [_line(page, person) for page in new if page.days_over < 0],
            "board": _address("sello_editorial_freshness:board"),
        },
    )
    return 1


def _line(page: DuePage, person: Any) -> dict[str, Any]:
    return {
        "title": page.title,
        "due_on": page.due_on,
        "address": _address("wagtailadmin_pages:edit", page.page_id),
        "is_own": page.keeper_id == person.pk,
    }


def _address(route: str, *arguments: Any) -> str:
    return f"{settings.SELLO_EDITORIAL_URL}{reverse(route, args=arguments)}"
