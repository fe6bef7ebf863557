"""The demonstration's register: invented events that give the official totals of 2023.

On 31 December 2023 they come to 87 adhered, 31 with the Sello awarded and 10 with it revalidated,
in all 16 regions, and nothing changes afterwards. Each event and each office says that it is
invented. No municipality of which a real date is known takes part.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator

from sello_map.models import Municipality, Region, RegionalOffice, SelloOfficer, StatusEvent
from sello_map.register.changes import Change, apply_changes, declare_register
from sello_map.register.rules import EventData
from sello_map.selectors import register_declaration
from sello_map.status import BEGINNING, StatusKind
from sello_site.demo import DemoContext

SOURCE = "Demostración: dato ficticio"
"""What each event says of itself, on every screen and in every file."""

ADHESIONS = {
    2015: 3, 2016: 5, 2017: 8, 2018: 10, 2019: 14, 2020: 12, 2021: 18, 2022: 26, 2023: 32,
}  # fmt: skip
"""Municipalities that adhere in each year: three at the beginning, 128 in all."""

AWARDED, REVALIDATED = 41, 10
"""How many are awarded the Sello by 2023; of how many it is revalidated."""

REAL = frozenset({"02101", "02302", "10101", "10109", "13125", "13501"})
"""Antofagasta, María Elena, Puerto Montt, Puerto Varas, Quilicura and Melipilla: something real is
known of each, which nothing invented shall contradict."""

FIRST = ("13101", "05109", "01101")
"""The municipalities that have demonstration accounts begin."""


def load(*, context: DemoContext) -> None:
    """Fills an empty register and makes an office for each region; nothing without ``SELLO_DEMO``,
    since a register in use must never hold what is invented."""
    if not context.demonstration:
        context.say("  no register: SELLO_DEMO is off")
        return
    if not StatusEvent.objects.exists():
        events = list(demo_events())
        apply_changes([Change(enters=data) for data in events], by=None)
        context.say(f"  {len(events)} events of municipalities, all invented")
    if register_declaration() is None:
        declare_register(complete_since=BEGINNING, note=SOURCE, by=None)
    context.say(f"  {_offices()} regional offices")


def demo_events() -> Iterator[EventData]:
    """The same in every copy of the demonstration."""
    chosen = _chosen()
    position = 0
    for year, number in ADHESIONS.items():
        for code in chosen[position : position + number]:
            yield from _history(code, year, position)
            position += 1


def _chosen() -> list[str]:
    """128 codes in the order in which they adhere: the regions in turn, each by its share."""
    codes = [
        code
        for code in Municipality.objects.values_list("pk", flat=True)
        if code not in REAL and code not in FIRST
    ]
    places: list[tuple[float, str]] = []
    for region in sorted({code[:2] for code in codes}):
        own = sorted((code for code in codes if code[:2] == region), key=_chance)
        # Evenly spread, so that any beginning of the list holds each region by its size; the
        # first of each comes early, so that no region is left out.
        places += [((rank + 0.35) / len(own), code) for rank, code in enumerate(own)]
    ordered = [code for _place, code in sorted(places)]
    return [*FIRST, *ordered][: sum(ADHESIONS.values())]


def _chance(code: str) -> str:
    return hashlib.sha256(f"sello-demo:{code}".encode()).hexdigest()


def _history(code: str, year: int, position: int) -> Iterator[EventData]:
    adhered = _day(code, "adhered", year)
    yield _event(code, StatusKind.ADHERED, adhered)
    if position >= AWARDED:
        return
    awarded_in = min(year + 1 + position % 2, 2023)
    if position == AWARDED - 1:
        # One left for a year and came back before it was awarded the Sello.
        yield _event(code, StatusKind.WITHDRAWN, _day(code, "withdrawn", year + 1))
        yield _event(code, StatusKind.ADHERED, _day(code, "again", year + 2))
        awarded_in = year + 3
    yield _event(code, StatusKind.AWARDED, _day(code, "awarded", awarded_in))
    if position < REVALIDATED:
        yield _event(code, StatusKind.REVALIDATED, _day(code, "revalidated", awarded_in + 2))
    elif position == REVALIDATED:
        # One lapsed, and was awarded anew.
        yield _event(code, StatusKind.LAPSED, _day(code, "lapsed", awarded_in + 2))
        yield _event(code, StatusKind.AWARDED, _day(code, "anew", awarded_in + 3))


def _day(code: str, what: str, year: int) -> datetime.date:
    chance = int(_chance(f"{code}:{what}")[:8], 16)
    return datetime.date(year, 1, 15) + datetime.timedelta(days=chance % 330)


def _event(code: str, kind: StatusKind, date: datetime.date) -> EventData:
    return EventData(municipality_id=code, kind=kind.value, date=date, source=SOURCE)


def _offices() -> int:
    for region in Region.objects.all():
        office, is_new = RegionalOffice.objects.get_or_create(
            region=region,
            name=f"Oficina de demostración, {region.name}",
            defaults={
                "address": "Calle de Demostración 123",
                "hours": "Lunes a viernes, de 9:00 a 14:00 (demostración)",
                "telephone": "+56 2 0000 0000",
                "email": f"oficina.{region.code}@example.org",
                "note": SOURCE,
            },
        )
        if is_new:
            SelloOfficer.objects.create(
                office=office,
                name="Persona de demostración",
                role="Encargatura regional de Sello (demostración)",
                telephone="+56 2 0000 0000",
                email=f"sello.{region.code}@example.org",
                is_published=True,
            )
    return RegionalOffice.objects.count()
