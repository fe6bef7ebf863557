"""Texts within texts: what is found, and that nothing else changes."""

from __future__ import annotations

import pytest

from sello_editorial.replacing.texts import Kind, Occurrence, Wanted, occurrences, replaced

RICH, PLAIN, ADDRESS = Kind.RICH, Kind.PLAIN, Kind.ADDRESS


def test_of_rich_text_only_what_is_read_is_looked_at() -> None:
    value = '<p class="sello">El sello: <a href="https://sello.example/?sello=1">sello</a></p>'
    wanted = Wanted("sello", "premio")
    assert [one.match for one in occurrences(value, RICH, wanted)] == ["sello", "sello"]
    assert replaced(value, RICH, wanted, {0, 1}) == (
        '<p class="sello">El premio: <a href="https://sello.example/?sello=1">premio</a></p>'
    )


def test_an_angle_bracket_within_an_attribute_ends_no_tag() -> None:
    value = '<p><a href="https://a.example/?x>uno" id="1">dos</a></p>'
    assert replaced(value, RICH, Wanted("uno", "tres"), {0}) == value
    assert replaced(value, RICH, Wanted("dos", "tres"), {0}) == value.replace("dos", "tres")


def test_what_takes_its_place_is_text_and_never_markup() -> None:
    changed = replaced("<p>Uno &amp; dos</p>", RICH, Wanted("Uno & dos", "<b>&"), {0})
    assert changed == "<p>&lt;b&gt;&amp;</p>"
    assert replaced("Uno & dos", PLAIN, Wanted("Uno & dos", "<b>&"), {0}) == "<b>&"


def test_only_the_chosen_places_change_and_the_rest_stays_as_it_was_stored() -> None:
    value = "<p>uno&nbsp;uno</p><p>&#241; uno</p>"
    assert replaced(value, RICH, Wanted("uno", "dos"), {1}) == (
        "<p>uno\xa0dos</p><p>&#241; uno</p>"
    )


@pytest.mark.parametrize(
    ("wanted", "matches"),
    [
        (Wanted("año", ""), ["año", "Año", "año"]),
        (Wanted("año", "", match_case=True), ["año", "año"]),
        (Wanted("año", "", whole_words=True), ["año", "Año"]),
        (Wanted("a.o", ""), []),
    ],
)
def test_case_and_whole_words_are_asked_for(wanted: Wanted, matches: list[str]) -> None:
    found = occurrences("Este año y el Año del daño", PLAIN, wanted)
    assert [one.match for one in found] == matches


def test_a_place_is_shown_with_what_is_read_around_it() -> None:
    value = "<p>Antes.</p><p>El <b>gran</b> sello de hoy</p>"
    assert occurrences(value, RICH, Wanted("sello", "x")) == [
        Occurrence("Antes. El gran ", "sello", " de hoy ")
    ]


def test_addresses_are_changed_where_that_is_asked_for_alone() -> None:
    value = '<p><a href="https://viejo.example/?a=1&amp;b=2">viejo.example</a></p>'
    wanted = Wanted("viejo.example", "nuevo.example", in_addresses=True)
    assert replaced(value, RICH, wanted, {0}) == (
        '<p><a href="https://nuevo.example/?a=1&amp;b=2">viejo.example</a></p>'
    )
    assert replaced("https://viejo.example/", ADDRESS, wanted, {0}) == "https://nuevo.example/"
    assert occurrences("https://viejo.example/", ADDRESS, Wanted("viejo", "x")) == []


def test_a_quote_cannot_leave_its_attribute() -> None:
    value = '<p><a href="https://viejo.example/">a</a></p>'
    wanted = Wanted("viejo", '"onclick="x', in_addresses=True)
    assert replaced(value, RICH, wanted, {0}) == (
        '<p><a href="https://&quot;onclick=&quot;x.example/">a</a></p>'
    )
