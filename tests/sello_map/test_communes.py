"""Finding a commune by what people write."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sello_map.models import CommuneAlias
from sello_map.selectors import commune_codes_by_key, find_communes
from sello_map.territory import OTHER_NAMES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "name", "alias"),
    [
        ("Paihuano", "Paiguano", "Paihuano"),
        ("la calera", "Calera", "La Calera"),
        ("lacalera", "Calera", "La Calera"),
        ("Llay Llay", "Llaillay", "Llay-Llay"),
        ("LLAYLLAY", "Llaillay", "Llay-Llay"),
        ("marchigue", "Marchihue", "Marchigüe"),
        ("trehuaco", "Treguaco", "Trehuaco"),
        ("San Vicente de Tagua-Tagua", "San Vicente", "San Vicente de Tagua Tagua"),
        ("coihaique", "Coyhaique", "Coihaique"),
        ("AISEN", "Aysén", "Aisén"),
        ("aysen", "Aysén", ""),
        ("Rapa Nui", "Isla de Pascua", "Rapa Nui"),
        ("puerto natales", "Natales", "Puerto Natales"),
        ("puerto williams", "Cabo de Hornos", "Puerto Williams"),
        ("achao", "Quinchao", "Achao"),
        ("vina del mar", "Viña del Mar", ""),
        ("VIÑADELMAR", "Viña del Mar", ""),
        ("ohiggins", "O'Higgins", ""),
        ("nunoa", "Ñuñoa", ""),
    ],
)
def test_what_people_write_finds_the_commune_first(text: str, name: str, alias: str) -> None:
    first = find_communes(text)[0]
    assert (first.name, first.alias) == (name, alias)


def test_exact_names_come_before_beginnings_and_these_before_the_rest() -> None:
    assert [one.name for one in find_communes("calera")] == ["Calera", "Calera de Tango"]
    assert [one.name for one in find_communes("san pedro")] == [
        "San Pedro",
        "San Pedro de Atacama",
        "San Pedro de la Paz",
    ]
    assert [one.name for one in find_communes("maipo")] == ["Isla de Maipo", "San José de Maipo"]
    assert [one.name for one in find_communes("puerto", limit=2)] == ["Cabo de Hornos", "Natales"]


@pytest.mark.parametrize("text", ["", "   ", "\x00", "…", "no existe tal comuna", "9" * 500])
def test_what_means_no_commune_finds_none(text: str) -> None:
    assert find_communes(text) == []


def test_the_number_of_queries_does_not_depend_on_what_is_found() -> None:
    counts = []
    for text in ("Quilicura", "san", "a"):
        with CaptureQueriesContext(connection) as queries:
            found = find_communes(text)
        counts.append((len(found) > 0, len(queries)))
    assert counts == [(True, 2)] * 3


def test_every_name_means_one_commune() -> None:
    assert len(commune_codes_by_key()) == 346 + sum(map(len, OTHER_NAMES.values()))
    assert CommuneAlias.objects.count() == 12


def test_the_database_keeps_one_meaning_for_each_name() -> None:
    for key in ("aisen", "Con Espacios"):
        with pytest.raises(IntegrityError), transaction.atomic():
            CommuneAlias.objects.create(commune_id="13101", name="Otro", key=key)
