"""Asks the addresses that are due, and keeps their answers."""

from __future__ import annotations

import datetime
import time

from django.db.models import QuerySet
from django.utils import timezone

from sello_editorial.links.asking import Answer, ask, host_of
from sello_editorial.links.models import ADDRESS_LENGTH, ExternalLink

EVERY = datetime.timedelta(days=7)
"""How often an address is asked."""

AGAIN = datetime.timedelta(hours=20)
"""After how long one that has failed once is asked again, so that it is another day."""

PAUSE = 1.0
"""Seconds between two requests to the same host."""


def check_due(
    *, seconds: float, at_most: int, pause: float = PAUSE, loopback: bool = False
) -> tuple[int, bool]:
    """Asks for about this long, up to ``at_most`` addresses. Answers with how many it asked, and
    whether some that are due are left."""
    until = time.monotonic() + seconds
    asked = 0
    last: dict[str, float] = {}
    waiting = list(_due()[:at_most])
    while waiting and time.monotonic() < until:
        link = _next(waiting, last, pause)
        waiting.remove(link)
        rest = pause - (time.monotonic() - last.get(host_of(link.address), -pause))
        if rest > 0:
            time.sleep(rest)
        note(link, ask(link.address, loopback=loopback))
        last[host_of(link.address)] = time.monotonic()
        asked += 1
    return asked, _due().exists()


def _due() -> QuerySet[ExternalLink]:
    return ExternalLink.objects.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")


def _next(waiting: list[ExternalLink], last: dict[str, float], pause: float) -> ExternalLink:
    """The first whose host may be asked now; else the one that may be soonest."""
    now = time.monotonic()
    for link in waiting:
        if now - last.get(host_of(link.address), -pause) >= pause:
            return link
    return min(waiting, key=lambda link: last[host_of(link.address)])


def note(link: ExternalLink, answer: Answer) -> None:
    """Keeps an answer, and says when the address is asked again."""
    now = timezone.now()
    link.last_status = answer.status
    link.problem = answer.problem
    link.leads_to = answer.leads_to[:ADDRESS_LENGTH]
    link.checked_at = now
    if answer.works:
        link.failing_since = None
    elif link.failing_since is None:
        link.failing_since = now
    failed_once = link.failing_since is not None and not link.is_broken
    link.due_at = now + (AGAIN if failed_once else EVERY)
    link.save(
        update_fields=[
            "last_status",
            "problem",
            "leads_to",
            "checked_at",
            "failing_since",
            "due_at",
        ]
    )
