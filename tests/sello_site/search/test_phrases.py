"""Phrases in quotes: found where they stand, and not where two parts of a page meet."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from sello_site.models import SearchEntry
from sello_site.search import index_documents, search
from sello_site.search.page_documents import page_document

pytestmark = pytest.mark.django_db


def titles(text: str, language: str = "es") -> list[str]:
    return [result.title for result in search(text=text, language=language).results]


@pytest.mark.parametrize("language", ["es", "ht"])
def test_a_phrase_is_not_found_across_two_parts_of_a_page(make_page: Any, language: str) -> None:
    parts = [
        "<p>primera mesa</p><p>de trabajo</p>",
        "<ul><li>gran puerta</li><li>abierta</li></ul>",
    ]
    blocks = [{"type": "text", "value": part, "id": str(n)} for n, part in enumerate(parts)]
    heading = {"text": "Otra silla", "level": "h2"}
    blocks.append({"type": "heading", "value": heading, "id": "9"})
    page = make_page("Un título", summary="Un resumen", body=json.dumps(blocks))
    document = page_document(page)
    index_documents([replace(document, key="pages:test:x", url="/x/", language=language)])

    def is_found(phrase: str) -> bool:
        return titles(f'"{phrase}"', language=language) != []

    whole = ["primera mesa", "de trabajo", "gran puerta", "Otra silla", "Un titulo", "un resumen"]
    assert [phrase for phrase in whole if not is_found(phrase)] == []
    across = [
        "mesa de trabajo", "mesa trabajo", "trabajo gran", "puerta abierta", "abierta otra silla",
        "título un resumen", "titulo resumen", "resumen primera", "silla titulo",
    ]  # fmt: skip
    assert [phrase for phrase in across if is_found(phrase)] == []


def test_what_keeps_parts_apart_is_not_found_itself(make_page: Any) -> None:
    text = {"type": "text", "value": "<p>uno</p><p>dos</p>", "id": "1"}
    page = make_page("Sello", body=json.dumps([text]))
    entry = SearchEntry.objects.get(page=page.pk)
    assert entry.body == "uno · dos"
    assert titles("00000000") == []
    assert "0000" not in f"{entry.vector}{entry.written}"
