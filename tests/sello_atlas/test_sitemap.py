"""Search engines find each place in each language."""

from __future__ import annotations

from xml.etree import ElementTree

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from sello_map.models import Municipality

LINK = "{http://www.w3.org/1999/xhtml}link"
HOME = "https://sello.example"


def test_sitemap_names_each_place_in_each_language(client: Client, settings: Settings) -> None:
    settings.SELLO_PUBLIC_URL = HOME
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/mapa/sitemap.xml")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    assert len(queries) == 1
    tree = ElementTree.fromstring(answer.content)  # noqa: S314  # our own
    found = {str(one.findtext("{*}loc")): one for one in tree}
    # List, figures, 16 regions and the municipalities.
    assert Municipality.objects.count() == 345
    assert len(found) == 5 * (2 + 16 + 345)
    santiago = found[f"{HOME}/mapa/13101-santiago/"]
    assert {link.attrib["hreflang"]: link.attrib["href"] for link in santiago.iter(LINK)} == {
        "es": f"{HOME}/mapa/13101-santiago/",
        "x-default": f"{HOME}/mapa/13101-santiago/",
        **{code: f"{HOME}/{code}/mapa/13101-santiago/" for code in ("en", "fr", "ht", "pt")},
    }
    assert f"{HOME}/ht/mapa/region/05-valparaiso/" in found
    for address in (f"{HOME}/mapa/", f"{HOME}/en/mapa/cifras/", f"{HOME}/mapa/12202-antartica/"):
        assert (address in found) is ("antartica" not in address)
