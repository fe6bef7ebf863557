"""Figures calculated from the register."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registering import IQUIQUE, SANTIAGO, VINA, day, enter
from sello_map.days import today
from sello_map.figures import Totals, derived_figures
from sello_map.register.changes import declare_register

pytestmark = pytest.mark.django_db


def parts(totals: Totals) -> tuple[int, ...]:
    return (
        totals.only_adhered, totals.first_awarded, totals.revalidated, totals.lapsed,
        totals.withdrawn,
    )  # fmt: skip


@pytest.fixture
def some() -> None:
    for code in (SANTIAGO, "13102", VINA, IQUIQUE, "12101"):
        enter(code, "adhered", "2016-03-01")
    enter(VINA, "awarded", "2018-03-01")
    enter(IQUIQUE, "awarded", "2018-04-01")
    enter(IQUIQUE, "revalidated", "2020-04-01")
    enter("12101", "awarded", "2018-05-01")
    enter("12101", "lapsed", "2020-05-01")
    enter("13102", "withdrawn", "2019-05-01")


@pytest.mark.usefixtures("some")
def test_totals_count_each_municipality_once() -> None:
    figures = derived_figures(on=day("2021-01-01"))
    totals = figures.totals
    assert parts(totals) == (1, 1, 1, 1, 1)
    assert (totals.adhered, totals.holding_sello, totals.awarded) == (4, 2, 1)
    assert (totals.awarded_share, totals.revalidated_share) == (0.25, 0.25)
    assert (figures.on, figures.calculated_on) == (day("2021-01-01"), today())
    assert figures.regions_with_adhered == 4
    assert parts(derived_figures(on=day("2018-03-31")).totals) == (4, 1, 0, 0, 0)
    assert parts(derived_figures().totals) == (1, 1, 1, 1, 1)


@pytest.mark.usefixtures("some")
def test_regions_stand_from_north_to_south_with_their_share() -> None:
    regions = derived_figures(on=day("2021-01-01")).regions
    assert [region.code for region in regions][:3] == ["15", "01", "02"]
    assert sum(region.communes for region in regions) == 346
    assert sum(region.municipalities for region in regions) == 345
    by_code = {region.code: region for region in regions}
    assert (by_code["12"].communes, by_code["12"].municipalities) == (11, 10)
    assert by_code["12"].adhered_share == pytest.approx(1 / 10)
    assert (by_code["13"].totals.adhered, by_code["13"].municipalities) == (1, 52)
    assert by_code["16"].adhered_share == 0


@pytest.mark.usefixtures("some")
def test_years_run_from_the_beginning_to_the_day_asked_for() -> None:
    years = derived_figures(on=day("2020-04-30")).years
    assert [(one.year, one.on.isoformat()) for one in years] == [
        *((year, f"{year}-12-31") for year in range(2015, 2020)), (2020, "2020-04-30"),
    ]  # fmt: skip
    assert [one.totals.adhered for one in years] == [0, 5, 5, 5, 4, 4]
    assert [(one.adhesions, one.awards, one.revalidations) for one in years] == [
        (0, 0, 0), (5, 0, 0), (0, 0, 0), (0, 3, 0), (0, 0, 0), (0, 0, 1),
    ]  # fmt: skip


def test_an_empty_register_gives_zeros_and_no_shares() -> None:
    figures = derived_figures()
    assert parts(figures.totals) == (0, 0, 0, 0, 0)
    assert (figures.totals.awarded_share, figures.complete_since) == (None, None)
    assert len(figures.years) == today().year - 2014
    assert derived_figures(on=day("1900-01-01")).on == day("2015-01-01")


def test_figures_say_since_when_the_register_is_complete() -> None:
    declare_register(complete_since=day("2019-01-01"), by=None)
    assert derived_figures().complete_since == day("2019-01-01")


@pytest.mark.usefixtures("some")
def test_one_setting_counts_revalidated_as_awarded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    plugin: Any = apps.get_app_config("sello_map")
    changed = dataclasses.replace(plugin.settings, revalidated_within_awarded=True)
    monkeypatch.setattr(plugin, "settings", changed)
    totals = derived_figures(on=day("2021-01-01")).totals
    assert (totals.awarded, totals.revalidated, totals.adhered) == (2, 1, 4)


def test_figures_take_the_same_queries_for_one_as_for_three() -> None:
    counts = []
    for code in (SANTIAGO, VINA, IQUIQUE):
        enter(code, "adhered", "2016-01-01")
        with CaptureQueriesContext(connection) as queries:
            figures = derived_figures()
        counts.append((figures.totals.adhered, len(queries)))
    assert counts == [(1, 3), (2, 3), (3, 3)]
