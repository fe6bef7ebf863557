"""What the register's screens list: events and municipalities, by the filters of a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from sello_map.days import today
from sello_map.models import Municipality, StatusEvent
from sello_map.selectors import Fact, find_communes, standings
from sello_map.status import BEGINNING, Standing, StatusKind
from sello_map.territory import REGIONS_FROM_NORTH_TO_SOUTH

NEVER = "nunca"
"""Filter by status: municipalities that were never in the programme."""


@dataclass(frozen=True)
class Filters:
    """What was asked for; anything that is no possible value counts as not asked."""

    text: str = ""
    region: str = ""
    status: str = ""
    kind: str = ""
    year: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filters:
        def known(name: str, values: object) -> str:
            value = query.get(name, "")
            return value if value in values else ""  # type: ignore[operator]  # lists of text

        return cls(
            text=query.get("q", "").replace("\x00", "").strip()[:80],
            region=known("region", REGIONS_FROM_NORTH_TO_SOUTH),
            status=known("estado", [*StatusKind.values, NEVER]),
            kind=known("hecho", StatusKind.values),
            year=known("ano", years()),
        )

    def as_query(self) -> dict[str, str]:
        """By the names that the addresses use; only what was asked."""
        named = {
            "q": self.text,
            "region": self.region,
            "estado": self.status,
            "hecho": self.kind,
            "ano": self.year,
        }
        return {name: value for name, value in named.items() if value}


def years() -> list[str]:
    """From the latest to the first of the programme."""
    return [str(year) for year in range(today().year, BEGINNING.year - 1, -1)]


def standings_today() -> dict[str, Standing[Fact]]:
    return standings(on=today())


def events_for(filters: Filters, standing: Mapping[str, Standing[Fact]]) -> QuerySet[StatusEvent]:
    """The events that count, the latest first. ``estado`` is the municipality's status today."""
    events = StatusEvent.objects.in_force().select_related(
        "municipality__commune__province__region"
    )
    if filters.kind:
        events = events.filter(kind=filters.kind)
    if filters.year:
        events = events.filter(date__year=int(filters.year))
    return events.filter(municipality__in=_municipalities(filters, standing)).order_by(
        "-date", "municipality", "pk"
    )


def municipalities_for(
    filters: Filters, standing: Mapping[str, Standing[Fact]]
) -> QuerySet[Municipality]:
    """Municipalities by name, also those without any event."""
    return _municipalities(filters, standing).select_related("commune__province__region")


def _municipalities(
    filters: Filters, standing: Mapping[str, Standing[Fact]]
) -> QuerySet[Municipality]:
    found = Municipality.objects.order_by("name")
    if filters.text:
        found = found.filter(pk__in=[one.code for one in find_communes(filters.text)])
    if filters.region:
        found = found.filter(commune__province__region=filters.region)
    if filters.status == NEVER:
        found = found.exclude(pk__in=list(standing))
    elif filters.status:
        found = found.filter(
            pk__in=[code for code, one in standing.items() if one.status == filters.status]
        )
    return found
