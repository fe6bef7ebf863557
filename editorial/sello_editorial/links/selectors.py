"""What the report of external links shows."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from sello_editorial.links.checking import EVERY
from sello_editorial.links.models import ExternalLink
from sello_editorial.links.tasks import check_links, collect_and_check

State = ExternalLink.State
TO_LOOK_AT = (State.BROKEN, State.FAILING, State.MOVED, State.REFUSED)
"""States that ask something of an editor; the report begins with these."""


@dataclass(frozen=True)
class Progress:
    """How far the asking has come."""

    total: int
    asked: int
    waiting: int
    is_running: bool


def links_by_state() -> dict[State, list[ExternalLink]]:
    """All addresses by their state, in the order of the states; each by its address."""
    found: dict[State, list[ExternalLink]] = {state: [] for state in State}
    for link in ExternalLink.objects.order_by("address"):
        found[link.state].append(link)
    return found


def progress(now: datetime.datetime | None = None) -> Progress:
    now = now or timezone.now()
    return Progress(
        total=ExternalLink.objects.count(),
        asked=ExternalLink.objects.filter(checked_at__gte=now - EVERY).count(),
        waiting=ExternalLink.objects.filter(due_at__lte=now).count(),
        is_running=ProcrastinateJob.objects.filter(
            task_name__in=[check_links.name, collect_and_check.name], status__in=["todo", "doing"]
        ).exists(),
    )
