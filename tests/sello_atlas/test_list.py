"""The list of municipalities, as readers meet it."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format
from openpyxl import load_workbook  # type: ignore[import-untyped]  # it ships no type information
from pytest_django import Settings

from registering import IQUIQUE, SANTIAGO, VINA, day, enter
from sello_atlas.choice import Choice
from sello_atlas.listing import listing
from sello_map.days import today
from sello_map.models import Municipality
from sello_map.register.changes import declare_register
from sello_map.status import StatusKind

QUERIES_OF_THE_PAGE = 12
QUERIES_OF_THE_LIST = 3


def soup(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert (address, response.status_code) == (address, 200)
    return BeautifulSoup(response.content, "html.parser")


def names(page: BeautifulSoup) -> list[str]:
    return [link.get_text() for link in page.select(".atlas-list li > a")]


@pytest.fixture
def some() -> None:
    enter(SANTIAGO, "adhered", "2016-05-01")
    enter(VINA, "adhered", "2015-03-01")
    enter(VINA, "awarded", "2018-03-01")
    enter(IQUIQUE, "adhered", "2016-03-01")
    enter(IQUIQUE, "withdrawn", "2019-05-01")


@pytest.mark.usefixtures("some")
def test_the_list_shows_those_that_take_part_from_north_to_south(client: Client) -> None:
    page = soup(client, "/mapa/")
    assert names(page) == ["Viña del Mar", "Santiago"]
    first, second = page.select(".atlas-list li")
    assert first.a is not None
    assert first.a["href"] == "05109-vina-del-mar/"
    assert " ".join(first.get_text().split()) == (
        "Viña del Mar Sello otorgado desde el 1 de marzo de 2018"
    )
    assert " ".join(second.get_text().split()) == "Santiago Adherida desde el 1 de mayo de 2016"
    assert [one["class"] for one in page.select(".atlas-list .atlas-status")] == [
        ["atlas-status", "atlas-awarded"],
        ["atlas-status", "atlas-adhered"],
    ]
    [count] = page.select(".atlas-count")
    day_shown = date_format(today(), "DATE_FORMAT")
    assert count.get_text() == f"2 municipalidades, según su estado al {day_shown}."
    [notice] = page.select(".atlas-notice")
    assert notice.get_text() == "Referencial, sin validez legal."


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Viña del Mar", "Santiago"]),
        ("?region=13", ["Santiago"]),
        ("?estado=awarded", ["Viña del Mar"]),
        ("?estado=adhered", ["Santiago"]),
        ("?estado=withdrawn", ["Iquique"]),
        ("?estado=awarded&region=13", []),
        ("?ano=2015", ["Viña del Mar"]),
        ("?ano=2017", ["Iquique", "Viña del Mar", "Santiago"]),
        ("?ano=2017&estado=awarded", []),
        ("?q=VINA", ["Viña del Mar"]),
        ("?q=rapa+nui&estado=nunca", ["Isla de Pascua"]),
        ("?q=-", []),
        # What no filter offers is not asked for.
        ("?region=99&estado=club&ano=1990", ["Viña del Mar", "Santiago"]),
        ("?ano=%C2%B2015&region=%27%22", ["Viña del Mar", "Santiago"]),
    ],
)
def test_filters_let_through_what_fits_all_of_them(
    client: Client, query: str, expected: list[str]
) -> None:
    assert names(soup(client, f"/mapa/{query}")) == expected


@pytest.mark.usefixtures("some")
def test_all_municipalities_can_be_listed_and_those_that_never_took_part(client: Client) -> None:
    everything = names(soup(client, "/mapa/?estado=todas"))
    never = names(soup(client, "/mapa/?estado=nunca"))
    assert (len(everything), len(never)) == (345, 342)
    assert sorted(set(everything) - set(never)) == ["Iquique", "Santiago", "Viña del Mar"]
    assert everything[0] == "Arica"
    assert "Antártica" not in everything


@pytest.mark.usefixtures("some")
def test_an_address_restores_the_choice_in_every_language(client: Client) -> None:
    query = "?q=santi&region=13&estado=adhered&ano=2020"
    page = soup(client, f"/mapa/{query}")
    chosen = {
        select["name"]: option["value"]
        for select in page.select(".atlas-filters select")
        for option in select.select("option[selected]")
    }
    assert chosen == {"region": "13", "estado": "adhered", "ano": "2020"}
    [text] = page.select(".atlas-filters input")
    assert (text["value"], text["id"]) == ("santi", "filtro-q")
    [french] = page.select("nav.languages a[lang=fr]")
    assert french["href"] == f"/fr/mapa/{query}"
    assert names(soup(client, french["href"])) == ["Santiago"]


def test_each_filter_has_a_label_and_each_year_of_the_programme_is_offered(client: Client) -> None:
    page = soup(client, "/mapa/")
    for field in page.select(".atlas-filters input, .atlas-filters select"):
        assert len(page.select(f"label[for={field['id']}]")) == 1
    years = [option["value"] for option in page.select("select[name=ano] option")]
    assert years == ["", *(str(year) for year in range(today().year, 2014, -1))]
    statuses = [option["value"] for option in page.select("select[name=estado] option")]
    assert statuses == ["", *StatusKind.values, "nunca", "todas"]


@pytest.mark.usefixtures("some")
def test_shares_are_shown_only_while_the_register_is_complete(client: Client) -> None:
    before = soup(client, "/mapa/")
    assert (len(before.select(".atlas-incomplete")), len(before.select("table"))) == (1, 0)
    declare_register(complete_since=day("2016-01-01"), note="", by=None)
    after = soup(client, "/mapa/")
    assert len(after.select(".atlas-incomplete")) == 0
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in after.select("tbody tr")]
    assert len(rows) == 16
    assert rows[0] == ["Arica y Parinacota", "0", "4", "0 %"]
    assert rows[5] == ["Valparaíso", "1", "38", "3 %"]
    # The year before is not told.
    earlier = soup(client, "/mapa/?ano=2015")
    assert (len(earlier.select(".atlas-incomplete")), len(earlier.select("table"))) == (1, 0)
    assert names(earlier) == ["Viña del Mar"]


def test_the_list_asks_as_much_for_three_as_for_all(client: Client) -> None:
    def queries() -> tuple[int, int]:
        client.get("/mapa/")  # what is asked once for all pages
        with CaptureQueriesContext(connection) as page:
            assert client.get("/mapa/").status_code == 200
        with CaptureQueriesContext(connection) as own:
            listing(Choice(today()))
        return len(page), len(own)

    for code in (SANTIAGO, VINA, IQUIQUE):
        enter(code, "adhered", "2016-03-01")
    three = queries()
    for code in Municipality.objects.exclude(pk__in=[SANTIAGO, VINA, IQUIQUE]).values_list("pk", flat=True):  # fmt: skip  # noqa: E501  # one thought
        enter(code, "adhered", "2016-03-01")
    assert queries() == three
    assert three[1] == QUERIES_OF_THE_LIST
    assert three[0] <= QUERIES_OF_THE_PAGE


def test_the_keys_of_the_query_are_named_to_the_page_cache(client: Client) -> None:
    response = client.get("/mapa/")
    assert response.headers["X-Sello-Cache-Keys"] == "q,region,estado,ano"
    assert "X-Robots-Tag" not in response.headers
    assert client.get("/mapa/?ano=2020").headers["X-Robots-Tag"] == "noindex, follow"


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize(
    ("is_demonstration", "name", "notice"),
    [
        (False, "municipalidades", "Referencial, sin validez legal."),
        (
            True,
            "municipalidades-demo",
            "Demostración: datos ficticios. Referencial, sin validez legal.",
        ),
    ],
)
def test_files_hold_what_is_shown_and_say_what_it_is(
    client: Client, settings: Settings, is_demonstration: bool, name: str, notice: str
) -> None:
    settings.SELLO_DEMO = is_demonstration
    enter("13102", "adhered", "2020-01-01", source="=1+1", source_address="https://a.example/")
    response = client.get("/mapa/municipalidades.csv?region=13")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    rows = csv_rows(response.content)
    assert [row["Comuna"] for row in rows] == ["Cerrillos", "Santiago"]
    assert {row["Aviso"] for row in rows} == {notice}
    assert rows[0] == {
        **rows[0],
        "Código CUT": "13102",
        "Región": "Metropolitana de Santiago",
        "Estado": "Adherida",
        "Desde": "01-01-2020",
        "Desde (ISO)": "2020-01-01",
        "Fuente": "'=1+1",
        "Dirección de la fuente": "https://a.example/",
        "Estado al día (ISO)": today().isoformat(),
    }
    book = client.get("/mapa/municipalidades.xlsx?region=13")
    assert book.headers["Content-Disposition"] == f'attachment; filename="{name}.xlsx"'
    sheet: Any = load_workbook(io.BytesIO(book.content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[:2] for row in cells[1:]] == [["13102", "Cerrillos"], ["13101", "Santiago"]]
    assert {row[-1] for row in cells[1:]} == {notice}
    assert client.get("/mapa/municipalidades.pdf").status_code == 404


@pytest.mark.usefixtures("_complete")
def test_all_of_a_full_list_is_sent_and_stays_light(client: Client) -> None:
    for code in Municipality.objects.values_list("pk", flat=True):
        enter(code, "adhered", "2016-03-01")
    response = client.get("/mapa/")
    [listed] = BeautifulSoup(response.content, "html.parser").select("#resultado")
    assert len(listed.select(".atlas-status.atlas-adhered")) == 345
    assert len(response.content) < 150_000
