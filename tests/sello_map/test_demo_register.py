"""The demonstration's register: invented, marked, and equal to the official totals of 2023."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from registering import day, history, state
from sello_map import demo
from sello_map.demo import FIRST, REAL, SOURCE
from sello_map.figures import derived_figures
from sello_map.models import RegionalOffice, SelloOfficer, StatusEvent
from sello_site.demo import DemoContext

pytestmark = pytest.mark.django_db


def load(tmp_path: Path, *, demonstration: bool = True) -> None:
    demo.load(
        context=DemoContext(
            say=lambda line: None,
            demonstration=demonstration,
            public_url="http://localhost",
            var=tmp_path,
        )
    )


def test_it_gives_the_official_totals_and_changes_nothing_afterwards(tmp_path: Path) -> None:
    load(tmp_path)
    for on in (day("2023-12-31"), None):
        figures = derived_figures(on=on)
        totals = figures.totals
        assert (totals.only_adhered, totals.first_awarded, totals.revalidated) == (87, 31, 10)
        assert (totals.lapsed, totals.withdrawn, totals.adhered) == (0, 0, 128)
        assert figures.regions_with_adhered == 16
        assert round(100 * (totals.awarded_share or 0)) == 24
        assert round(100 * (totals.revalidated_share or 0)) == 8
    assert StatusEvent.objects.latest("date").date <= day("2023-12-31")
    years = derived_figures().years
    assert (years[0].year, years[0].totals.adhered) == (2015, 3)
    adhered = [one.totals.adhered for one in years]
    assert adhered == sorted(adhered)
    assert derived_figures().complete_since == day("2015-01-01")


def test_every_row_says_that_it_is_invented(tmp_path: Path) -> None:
    load(tmp_path)
    assert set(StatusEvent.objects.values_list("source", flat=True)) == {SOURCE}
    assert set(StatusEvent.objects.values_list("kind", flat=True)) == {
        "adhered", "awarded", "revalidated", "lapsed", "withdrawn",
    }  # fmt: skip
    assert StatusEvent.objects.filter(municipality__in=REAL).count() == 0
    assert [history(code)[0][1][:4] for code in FIRST] == ["2015"] * 3
    assert RegionalOffice.objects.count() == 16
    for name, email in SelloOfficer.objects.values_list("name", "email"):
        assert (name, email.endswith("@example.org")) == ("Persona de demostración", True)
    assert {"demostración" in one.name for one in RegionalOffice.objects.all()} == {True}


def test_it_is_the_same_again_and_loaded_once(tmp_path: Path) -> None:
    load(tmp_path)
    before = state()
    load(tmp_path)
    assert state() == before
    events = [
        (event.municipality_id, event.kind, event.date)
        for event in StatusEvent.objects.order_by("pk")
    ]
    assert events == [(data.municipality_id, data.kind, data.date) for data in demo.demo_events()]


def test_a_site_in_use_gets_no_invented_register(tmp_path: Path, settings: Settings) -> None:
    load(tmp_path, demonstration=False)
    assert (StatusEvent.objects.count(), RegionalOffice.objects.count()) == (0, 0)
