"""The map beside the list: what it is drawn from, what it may run, and where it may stand."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registering import SANTIAGO, VINA, day, enter
from sello_atlas.setting_forms import parse_sites, parse_tiles_address
from sello_atlas.shading import shade_of
from sello_map.register.changes import declare_register
from sello_site.languages import LANGUAGES, PREFIXES
from sello_site.setting_forms import Malformed
from sello_site.signals import MapLayer, map_layers

QUERIES_OF_THE_DETAILS = 4
TILES = "https://tiles.example.org:8443/{z}/{x}/{y}.png"


@pytest.fixture
def _some() -> None:
    enter(SANTIAGO, "adhered", "2016-05-01")
    enter(VINA, "adhered", "2015-03-01")
    enter(VINA, "awarded", "2018-03-01")


@pytest.fixture
def set_up(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Changes settings of the plugin."""
    plugin = apps.get_app_config("sello_atlas")

    def change(**values: Any) -> None:
        monkeypatch.setattr(plugin, "settings", replace(plugin.settings, **values))

    return change


def answer(client: Client, address: str) -> tuple[BeautifulSoup, dict[str, list[str]]]:
    """The page, and its policy by directive."""
    response = client.get(address)
    assert (address, response.status_code) == (address, 200)
    directives = [part.split() for part in response["Content-Security-Policy"].split(";")]
    page = BeautifulSoup(response.content, "html.parser")
    return page, {name: values for name, *values in directives}


def inline_scripts(page: BeautifulSoup) -> list[str]:
    return [
        tag.string or ""
        for tag in page.find_all("script")
        if not tag.get("src") and tag.get("type") not in {"application/json", "application/ld+json"}
    ]


def source_of(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


@pytest.mark.parametrize("page", ["", "insertado/"])
def test_the_policy_allows_the_one_inline_script_by_its_hash(client: Client, page: str) -> None:
    sources = set()
    for code, _name in LANGUAGES:
        prefix = f"/{code}" if code in PREFIXES else ""
        html, policy = answer(client, f"{prefix}/mapa/{page}")
        [script] = inline_scripts(html)
        assert policy["script-src"] == ["'self'", source_of(script)]
        sources.add(policy["script-src"][1])
    assert len(sources) == 1


def test_no_other_page_allows_an_inline_script(client: Client) -> None:
    page, policy = answer(client, "/mapa/cifras/")
    assert policy["script-src"] == ["'self'"]
    assert inline_scripts(page) == []


@pytest.mark.usefixtures("_some")
def test_each_row_holds_what_its_point_needs(client: Client) -> None:
    page, _policy = answer(client, "/mapa/")
    rows = [
        (row["data-code"], row["data-status"], row["data-point"])
        for row in page.select(".atlas-list li")
    ]
    assert rows == [
        ("05109", "awarded", "-33.0246,-71.5518"),
        ("13101", "adhered", "-33.4569,-70.6483"),
    ]


@pytest.mark.usefixtures("_some", "_complete")
def test_regions_are_shaded_by_their_share(client: Client) -> None:
    page, _policy = answer(client, "/mapa/")
    shades = {row["data-region"]: row["data-shade"] for row in page.select("tr[data-region]")}
    assert len(shades) == 16
    assert {code: shade for code, shade in shades.items() if shade != "none"} == {
        "05": "few",
        "13": "few",
    }


@pytest.mark.usefixtures("_some")
def test_what_depends_on_the_register_being_complete_can_always_be_replaced(
    client: Client,
) -> None:
    def parts() -> list[tuple[bool, bool]]:
        found = []
        for year in ("2016", "2024"):
            page, _policy = answer(client, f"/mapa/?ano={year}")
            [warning], [legend] = page.select("#aviso-registro"), page.select("#sombras")
            found.append((bool(warning.get_text().strip()), bool(legend.get_text().strip())))
        return found

    assert parts() == [(True, False), (True, False)]
    declare_register(complete_since=day("2020-01-01"), note="", by=None)
    assert parts() == [(True, False), (False, True)]


def test_an_empty_register_asks_nobody_to_take_filters_away(client: Client) -> None:
    page, _policy = answer(client, "/mapa/")
    assert "El registro todavía no tiene municipalidades" in page.get_text()
    page, _policy = answer(client, "/mapa/?region=13")
    assert "Ninguna municipalidad corresponde a todos esos filtros." in page.get_text()


@pytest.mark.parametrize(
    ("share", "shade"),
    [(0, "none"), (0.004, "none"), (0.01, "few"), (0.194, "few"), (0.195, "some"),
     (0.394, "some"), (0.4, "half"), (0.6, "many"), (0.8, "most"), (1, "most")],
)  # fmt: skip
def test_a_shade_follows_the_share_that_is_read(share: float, shade: str) -> None:
    assert shade_of(share) == shade


@pytest.mark.usefixtures("_some")
def test_details_tell_of_one_municipality_in_the_readers_language(client: Client) -> None:
    page, _policy = answer(client, "/mapa/resumen/05109/")
    assert page.h3 is not None
    assert page.h3.get_text() == "Municipalidad de Viña del Mar"
    assert [" ".join(item.get_text().split()) for item in page.select(".atlas-dates li")] == [
        "Sello otorgado: 1 de marzo de 2018",
        "Adherida: 1 de marzo de 2015",
    ]
    assert page.select("a")[-1]["href"] == "/mapa/05109-vina-del-mar/"
    page, _policy = answer(client, "/en/mapa/resumen/05109/")
    assert page.select("a")[-1]["href"] == "/en/mapa/05109-vina-del-mar/"


@pytest.mark.parametrize("code", ["99999", "12202", "1310", "131011", "abcde"])
def test_details_of_no_municipality_are_not_found(client: Client, code: str) -> None:
    assert client.get(f"/mapa/resumen/{code}/").status_code == 404


@pytest.mark.parametrize("events", [1, 3])
def test_details_cost_the_same_whatever_the_history(client: Client, events: int) -> None:
    for number in range(events):
        kind = ("adhered", "awarded", "revalidated")[number]
        enter(SANTIAGO, kind, f"{2016 + number}-05-01")
    client.get("/mapa/resumen/13101/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/mapa/resumen/13101/")
    assert len(queries) == QUERIES_OF_THE_DETAILS


def test_the_map_alone_may_stand_in_other_sites(client: Client, set_up: Any) -> None:
    response = client.get("/mapa/insertado/")
    assert "X-Frame-Options" not in response.headers
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert response["X-Robots-Tag"] == "noindex, follow"
    response = client.get("/mapa/")
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    set_up(embedded_by=("https://www.example.org",))
    response = client.get("/mapa/insertado/")
    assert "frame-ancestors https://www.example.org" in response["Content-Security-Policy"]
    set_up(embedded_by=())
    response = client.get("/mapa/insertado/")
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_the_code_for_other_sites_keeps_the_choice(client: Client) -> None:
    page, _policy = answer(client, "/mapa/?region=13")
    [code] = page.select("#codigo-insertar")
    frame = BeautifulSoup(code.get_text(), "html.parser").iframe
    assert frame is not None
    assert re.fullmatch(r"https?://[^/]+/mapa/insertado/\?region=13", str(frame["src"]))
    assert frame["title"] == "Municipalidades del programa"


def test_no_streets_are_offered_unless_the_operator_names_them(client: Client, set_up: Any) -> None:
    page, policy = answer(client, "/mapa/")
    assert page.select("[data-tiles]") == []
    assert policy["img-src"] == ["'self'", "data:"]
    set_up(tiles_address=TILES, tiles_attribution="© Ejemplo")
    page, policy = answer(client, "/mapa/")
    [button] = page.select("[data-tiles]")
    assert button["data-tiles"] == TILES
    assert "tiles.example.org:8443" in page.select(".atlas-tiles")[0].get_text()
    assert policy["img-src"] == ["'self'", "data:", "https://tiles.example.org:8443"]


@pytest.mark.parametrize(
    "value",
    ["http://tiles.example.org/{z}/{x}/{y}.png", "https://{s}.example.org/{z}/{x}/{y}.png",
     "https://tiles.example.org/{z}/{x}.png", "https://tiles.example.org;/{z}/{x}/{y}"],
)  # fmt: skip
def test_an_address_of_tiles_that_no_policy_could_name_is_refused(value: str) -> None:
    with pytest.raises(Malformed):
        parse_tiles_address(value)


def test_addresses_of_tiles_and_sites_are_taken() -> None:
    assert parse_tiles_address(f" {TILES} ") == TILES
    assert parse_tiles_address("") == ""
    assert parse_sites("https://www.example.org, https://*.example.cl") == (
        "https://www.example.org",
        "https://*.example.cl",
    )
    assert parse_sites("*") == ("*",)
    assert parse_sites("") == ()


@pytest.mark.parametrize("value", ["http://example.org", "example.org", "https://a; b", "'self'"])
def test_a_site_that_no_policy_could_name_is_refused(value: str) -> None:
    with pytest.raises(Malformed):
        parse_sites(value)


@pytest.fixture
def _layer() -> Iterator[None]:
    def layers(sender: None, **kwargs: Any) -> list[MapLayer]:
        return [MapLayer(f"Actividades ({kwargs['language']})", "/api/v3/actividades.geojson")]

    map_layers.connect(layers)
    yield
    map_layers.disconnect(layers)


@pytest.mark.usefixtures("_layer")
def test_layers_of_other_plugins_can_be_shown(client: Client) -> None:
    page, _policy = answer(client, "/en/mapa/")
    [box] = page.select(".atlas-layers input")
    assert box["data-layer"] == "/api/v3/actividades.geojson"
    assert page.select(".atlas-layers label")[0].get_text().strip() == "Actividades (en)"
