"""Open data of the territory."""

from __future__ import annotations

import csv
import datetime
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from geojson_pydantic import FeatureCollection
from pydantic import ValidationError
from pytest_django import Settings

from registering import IQUIQUE, SANTIAGO, VINA, day, enter
from sello_map.days import today
from sello_map.models import Municipality
from sello_map.register.changes import declare_register

ADDRESS = "/api/v3/map/municipalities.geojson"
QUERIES_OF_THE_COLLECTION = 4
MEMBERS = {"type", "id", "geometry", "properties"}


def collection(client: Client, query: str = "") -> dict[str, Any]:
    response = client.get(f"{ADDRESS}{query}")
    assert (query, response.status_code) == (query, 200)
    found: dict[str, Any] = json.loads(response.content)
    return found


def codes(client: Client, query: str = "") -> list[str]:
    return [feature["id"] for feature in collection(client, query)["features"]]


@pytest.fixture
def some() -> None:
    enter(SANTIAGO, "adhered", "2016-05-01", source_address="https://a.example/1")
    enter(VINA, "adhered", "2015-03-01")
    enter(VINA, "awarded", "2018-03-01")
    enter(IQUIQUE, "adhered", "2016-03-01")
    enter(IQUIQUE, "withdrawn", "2019-05-01")


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize(("query", "number"), [("", 2), ("?estado=todas", 345), ("?q=xyz", 0)])
def test_an_independent_validator_takes_the_collection(
    client: Client, query: str, number: int
) -> None:
    found = collection(client, query)
    assert len(FeatureCollection.model_validate(found).features) == number
    # The control: it does refuse.
    with pytest.raises(ValidationError):
        FeatureCollection.model_validate(found | {"features": [{"type": "Feature"}]})


@pytest.mark.usefixtures("some")
def test_the_collection_is_geojson(client: Client) -> None:
    response = client.get(f"{ADDRESS}?estado=todas")
    assert response.headers["Content-Type"] == "application/geo+json"
    found = json.loads(response.content)
    assert (found["type"], len(found["features"])) == ("FeatureCollection", 345)
    for feature in found["features"]:
        assert set(feature) == MEMBERS
        assert (feature["type"], feature["geometry"]["type"]) == ("Feature", "Point")
        longitude, latitude = feature["geometry"]["coordinates"]
        assert -110 < longitude < -66 < -56 < latitude < -17
        assert [longitude, latitude] == [round(longitude, 5), round(latitude, 5)]
    assert len({feature["id"] for feature in found["features"]}) == 345


@pytest.mark.usefixtures("some")
def test_each_municipality_says_what_is_known_of_it_and_whence(
    client: Client, settings: Settings
) -> None:
    found = collection(client, "?region=13")
    assert {name: found[name] for name in ("as_of", "notice", "demonstration")} == {
        "as_of": today().isoformat(),
        "notice": "Referencial, sin validez legal.",
        "demonstration": False,
    }
    assert "Servicio Nacional de Migraciones" in found["source"]
    [feature] = found["features"]
    assert feature["properties"] == {
        "name": "Santiago",
        "region": "13",
        "status": "adhered",
        "since": "2016-05-01",
        "adhered_on": "2016-05-01",
        "as_of": today().isoformat(),
        "source": "Acta",
        "source_address": "https://a.example/1",
        "demonstration": False,
        "url": f"{settings.SELLO_PUBLIC_URL}/mapa/13101-santiago/",
    }


@pytest.mark.usefixtures("some")
def test_a_demonstration_is_marked_in_all_of_them(client: Client, settings: Settings) -> None:
    settings.SELLO_DEMO = True
    found = collection(client)
    assert (found["demonstration"], found["notice"][:12]) == (True, "Demostración")
    marks = [feature["properties"]["demonstration"] for feature in found["features"]]
    assert marks == [True, True]


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [VINA, SANTIAGO]),
        ("?estado=awarded", [VINA]),
        ("?q=vina", [VINA]),
        ("?ano=2017", [IQUIQUE, VINA, SANTIAGO]),
        ("?on=2015-02-28", []),
        ("?on=2015-03-01", [VINA]),
        ("?on=2018-02-28&estado=awarded", []),
        ("?on=2018-03-01&estado=awarded", [VINA]),
        # A day goes before a year.
        ("?on=2015-03-01&ano=2017", [VINA]),
    ],
)
def test_filters_are_those_of_the_page_and_a_day(
    client: Client, query: str, expected: list[str]
) -> None:
    assert codes(client, query) == expected
    rows = csv.DictReader(
        io.StringIO(
            client.get(f"/api/v3/map/municipalities.csv{query}").content.decode("utf-8-sig")
        ),
        delimiter=";",
    )
    assert [row["Código CUT"] for row in rows] == expected


@pytest.mark.parametrize(
    "query",
    [
        "?on=2014-12-31",
        "?on=9999-12-31",
        "?on=ayer",
        "?on=20200101T00",
        "?region=99",
        "?estado=club",
        "?ano=1990",
        "?ano=99999999999999999999",
    ],
)
def test_what_cannot_be_is_refused(client: Client, query: str) -> None:
    for name in ("municipalities.geojson", "municipalities.csv"):
        assert client.get(f"/api/v3/map/{name}{query}").status_code == 422
    assert client.get(f"{ADDRESS}?on=2015-01-01").status_code == 200


def test_tomorrow_is_not_told(client: Client) -> None:
    tomorrow = today() + datetime.timedelta(days=1)
    for name in ("municipalities.geojson", "municipalities.csv", "regions", "figures"):
        address = f"/api/v3/map/{name}?on="
        assert client.get(f"{address}{tomorrow.isoformat()}").status_code == 422
        assert client.get(f"{address}{today().isoformat()}").status_code == 200


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize("name", ["municipalities.geojson", "municipalities.csv", "regions", "figures"])  # fmt: skip  # noqa: E501  # one list
def test_answers_are_for_every_origin_and_tell_whether_they_changed(
    client: Client, name: str
) -> None:
    response = client.get(f"/api/v3/map/{name}")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    etag = response.headers["ETag"]
    again = client.get(f"/api/v3/map/{name}", HTTP_IF_NONE_MATCH=etag)
    assert (again.status_code, again.content) == (304, b"")
    enter("13102", "adhered", "2020-05-01")
    declare_register(complete_since=day("2015-01-01"), note="", by=None)
    assert client.get(f"/api/v3/map/{name}").headers["ETag"] != etag


def test_the_keys_of_the_query_are_named_to_the_page_cache(client: Client) -> None:
    keys = {
        name: client.get(f"/api/v3/map/{name}").headers["X-Sello-Cache-Keys"]
        for name in ("municipalities.geojson", "municipalities.csv", "regions", "figures")
    }
    assert keys == {
        "municipalities.geojson": "q,region,estado,ano,on",
        "municipalities.csv": "q,region,estado,ano,on",
        "regions": "on",
        "figures": "on",
    }


@pytest.mark.usefixtures("some")
def test_nothing_is_counted_while_the_register_is_not_complete(client: Client) -> None:
    def answers(query: str = "") -> tuple[dict[str, Any], dict[str, Any]]:
        return (
            client.get(f"/api/v3/map/regions{query}").json(),
            client.get(f"/api/v3/map/figures{query}").json(),
        )

    regions, figures = answers()
    assert len(regions["items"]) == 16
    assert {one["counts"] for one in regions["items"]} == {None}
    assert {one["adhered_share"] for one in regions["items"]} == {None}
    assert (figures["counts"], figures["years"]) == (None, [])
    assert (figures["complete_since"], figures["regions_with_adhered"]) == (None, None)
    declare_register(complete_since=day("2016-01-01"), note="", by=None)
    regions, figures = answers()
    north, *_others, south = regions["items"]
    assert (north["code"], south["code"], south["communes"], south["municipalities"]) == (
        "15", "12", 11, 10,
    )  # fmt: skip
    metropolitan = next(one for one in regions["items"] if one["code"] == "13")
    assert metropolitan["counts"] == {
        "adhered": 1, "awarded": 0, "revalidated": 0, "lapsed": 0, "withdrawn": 0,
    }  # fmt: skip
    assert metropolitan["adhered_share"] == round(1 / 52, 4)
    assert figures["counts"] == {
        "adhered": 2, "awarded": 1, "revalidated": 0, "lapsed": 0, "withdrawn": 1,
    }  # fmt: skip
    assert [year["year"] for year in figures["years"]] == list(range(2016, today().year + 1))
    assert (figures["years"][0]["adhesions"], figures["years"][2]["awards"]) == (2, 1)
    # Of a day before, nothing is counted either.
    regions, figures = answers("?on=2015-12-31")
    assert ({one["counts"] for one in regions["items"]}, figures["counts"]) == ({None}, None)


def test_the_collection_asks_as_much_for_three_as_for_all(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(ADDRESS).status_code == 200
        return len(asked)

    for code in (SANTIAGO, VINA, IQUIQUE):
        enter(code, "adhered", "2016-03-01")
    three = queries()
    for code in Municipality.objects.exclude(pk__in=[SANTIAGO, VINA, IQUIQUE]):
        enter(code.pk, "adhered", "2016-03-01")
    assert (three, queries()) == (QUERIES_OF_THE_COLLECTION, QUERIES_OF_THE_COLLECTION)


def test_the_operations_are_described(client: Client) -> None:
    paths = client.get("/api/v3/openapi.json").json()["paths"]
    described = {path: set(operations) for path, operations in paths.items() if "/map/" in path}
    assert described == {
        f"/api/v3/map/{name}": {"get"}
        for name in ("municipalities.geojson", "municipalities.csv", "regions", "figures")
    }
    parameters = paths[ADDRESS]["get"]["parameters"]
    assert [one["name"] for one in parameters] == ["q", "region", "estado", "ano", "on"]
