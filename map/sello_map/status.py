"""The status of a municipality in the programme, derived from dated events. No database here.

An event says what happened on a day; the status on a date is what the last event until then left
behind. So it depends on nothing that is later, and not on the order in which events were entered.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

BEGINNING = datetime.date(2015, 1, 1)
"""The programme began in 2015: nothing in the register is earlier."""


class StatusKind(models.TextChoices):
    """What happened, and with the same word the status that it gives.

    In the order in which several events of one day count.
    """

    ADHERED = "adhered", _("Adherida")
    AWARDED = "awarded", _("Sello otorgado")
    REVALIDATED = "revalidated", _("Sello revalidado")
    LAPSED = "lapsed", _("Sello vencido")
    WITHDRAWN = "withdrawn", _("Retirada del programa")


_RANK = {kind: rank for rank, kind in enumerate(StatusKind)}

HOLDS_SELLO = frozenset({StatusKind.AWARDED, StatusKind.REVALIDATED})
"""A Sello that lapsed is no longer held; the municipality stays adhered."""

MAY_FOLLOW: Mapping[StatusKind | None, frozenset[StatusKind]] = {
    None: frozenset({StatusKind.ADHERED}),
    StatusKind.ADHERED: frozenset({StatusKind.AWARDED, StatusKind.WITHDRAWN}),
    StatusKind.AWARDED: frozenset(
        {StatusKind.REVALIDATED, StatusKind.LAPSED, StatusKind.WITHDRAWN}
    ),
    StatusKind.REVALIDATED: frozenset(
        {StatusKind.REVALIDATED, StatusKind.LAPSED, StatusKind.WITHDRAWN}
    ),
    StatusKind.LAPSED: frozenset(
        {StatusKind.AWARDED, StatusKind.REVALIDATED, StatusKind.WITHDRAWN}
    ),
    StatusKind.WITHDRAWN: frozenset({StatusKind.ADHERED}),
}
"""Status (None: never in the programme) → what may happen next. The table of the legal order."""


class Dated(Protocol):
    """All that is asked of an event here."""

    @property
    def date(self) -> datetime.date: ...

    @property
    def kind(self) -> str: ...


Event = TypeVar("Event", bound=Dated)


@dataclass(frozen=True)
class Standing(Generic[Event]):
    """Where a municipality stands on a day: ``status``, ``since`` when, by which ``event``.

    ``adhered_on``, ``awarded_on`` and ``revalidated_on`` belong to the present participation: a
    withdrawal ends it, and a new award begins its Sello anew.
    """

    status: StatusKind
    since: datetime.date
    event: Event
    adhered_on: datetime.date | None = None
    awarded_on: datetime.date | None = None
    revalidated_on: datetime.date | None = None

    @property
    def is_adhered(self) -> bool:
        """Whether it takes part, with a Sello or without: what the programme counts as adhered."""
        return self.status != StatusKind.WITHDRAWN

    @property
    def holds_sello(self) -> bool:
        """Whether it holds the Sello, for the first time or revalidated."""
        return self.status in HOLDS_SELLO


@dataclass(frozen=True)
class Break(Generic[Event]):
    """An event that cannot follow the status before it (``after``; None: never adhered)."""

    event: Event
    after: StatusKind | None


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events as they count: by day, and on one day by kind."""
    return sorted(events, key=lambda event: (event.date, _RANK[StatusKind(event.kind)]))


def standing_on(events: Iterable[Event], day: datetime.date) -> Standing[Event] | None:
    """Where the municipality of these events stands on ``day``; None before the first of them."""
    standing: Standing[Event] | None = None
    for event in in_order(event for event in events if event.date <= day):
        standing = _after(standing, event)
    return standing


def _after(before: Standing[Event] | None, event: Event) -> Standing[Event]:
    kind, date = StatusKind(event.kind), event.date
    adhered = before.adhered_on if before else None
    awarded = before.awarded_on if before else None
    revalidated = before.revalidated_on if before else None
    if kind == StatusKind.ADHERED:
        adhered, awarded, revalidated = date, None, None
    elif kind == StatusKind.AWARDED:
        awarded, revalidated = date, None
    elif kind == StatusKind.REVALIDATED:
        revalidated = date
    elif kind == StatusKind.WITHDRAWN:
        adhered = awarded = revalidated = None
    return Standing(kind, date, event, adhered, awarded, revalidated)


def status_on(events: Iterable[Event], day: datetime.date) -> StatusKind | None:
    """The status alone; None: never in the programme until ``day``."""
    standing = standing_on(events, day)
    return None if standing is None else standing.status


def first_break(events: Iterable[Event]) -> Break[Event] | None:
    """The first event that the legal order does not allow, if there is one."""
    status: StatusKind | None = None
    for event in in_order(events):
        if event.kind not in MAY_FOLLOW[status]:
            return Break(event, status)
        status = StatusKind(event.kind)
    return None
