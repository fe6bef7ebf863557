"""Short ways to write into the register in tests."""

from __future__ import annotations

import datetime
from typing import Any

from sello_map.models import RegisterChange, RegisterDeclaration, StatusEvent
from sello_map.register.changes import enter_event
from sello_map.register.rules import EventData

SANTIAGO, VINA, IQUIQUE = "13101", "05109", "01101"


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def event_data(code: str, kind: str, date: str, **values: Any) -> EventData:
    return EventData(
        municipality_id=code, kind=kind, date=day(date), **{"source": "Acta", **values}
    )


def enter(code: str, kind: str, date: str, **values: Any) -> StatusEvent:
    return enter_event(data=event_data(code, kind, date, **values), by=None)


def state() -> list[Any]:
    """All that the register holds."""
    return [
        list(model.objects.order_by("pk").values_list())
        for model in (StatusEvent, RegisterDeclaration, RegisterChange)
    ]


def history(code: str) -> list[tuple[str, str]]:
    events = StatusEvent.objects.in_force().filter(municipality=code).order_by("date", "pk")
    return [(event.kind, event.date.isoformat()) for event in events]
