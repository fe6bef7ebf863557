"""What staff see of the downloads, and who may."""

from __future__ import annotations

import csv
import datetime
import uuid
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sello_accounts.testing import make_member
from sello_graphics.counts import monthly_counts
from sello_graphics.models import DownloadCount, GraphicPage
from sello_site.roles import AUTHOR, EDITOR
from sello_site.testing_people import signed_in

MakePiece = Callable[..., GraphicPage]


def count(piece: uuid.UUID, day: str, number: int, language: str = "es", file: str = "d1") -> None:
    DownloadCount.objects.create(
        piece=piece,
        file=file,
        language=language,
        format="pdf",
        day=datetime.date.fromisoformat(day),
        count=number,
    )


def rows(client: Client, query: str = "") -> list[list[str]]:
    page = client.get(reverse("sello_graphics_counts") + query)
    assert page.status_code == 200
    table = BeautifulSoup(page.content, "html.parser").select("table.listing tbody tr")
    return [[cell.get_text() for cell in row.find_all("td")] for row in table]


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in(Client(), make_member("edicion@example.org", EDITOR))


def test_days_of_a_month_are_summed_by_piece_and_language(
    editor: Client, make_piece: MakePiece
) -> None:
    key = make_piece("Afiche").translation_key
    count(key, "2026-10-31", 4)
    count(key, "2026-11-01", 2)
    count(key, "2026-11-30", 3)
    count(key, "2026-11-30", 7, language="ht", file="d2")
    count(uuid.uuid4(), "2026-11-02", 1, file="d3")

    assert rows(editor) == [
        ["11-2026", "Afiche", "ht", "PDF", "7"],
        ["11-2026", "Afiche", "es", "PDF", "5"],
        ["11-2026", "(pieza eliminada)", "es", "PDF", "1"],
        ["10-2026", "Afiche", "es", "PDF", "4"],
    ]
    assert rows(editor, "?language=ht") == [["11-2026", "Afiche", "ht", "PDF", "7"]]
    assert rows(editor, "?month=2026-10-01") == [["10-2026", "Afiche", "es", "PDF", "4"]]
    assert len(rows(editor, "?month=xx&language=xx&p=x")) == 4


def test_same_table_can_be_downloaded(editor: Client, make_piece: MakePiece) -> None:
    key = make_piece("Afiche").translation_key
    count(key, "2026-11-01", 2)
    response = editor.get(reverse("sello_graphics_counts") + "?formato=csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert list(csv.reader(text.splitlines(), delimiter=";")) == [
        ["Mes", "Pieza", "Identificador", "Idioma", "Formato", "Descargas"],
        ["11-2026", "Afiche", str(key), "es", "pdf", "2"],
    ]


def test_report_asks_two_queries_for_one_row_and_for_three(make_piece: MakePiece) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            monthly_counts()
        return len(asked)

    count(make_piece("Uno").translation_key, "2026-11-01", 1)
    one = queries()
    count(make_piece("Dos").translation_key, "2026-11-01", 1, file="d2")
    count(make_piece("Tres").translation_key, "2026-10-01", 1, file="d3")
    assert (one, queries()) == (2, 2)


@pytest.mark.django_db
def test_authors_and_strangers_do_not_see_the_report() -> None:
    address = reverse("sello_graphics_counts")
    assert (
        signed_in(Client(), make_member("autoria@example.org", AUTHOR)).get(address).status_code
        == 302
    )
    assert Client().get(address).status_code == 302
    assert (
        signed_in(Client(), make_member("edicion@example.org", EDITOR)).get(address).status_code
        == 200
    )
