"""The header and the footer are made once for what they show, and for nothing else."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from sello_pages import frame
from sello_pages.navigation import MenuLink

GUIDES = MenuLink(label="Guías", url="/guias/")


def current(html: str) -> list[str]:
    return re.findall(r'<a href="([^"]+)" aria-current="page"', html)


def test_it_is_the_same_for_the_same_links_and_language() -> None:
    assert frame.header_row([GUIDES]) is frame.header_row([MenuLink("Guías", "/guias/")])


@pytest.mark.parametrize("framed", [frame.header_row, frame.footer])
def test_another_link_another_name_or_another_language_shows(framed: object) -> None:
    assert callable(framed)
    plain = framed([GUIDES])
    assert framed([MenuLink("Guías nuevas", "/guias/")]) != plain
    assert framed([MenuLink("Guías", "/guias-nuevas/")]) != plain
    assert framed([MenuLink("Guías", "/guias/", language="es")]) != plain
    assert framed([]) != plain
    with translation.override("en"):
        assert framed([GUIDES]) != plain


def test_where_the_reader_is_shows() -> None:
    here = MenuLink("Guías", "/guias/", is_current=True)
    assert current(frame.header_row([GUIDES])) == []
    assert current(frame.header_row([here])) == ["/guias/", "/guias/"]


def test_names_are_escaped() -> None:
    assert "<script>" not in frame.header_row([MenuLink("<script>", "/x/")])
