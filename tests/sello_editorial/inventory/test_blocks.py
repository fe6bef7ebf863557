"""The inventory of blocks."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Locale, get_page_models

from sello_editorial.inventory.blocks import inventory

pytestmark = pytest.mark.django_db

INDEX = "/admin/inventario/bloques/"


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}


def heading(text: str) -> dict[str, Any]:
    return block("heading", {"text": text, "level": "h2"})


def counted() -> dict[str, tuple[int, list[str]]]:
    uses = inventory(Locale.objects.get(language_code="es"))
    return {use.name: (use.number, [page.title for page in use.pages]) for use in uses}


def test_each_kind_is_counted_with_its_pages_and_unused_ones_are_there(make_page: Any) -> None:
    make_page("Uno", body=[heading("A"), heading("B"), block("text", "<p>x</p>")], live=True)
    make_page("Dos", body=[heading("A")], live=True)
    make_page("Borrador", body=[block("related", {"title": "x", "pages": []})])
    uses = counted()
    assert uses["heading"] == (3, ["Uno", "Dos"])
    assert uses["text"] == (1, ["Uno"])
    assert uses["related"] == (0, [])
    assert list(uses)[:2] == ["heading", "text"]


def test_aliases_are_not_counted_and_another_language_has_its_own(make_page: Any) -> None:
    page = make_page("Uno", body=[heading("A")], live=True)
    assert page.aliases.count() == 4
    assert counted()["heading"] == (1, ["Uno"])
    english = inventory(Locale.objects.get(language_code="en"))
    assert sum(use.number for use in english) == 0


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_pages(
    make_page: Any, number: int, django_assert_num_queries: Any
) -> None:
    for one in range(number):
        make_page(f"Página {one}", body=[heading("A")], live=True)
    locale = Locale.objects.get(language_code="es")
    with_blocks = [
        model
        for model in get_page_models()
        if any(hasattr(field, "stream_block") for field in model._meta.concrete_fields)
    ]
    with django_assert_num_queries(len(with_blocks)):
        assert len(next(use for use in inventory(locale) if use.name == "heading").pages) == number


def test_the_screens_show_the_kinds_the_pages_of_one_and_a_file(
    make_page: Any, signed_in: Any
) -> None:
    make_page("Uno", body=[heading("A")], live=True)
    client = signed_in("author")
    body = client.get(INDEX).content.decode()
    assert (f'href="{INDEX}heading/?idioma=es"' in body, "Sin uso" in body) == (True, True)
    assert ">Uno</a>" in client.get(f"{INDEX}heading/").content.decode()
    rows = b"".join(client.get(f"{INDEX}?formato=csv")).decode("utf-8-sig").splitlines()
    assert "Título;heading;Uno;1" in rows
    for address in (f"{INDEX}nada/", f"{INDEX}?idioma=xx"):
        assert client.get(address).status_code == 404


def test_strangers_to_the_admin_see_no_inventory(make_page: Any, signed_in: Any) -> None:
    assert signed_in("anonymous").get(INDEX).status_code == 302
    assert signed_in("stranger").get(INDEX).status_code == 302
