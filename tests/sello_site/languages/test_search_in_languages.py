"""Searching in one language: its own pages first, then what is there in Spanish alone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sello_site.models import SearchEntry
from sello_site.search import rebuild, search

from .conftest import MakePage, Translate

Found = list[tuple[str, str, str]]


def found(text: str, language: str) -> Found:
    return [
        (one.title, one.language, one.url) for one in search(text=text, language=language).results
    ]


def test_own_language_comes_first_and_spanish_follows(
    make_page: MakePage, translate: Translate
) -> None:
    translate(make_page("Municipalidad uno", "uno"), "fr")
    make_page("Municipalidad dos", "dos")
    assert found("municipalidad", "fr") == [
        ("FR Municipalidad uno", "fr", "/fr/uno-fr/"),
        ("Municipalidad dos", "es", "/fr/dos/"),
    ]
    assert found("municipalidad", "es") == [
        ("Municipalidad dos", "es", "/dos/"),
        ("Municipalidad uno", "es", "/uno/"),
    ]


def test_no_page_is_found_twice(make_page: MakePage, translate: Translate) -> None:
    page = make_page("Ornitorrinco", "uno")
    assert len(found("ornitorrinco", "ht")) == 1
    translate(page, "ht")
    assert found("ornitorrinco", "ht") == [("HT Ornitorrinco", "ht", "/ht/uno-ht/")]


def test_aliases_have_no_entry_also_after_a_rebuild(
    make_page: MakePage, translate: Translate
) -> None:
    page = make_page("Ornitorrinco", "uno")
    translate(page, "en")

    def languages() -> list[str]:
        entries = SearchEntry.objects.filter(title__contains="Ornitorrinco")
        return sorted(entries.values_list("language", flat=True))

    assert languages() == ["en", "es"]
    rebuild()
    assert languages() == ["en", "es"]


def test_spanish_results_are_marked(make_page: MakePage, client: Client) -> None:
    make_page("Ornitorrinco", "uno")
    page = client.get("/ht/buscar/?q=ornitorrinco").content.decode()
    assert '<li class="search-item" lang="es">' in page
    assert '<li class="search-item">' in client.get("/buscar/?q=ornitorrinco").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_search_costs_the_same_whatever_it_finds(
    make_page: MakePage, translate: Translate, count: int
) -> None:
    for number in range(count):
        translate(make_page(f"Ornitorrinco {number}", f"uno-{number}"), "ht")
        make_page(f"Ornitorrinco solo {number}", f"dos-{number}")
    search(text="ornitorrinco", language="ht")
    with CaptureQueriesContext(connection) as captured:
        assert search(text="ornitorrinco", language="ht").count == 2 * count
    assert len(captured) == 5
