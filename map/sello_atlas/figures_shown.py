"""The figures page: rows for its tables, and the charts of the same numbers."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format

from sello_atlas.charts import Bar, Chart, Part, bar_chart
from sello_atlas.listing import is_complete
from sello_atlas.places import last_part
from sello_map.figures import DerivedFigures, RegionFigures, Totals, YearFigures
from sello_map.status import StatusKind


@dataclass(frozen=True)
class StatusCount:
    """How many have a status; ``share`` of those that take part, empty for those that left."""

    kind: str
    name: Any
    count: int
    share: str


@dataclass(frozen=True)
class Shown:
    """What the page says. ``years`` begins with the first that the register holds as a whole."""

    figures: DerivedFigures
    statuses: tuple[StatusCount, ...]
    years: tuple[tuple[str, YearFigures], ...]
    regions: tuple[tuple[str, RegionFigures, str], ...]
    status_chart: Chart
    year_chart: Chart
    region_chart: Chart


def shown_figures(figures: DerivedFigures) -> Shown | None:
    """The figures as they are shown; None while the register is not complete."""
    if not is_complete(figures.complete_since, figures.on):
        return None
    statuses = _statuses(figures.totals)
    years = [
        (str(year.year), year)
        for year in figures.years
        if is_complete(figures.complete_since, datetime.date(year.year, 1, 1))
    ]
    regions = [
        (last_part(region.code, region.name), region, percent(region.adhered_share))
        for region in figures.regions
    ]
    return Shown(
        figures=figures,
        statuses=statuses,
        years=tuple(years),
        regions=tuple(regions),
        status_chart=bar_chart(
            [
                Bar(str(one.name), (Part(one.kind, one.count),), number_format(one.count))
                for one in statuses
            ]
        ),
        year_chart=bar_chart(
            [
                Bar(name, _parts(year.totals), number_format(year.totals.adhered))
                for name, year in years
            ]
        ),
        region_chart=bar_chart(
            [
                Bar(region.name, (Part("adhered", region.adhered_share),), share)
                for _address, region, share in regions
            ],
            longest=1.0,
        ),
    )


def percent(share: float | None) -> str:
    """A share as it is read, in whole hundredths; a dash where there is none."""
    return "–" if share is None else f"{number_format(round(share * 100))} %"


def _counts(totals: Totals) -> dict[StatusKind, int]:
    return {
        StatusKind.ADHERED: totals.only_adhered,
        StatusKind.AWARDED: totals.first_awarded,
        StatusKind.REVALIDATED: totals.revalidated,
        StatusKind.LAPSED: totals.lapsed,
    }


def _statuses(totals: Totals) -> tuple[StatusCount, ...]:
    """They exclude one another, whatever the setting about revalidated ones says."""
    taking_part = [
        StatusCount(
            kind.value,
            kind.label,
            count,
            percent(count / totals.adhered if totals.adhered else None),
        )
        for kind, count in _counts(totals).items()
    ]
    left = StatusKind.WITHDRAWN
    return (*taking_part, StatusCount(left.value, left.label, totals.withdrawn, ""))


def _parts(totals: Totals) -> tuple[Part, ...]:
    return tuple(Part(kind.value, count) for kind, count in _counts(totals).items())
