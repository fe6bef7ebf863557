"""The figures page: tables, and the charts of the same numbers."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from registering import IQUIQUE, SANTIAGO, VINA, day, enter
from sello_atlas.charts import LONGEST_BAR, Bar, Part, bar_chart
from sello_map.days import today
from sello_map.register.changes import declare_register

QUERIES = 12


def soup(client: Client, address: str = "/mapa/cifras/") -> BeautifulSoup:
    response = client.get(address)
    assert (address, response.status_code) == (address, 200)
    return BeautifulSoup(response.content, "html.parser")


def table(page: BeautifulSoup, name: str) -> list[list[str]]:
    rows = page.select(f"[aria-labelledby={name}] tbody tr")
    return [[cell.get_text() for cell in row.select("th, td")] for row in rows]


@pytest.fixture
def some() -> None:
    enter(SANTIAGO, "adhered", "2016-05-01")
    enter(VINA, "adhered", "2015-03-01")
    enter(VINA, "awarded", "2018-03-01")
    enter(IQUIQUE, "adhered", "2016-03-01")
    enter(IQUIQUE, "withdrawn", "2019-05-01")


@pytest.mark.usefixtures("some")
def test_no_figure_is_shown_while_the_register_is_not_complete(client: Client) -> None:
    page = soup(client)
    assert len(page.select(".atlas-incomplete")) == 1
    assert (page.select("table"), page.select(".atlas-chart")) == ([], [])


@pytest.mark.usefixtures("some", "_complete")
def test_figures_come_from_the_register(client: Client) -> None:
    page = soup(client)
    assert page.select(".atlas-incomplete") == []
    assert table(page, "por-estado") == [
        ["Adherida", "1", "50 %"],
        ["Sello otorgado", "1", "50 %"],
        ["Sello revalidado", "0", "0 %"],
        ["Sello vencido", "0", "0 %"],
        ["Retirada del programa", "1", ""],
    ]
    years = table(page, "por-ano")
    assert [row[0] for row in years] == [str(year) for year in range(2015, today().year + 1)]
    assert years[:5] == [
        ["2015", "1", "1", "0", "0"],
        ["2016", "3", "2", "0", "0"],
        ["2017", "3", "0", "0", "0"],
        ["2018", "3", "0", "1", "0"],
        ["2019", "2", "0", "0", "0"],
    ]
    regions = table(page, "por-region")
    assert len(regions) == 16
    assert regions[6] == ["Metropolitana de Santiago", "1", "52", "2 %"]
    assert sum(int(row[1]) for row in regions) == 2


@pytest.mark.usefixtures("some", "_complete")
def test_each_chart_stands_after_its_table_and_says_the_same(client: Client) -> None:
    page = soup(client)
    sections = page.select(".atlas-figure")
    assert len(sections) == 3
    for section in sections:
        names = [tag.name for tag in section.find_all(["table", "svg"])]
        assert names == ["table", "svg"]
        [chart] = section.select("svg")
        assert chart["role"] == "img"
        assert "Los números están en la tabla." in str(chart["aria-label"])
        labels = [text.get_text() for text in chart.select(".atlas-chart-label")]
        rows = [row.get_text() for row in section.select("tbody th")]
        assert labels == rows
        assert chart.select("[style], script, style") == []
    years = [(row[0], row[1]) for row in table(page, "por-ano")]
    [year_chart] = sections[1].select("svg")
    texts = [text.get_text() for text in year_chart.select("text")]
    assert list(zip(texts[::2], texts[1::2], strict=True)) == years


@pytest.mark.usefixtures("some")
def test_years_before_the_register_was_complete_are_left_out(client: Client) -> None:
    declare_register(complete_since=day("2016-06-01"), note="", by=None)
    assert table(soup(client), "por-ano")[0][0] == "2017"


@pytest.mark.usefixtures("_complete")
def test_the_page_of_an_empty_register_divides_by_nothing(client: Client) -> None:
    page = soup(client)
    assert table(page, "por-estado")[0] == ["Adherida", "0", "–"]
    assert page.select("rect") == []


@pytest.mark.usefixtures("_complete")
def test_figures_ask_as_much_for_one_event_as_for_three(client: Client) -> None:
    def queries() -> int:
        soup(client)
        with CaptureQueriesContext(connection) as asked:
            soup(client)
        return len(asked)

    enter(SANTIAGO, "adhered", "2016-05-01")
    one = queries()
    enter(VINA, "adhered", "2016-05-01")
    enter(IQUIQUE, "adhered", "2017-05-01")
    assert (queries(), one <= QUERIES) == (one, True)


@pytest.mark.usefixtures("some", "_complete")
@pytest.mark.parametrize("language", ["ht", "en", "pt", "fr"])
def test_drawings_hold_numbers_that_svg_reads_in_every_language(
    client: Client, language: str
) -> None:
    page = soup(client, f"/{language}/mapa/cifras/")
    values = [
        str(part[name]) for part in page.select("rect") for name in ("x", "y", "width", "height")
    ]
    assert len(values) > 40
    assert [value for value in values if not re.fullmatch(r"\d+(\.\d+)?", value)] == []


@given(
    st.lists(st.lists(st.integers(min_value=0, max_value=345), min_size=1, max_size=4), max_size=20)
)
def test_no_bar_leaves_the_drawing_and_parts_follow_each_other(values: list[list[int]]) -> None:
    chart = bar_chart(
        [Bar("a", tuple(Part("adhered", value) for value in row), "1") for row in values]
    )
    assert len(chart.bars) == len(values)
    longest = 0.0
    for bar, row in zip(chart.bars, values, strict=True):
        assert len(bar.parts) == sum(1 for value in row if value)
        end = 0.0
        for part in bar.parts:
            assert float(part.x) == pytest.approx(end, abs=0.2)
            end = float(part.x) + float(part.width)
        assert end <= LONGEST_BAR + 0.2
        longest = max(longest, end)
    if any(map(any, values)):
        assert longest == pytest.approx(LONGEST_BAR, abs=0.2)
