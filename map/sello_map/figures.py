"""Figures that are calculated from the register, on the day that they are asked for.

They are never mixed with the official figures, which SERMIG has published and editors type in.
The words mean what they mean there: *adhered* are all that take part; those with the Sello awarded
(for the first time) and revalidated are parts of them and exclude one another, unless
``SELLO_MAP_REVALIDATED_WITHIN_AWARDED`` says that revalidated ones count as awarded too.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from sello_map.configuration import configuration
from sello_map.days import today
from sello_map.models import Region
from sello_map.selectors import Fact, facts, register_complete_since
from sello_map.status import BEGINNING, Standing, StatusKind, standing_on


@dataclass(frozen=True)
class Totals:
    """How many municipalities have which status. The five exclude one another."""

    only_adhered: int = 0
    first_awarded: int = 0
    revalidated: int = 0
    lapsed: int = 0
    withdrawn: int = 0
    revalidated_within_awarded: bool = False

    @property
    def adhered(self) -> int:
        """All that take part: a Sello that lapsed does not end the adherence."""
        return self.only_adhered + self.first_awarded + self.revalidated + self.lapsed

    @property
    def holding_sello(self) -> int:
        return self.first_awarded + self.revalidated

    @property
    def awarded(self) -> int:
        """What is told as «Sello otorgado», as the setting reads it."""
        return self.holding_sello if self.revalidated_within_awarded else self.first_awarded

    @property
    def awarded_share(self) -> float | None:
        """Of the adhered; None when there are none."""
        return _share(self.awarded, self.adhered)

    @property
    def revalidated_share(self) -> float | None:
        """Of the adhered; None when there are none."""
        return _share(self.revalidated, self.adhered)


@dataclass(frozen=True)
class RegionFigures:
    """One region. ``municipalities`` is one less than ``communes`` where Antártica lies."""

    code: str
    name: str
    communes: int
    municipalities: int
    totals: Totals

    @property
    def adhered_share(self) -> float:
        """Of the communes that can adhere: those with a municipality."""
        return self.totals.adhered / self.municipalities


@dataclass(frozen=True)
class YearFigures:
    """One year: where it ended (``on``, the day asked for in the last one), and what happened."""

    year: int
    on: datetime.date
    totals: Totals
    adhesions: int
    awards: int
    revalidations: int


@dataclass(frozen=True)
class DerivedFigures:
    """All of them. ``complete_since`` None: SERMIG has not said that the register is complete, so
    they are no statement about the programme."""

    on: datetime.date
    calculated_on: datetime.date
    complete_since: datetime.date | None
    totals: Totals
    regions: tuple[RegionFigures, ...]
    years: tuple[YearFigures, ...]

    @property
    def regions_with_adhered(self) -> int:
        return sum(1 for region in self.regions if region.totals.adhered)


def derived_figures(*, on: datetime.date | None = None) -> DerivedFigures:
    """Totals, by region from north to south, and by year since 2015, as of a day (today).

    Three queries, whatever the register holds.
    """
    calculated_on = today()
    day = max(calculated_on if on is None else on, BEGINNING)
    register = facts()
    standing = {code: standing_on(events, day) for code, events in register.items()}
    regions = (
        Region.objects.annotate(
            communes=Count("provinces__communes"),
            municipalities=Count("provinces__communes__municipality"),
        )
        .order_by("position")
        .values_list("code", "name", "communes", "municipalities")
    )
    return DerivedFigures(
        on=day,
        calculated_on=calculated_on,
        complete_since=register_complete_since(),
        totals=_totals(standing.values()),
        regions=tuple(
            RegionFigures(
                code,
                name,
                communes,
                municipalities,
                _totals(one for where, one in standing.items() if where[:2] == code),
            )
            for code, name, communes, municipalities in regions
        ),
        years=tuple(_year(register.values(), year, day) for year in range(2015, day.year + 1)),
    )


def figures_to_show() -> DerivedFigures | None:
    """Today's figures, once SERMIG has said that the register is complete; None until then.

    One query while it is not, four afterwards.
    """
    since = register_complete_since()
    return None if since is None or since > today() else derived_figures()


def _year(histories: Iterable[list[Fact]], year: int, day: datetime.date) -> YearFigures:
    last = min(datetime.date(year, 12, 31), day)
    happened = Counter(
        event.kind
        for events in histories
        for event in events
        if event.date.year == year and event.date <= last
    )
    return YearFigures(
        year=year,
        on=last,
        totals=_totals(standing_on(events, last) for events in histories),
        adhesions=happened[StatusKind.ADHERED],
        awards=happened[StatusKind.AWARDED],
        revalidations=happened[StatusKind.REVALIDATED],
    )


def _totals(standings: Iterable[Standing[Fact] | None]) -> Totals:
    counted = Counter(one.status for one in standings if one is not None)
    return Totals(
        only_adhered=counted[StatusKind.ADHERED],
        first_awarded=counted[StatusKind.AWARDED],
        revalidated=counted[StatusKind.REVALIDATED],
        lapsed=counted[StatusKind.LAPSED],
        withdrawn=counted[StatusKind.WITHDRAWN],
        revalidated_within_awarded=configuration().revalidated_within_awarded,
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
