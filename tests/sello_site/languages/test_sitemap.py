"""A sitemap with more pages than fit into one file."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from sello_site import sitemaps

from .conftest import MakePage, Translate

XHTML_LINK = "{http://www.w3.org/1999/xhtml}link"
HOME = "https://sello.example"


@pytest.fixture(autouse=True)
def public_address(settings: Any) -> None:
    settings.SELLO_PUBLIC_URL = HOME


def read(client: Client, address: str) -> tuple[str, list[str]]:
    """What kind of file it is, and the addresses in it."""
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    assert answer["Cache-Control"].startswith("public")
    tree = ElementTree.fromstring(answer.content)  # noqa: S314  # our own
    return tree.tag.partition("}")[2], [str(one.findtext("{*}loc")) for one in tree]


def test_pages_that_fit_into_one_file_need_no_index(
    make_page: MakePage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_page("Contacto", "contacto")
    monkeypatch.setattr(sitemaps, "TEXTS_AT_ONCE", 2)
    assert read(client, "/sitemap.xml") == ("urlset", [f"{HOME}/", f"{HOME}/contacto/"])
    assert read(client, "/sitemap-1.xml") == ("urlset", [f"{HOME}/", f"{HOME}/contacto/"])
    assert client.get("/sitemap-2.xml").status_code == 404


def test_more_pages_are_spread_over_files_that_an_index_names(
    make_page: MakePage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        make_page(f"Página {number}", f"pagina-{number}")
    monkeypatch.setattr(sitemaps, "TEXTS_AT_ONCE", 2)
    parts = [f"/sitemap-{number}.xml" for number in (1, 2, 3)]
    assert read(client, "/sitemap.xml") == ("sitemapindex", [HOME + part for part in parts])
    found = [read(client, part) for part in parts]
    assert [kind for kind, _addresses in found] == ["urlset"] * 3
    assert [len(addresses) for _kind, addresses in found] == [2, 2, 1]
    every = [address for _kind, addresses in found for address in addresses]
    assert sorted(every) == [f"{HOME}/", *(f"{HOME}/pagina-{number}/" for number in range(4))]


def test_all_versions_of_a_text_stand_in_the_same_file(
    make_page: MakePage, translate: Translate, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("uno", "dos"):
        translate(make_page(name, name), "en")
    monkeypatch.setattr(sitemaps, "TEXTS_AT_ONCE", 1)
    together = []
    for number in (1, 2, 3):
        answer = client.get(f"/sitemap-{number}.xml")
        tree = ElementTree.fromstring(answer.content)  # noqa: S314  # our own
        addresses = sorted(str(one.findtext("{*}loc")) for one in tree)
        for one in tree:
            links = {link.attrib["href"] for link in one.iter(XHTML_LINK)}
            assert sorted(links) == (addresses if len(addresses) > 1 else [])
        together.append(len(addresses))
    assert sorted(together) == [1, 2, 2]  # home, and two texts in two languages


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999999", "x", "-1"])
def test_part_that_is_not_there_is_not_found(
    make_page: MakePage, client: Client, number: str
) -> None:
    assert client.get("/sitemap-1.xml").status_code == 200
    assert client.get(f"/sitemap-{number}.xml").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_sitemap_do_not_grow_with_the_pages(
    make_page: MakePage, client: Client, number: int, django_assert_num_queries: Any
) -> None:
    for one in range(number):
        make_page(f"Página {one}", f"pagina-{one}")
    client.get("/sitemap.xml")
    with django_assert_num_queries(7):
        assert len(read(client, "/sitemap.xml")[1]) == number + 1
