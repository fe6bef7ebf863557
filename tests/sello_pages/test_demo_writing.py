"""Bodies of the demonstration: links by key, ids that never change, values that blocks accept."""

from __future__ import annotations

import hashlib

import pytest

from sello_pages.demo.pictures import DRAWINGS, drawn
from sello_pages.demo.writing import Body, linked


def test_text_links_to_pages_by_their_key() -> None:
    assert linked("<p>Vea [[steps|los pasos]].</p>", {"steps": 7}) == (
        '<p>Vea <a linktype="page" id="7">los pasos</a>.</p>'
    )


def test_link_to_an_unknown_page_is_an_error() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        linked("[[nowhere|aquí]]", {"steps": 7})


def test_ids_depend_on_the_page_and_the_position_alone() -> None:
    def written(key: str, text: str) -> list[str]:
        body = Body(key, pages={})
        body.heading(text).steps(("Uno", "<p>1</p>"), ("Dos", "<p>2</p>"))
        steps = body.raw[1]["value"]["items"]
        return [block["id"] for block in body.raw] + [item["id"] for item in steps]

    ids = written("una", "Antes")
    assert len(set(ids)) == 4
    assert written("una", "Después") == ids
    assert set(written("otra", "Antes")) & set(ids) == set()


def test_picture_without_text_is_decoration() -> None:
    body = Body("una", pages={}).picture(3, "").picture(3, "Un camino")
    assert [block["value"]["decorative"] for block in body.raw] == [True, False]


@pytest.mark.parametrize("key", list(DRAWINGS))
def test_drawing_is_light_and_always_the_same(key: str) -> None:
    _title, name, draw = DRAWINGS[key]
    picture = drawn(draw)
    assert name.endswith(".png")
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 40_000
    assert hashlib.sha256(drawn(draw)).digest() == hashlib.sha256(picture).digest()
