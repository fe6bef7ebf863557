"""What the board tells beside the dates: what readers thought, and what became wrong."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from sello_editorial.checking.models import PageCheck
from sello_editorial.checking.renewal import check_page
from sello_guides.models import GuideOpinion
from sello_pages.models import ContentPage
from sello_site.signals import reader_opinions

pytestmark = pytest.mark.django_db

BOARD = "sello_editorial_freshness:board"
USELESS = {"type": "text", "value": '<p><a href="https://e.example/">aquí</a></p>'}


def opine(page: ContentPage, useful: int, useless: int) -> None:
    GuideOpinion.objects.bulk_create(
        GuideOpinion(
            guide=page.translation_key,
            language="es" if number else "ht",
            version=1,
            is_useful=number < useful,
            given_on=timezone.localdate(),
        )
        for number in range(useful + useless)
    )


def cells(client: Any, title: str, **query: str) -> list[str]:
    """What the row of a page says, cell by cell."""
    html = BeautifulSoup(client.get(reverse(BOARD), query).content, "html.parser")
    for row in html.select("table.listing tbody tr"):
        link = row.select_one("td a")
        if link is not None and link.get_text() == title:
            return [" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")]
    return []


def test_board_tells_how_many_readers_a_page_was_of_use_to(make_page: Any, signed_in: Any) -> None:
    opine(make_page("Guía", live=True), 3, 2)
    make_page("Otra", live=True)
    client = signed_in("editor")
    assert "3 de 5 personas : Guía" in cells(client, "Guía")
    assert [cell for cell in cells(client, "Otra") if "persona" in cell] == []
    answer = client.get(reverse(BOARD))
    assert reverse("sello_guides_opinions") in answer.content.decode()


def test_whoever_may_not_read_opinions_is_not_told_of_them(
    make_page: Any, signed_in: Any, people: Any
) -> None:
    opine(make_page("Guía", live=True), 3, 2)
    assert people["author"].has_perm("sello_guides.view_guideopinion") is False
    assert [cell for cell in cells(signed_in("author"), "Guía") if "persona" in cell] == []


def test_board_stands_without_the_plugin_that_fails(make_page: Any, signed_in: Any) -> None:
    def broken(sender: None, **kwargs: Any) -> Any:
        raise RuntimeError("broken")

    opine(make_page("Guía", live=True), 1, 0)
    reader_opinions.connect(broken)
    try:
        assert "1 de 1 persona : Guía" in cells(signed_in("editor"), "Guía")
    finally:
        reader_opinions.disconnect(broken)


def test_board_marks_what_became_wrong_and_says_when_it_was_seen(
    make_page: Any, signed_in: Any
) -> None:
    page = make_page("Mala", live=True, body=[USELESS])
    make_page("Sin mirar", live=True)
    good = make_page("Buena", live=True)
    for one in (page, good):
        check_page(one.pk)
    client = signed_in("editor")
    (wrong,) = [cell for cell in cells(client, "Mala") if "Vista el" in cell]
    assert wrong.startswith(
        "1 error : Mala Error. Contenido › 1. Texto: El enlace «aquí» no dice adónde lleva"
    )
    (sound,) = [cell for cell in cells(client, "Buena") if "Vista el" in cell]
    assert sound.startswith("Sin observaciones")
    assert "Sin revisar desde que se publicó" in cells(client, "Sin mirar")


def test_what_was_seen_before_a_publication_does_not_count(make_page: Any, signed_in: Any) -> None:
    page = make_page("Mala", live=True, body=[USELESS])
    check_page(page.pk)
    page.body = []
    page.save_revision().publish()
    client = signed_in("editor")
    assert "Sin revisar desde que se publicó" in cells(client, "Mala")
    check_page(page.pk)
    assert [cell for cell in cells(client, "Mala") if cell.startswith("Sin observaciones")] != []


@pytest.mark.parametrize(
    ("soundness", "shown"),
    [
        ("errors", ["Mala"]),
        ("warnings", ["Vaga"]),
        ("sound", ["Buena"]),
        ("unseen", ["Portada", "Sin mirar"]),
    ],
)
def test_board_is_filtered_by_what_was_found(
    make_page: Any, signed_in: Any, soundness: str, shown: list[str]
) -> None:
    vague = {"type": "text", "value": '<p><a href="https://e.example/">ver más</a></p>'}
    for title, body in (("Mala", [USELESS]), ("Vaga", [vague]), ("Buena", [])):
        check_page(make_page(title, live=True, body=body).pk)
    make_page("Sin mirar", live=True)
    answer = signed_in("editor").get(reverse(BOARD), {"soundness": soundness})
    assert sorted(page.title for page in answer.context["object_list"]) == shown


def test_file_of_the_board_has_both(make_page: Any, signed_in: Any) -> None:
    page = make_page("Mala", live=True, body=[USELESS])
    opine(page, 1, 1)
    check_page(page.pk)
    answer = signed_in("editor").get(reverse(BOARD), {"export": "csv", "soundness": "errors"})
    heading, row = csv.reader(b"".join(answer.streaming_content).decode().splitlines())
    told = dict(zip(heading, row, strict=True))
    assert (told["Observaciones"], told["Le sirvió a"]) == ("1 error", "1 de 2 personas")


@pytest.mark.parametrize("number", [1, 3])
def test_board_with_both_asks_as_often_for_one_page_as_for_three(
    make_page: Any, signed_in: Any, number: int, django_assert_num_queries: Any
) -> None:
    for one in range(number):
        page = make_page(f"Página {one}", live=True, body=[USELESS])
        opine(page, 1, 1)
        check_page(page.pk)
    client = signed_in("editor")
    client.get(reverse(BOARD))
    with django_assert_num_queries(19):
        client.get(reverse(BOARD))
    assert PageCheck.objects.count() == number
