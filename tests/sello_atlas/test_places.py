"""The pages of municipalities and regions, and how they are found."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registering import SANTIAGO, VINA, day, enter
from sello_map.models import Municipality, RegionalOffice, SelloOfficer
from sello_map.register.changes import annul_event
from sello_site.languages import LANGUAGES
from sello_site.search import search
from sello_site.signals import collect, search_documents

SANTIAGO_PAGE = "/mapa/13101-santiago/"
REGION_PAGE = "/mapa/region/13-metropolitana-de-santiago/"
QUERIES_OF_A_PLACE = 12


def soup(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert (address, response.status_code) == (address, 200)
    return BeautifulSoup(response.content, "html.parser")


def words(tag: object) -> str:
    return " ".join(tag.get_text(" ").split())  # type: ignore[attr-defined]  # a tag


def test_a_municipality_tells_where_it_stands_and_how_it_came_to_it(client: Client) -> None:
    enter(SANTIAGO, "adhered", "2016-05-01", source="Acta 1", source_address="https://a.example/1")
    enter(
        SANTIAGO, "awarded", "2018-03-01", act_type="Resolución exenta", act_number="123",
        act_date=day("2018-02-01"), act_address="https://a.example/123", note="Ceremonia",
    )  # fmt: skip
    wrong = enter(SANTIAGO, "withdrawn", "2020-01-01", source="Un error")
    annul_event(event=wrong, reason="No pasó", by=None)
    page = soup(client, SANTIAGO_PAGE)
    assert page.h1 is not None
    assert page.h1.get_text() == "Municipalidad de Santiago"
    [standing] = page.select(".atlas-standing")
    assert words(standing) == "Sello otorgado desde el 1 de marzo de 2018"
    awarded, adhered = page.select(".atlas-history li")
    assert words(adhered) == "Adherida 1 de mayo de 2016 Fuente: Acta 1"
    assert "Resolución exenta N.º 123, de 1 de febrero de 2018" in words(awarded)
    assert words(awarded).endswith("Ceremonia")
    links = [link["href"] for link in page.select(".atlas-history a")]
    assert links == ["https://a.example/123", "https://a.example/1"]
    assert "Un error" not in page.get_text()
    assert [link["href"] for link in page.select(".breadcrumb a")][1:] == ["/mapa/", REGION_PAGE]


def test_a_municipality_without_a_register_says_so(client: Client) -> None:
    page = soup(client, SANTIAGO_PAGE)
    assert "No hay registro de que haya participado en el programa." in page.get_text()
    assert page.select(".atlas-history") == []


def test_only_officers_who_are_published_are_shown(client: Client) -> None:
    office = RegionalOffice.objects.create(
        region_id="13", name="Oficina Centro", address="Calle 1", telephone="2 1234"
    )
    RegionalOffice.objects.create(region_id="05", name="Oficina de otra parte")
    for name, is_published in (("Ana", True), ("Berta", False)):
        SelloOfficer.objects.create(
            office=office, name=name, role="Encargada", email=f"{name}@example.org",
            is_published=is_published,
        )  # fmt: skip
    for address in (SANTIAGO_PAGE, REGION_PAGE):
        text = soup(client, address).get_text()
        assert ("Oficina Centro" in text, "Calle 1" in text) == (True, True)
        assert ("Ana@example.org" in text, "Berta" in text) == (True, False)
        assert "Oficina de otra parte" not in text


@pytest.mark.parametrize(
    "address",
    [
        "/mapa/99999-nada/",
        "/mapa/12202-antartica/",
        "/mapa/1310-santiago/",
        "/mapa/13101/",
        "/mapa/13101-SANTIAGO/",
        "/mapa/region/99-nada/",
        "/mapa/region/13/",
        "/mapa/nada/",
    ],
)
def test_what_is_no_place_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.get(SANTIAGO_PAGE).status_code == 200


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("/mapa/13101-otra/", SANTIAGO_PAGE),
        ("/fr/mapa/13101-otra/", f"/fr{SANTIAGO_PAGE}"),
        ("/mapa/region/13-otra/", REGION_PAGE),
    ],
)
def test_an_address_with_an_old_name_leads_to_the_right_one(
    client: Client, address: str, right: str
) -> None:
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, right)


@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
def test_places_have_pages_in_every_language(client: Client, language: str) -> None:
    prefix = "" if language == "es" else f"/{language}"
    for address in (SANTIAGO_PAGE, REGION_PAGE, "/mapa/", "/mapa/cifras/"):
        page = soup(client, f"{prefix}{address}")
        assert page.html is not None
        assert page.html["lang"] == language
        assert len(page.select("nav.languages a")) == len(LANGUAGES)


@pytest.mark.usefixtures("_complete")
def test_a_region_lists_all_its_municipalities(client: Client) -> None:
    enter("15101", "adhered", "2016-05-01")
    page = soup(client, "/mapa/region/15-arica-y-parinacota/")
    assert [words(item) for item in page.select(".atlas-list li")] == [
        "Arica Adherida desde el 1 de mayo de 2016",
        "Camarones Nunca en el programa",
        "General Lagos Nunca en el programa",
        "Putre Nunca en el programa",
    ]
    [lead] = page.select(".lead")
    assert words(lead).startswith("Participan 1 de 4 municipalidades (25 %).")
    [link] = page.select(".atlas-list a")[:1]
    assert soup(client, str(link["href"])).h1 is not None


@pytest.mark.parametrize("address", [SANTIAGO_PAGE, REGION_PAGE])
def test_a_place_asks_as_much_for_one_event_as_for_three(client: Client, address: str) -> None:
    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    enter(SANTIAGO, "adhered", "2016-05-01")
    one = queries()
    enter(SANTIAGO, "awarded", "2018-05-01")
    enter("13102", "adhered", "2018-05-01")
    RegionalOffice.objects.create(region_id="13", name="Primera")
    two = queries()
    for name in ("Segunda", "Tercera"):
        office = RegionalOffice.objects.create(region_id="13", name=name)
        SelloOfficer.objects.create(
            office=office, name=name, role="Encargada", telephone="1", is_published=True
        )
    assert queries() == two
    # The officers are asked for once there is an office.
    assert (two - one, two <= QUERIES_OF_A_PLACE) == (1, True)


def test_each_place_is_offered_to_the_search_in_each_language() -> None:
    spanish = collect(search_documents, language="es")
    own = [one for one in spanish if one.key.startswith("atlas:")]
    assert len(own) == Municipality.objects.count() + 16
    assert {one.language for one in own} == {"es"}
    [santiago] = [one for one in own if one.key == "atlas:municipality:es:13101"]
    assert (santiago.title, santiago.url, santiago.summary) == (
        "Santiago", SANTIAGO_PAGE, "Santiago, Metropolitana de Santiago",
    )  # fmt: skip
    everything = [
        one for one in collect(search_documents, language=None) if one.key.startswith("atlas:")
    ]
    assert len(everything) == len(own) * len(LANGUAGES)
    assert len({one.key for one in everything}) == len(everything)
    for one in everything:
        prefix = "" if one.language == "es" else f"/{one.language}"
        assert one.url.startswith(f"{prefix}/mapa/")


@pytest.mark.parametrize(
    ("text", "language", "url"),
    [
        ("vina del mar", "es", "/mapa/05109-vina-del-mar/"),
        ("Rapa Nui", "es", "/mapa/05201-isla-de-pascua/"),
        ("Viña del Mar", "ht", "/ht/mapa/05109-vina-del-mar/"),
        ("Maule", "fr", "/fr/mapa/region/07-maule/"),
    ],
)
def test_places_are_found_by_search(text: str, language: str, url: str) -> None:
    call_command("rebuild_search", verbosity=0)
    found = search(text=text, language=language)
    assert url in [one.url for one in found.results]
    assert [one.language for one in found.results] == [language] * len(found.results)


def test_the_list_leads_to_pages_that_are_there(client: Client) -> None:
    enter(VINA, "adhered", "2016-05-01")
    [link] = soup(client, "/en/mapa/").select(".atlas-list a")
    assert soup(client, f"/en/mapa/{link['href']}").h1 is not None
