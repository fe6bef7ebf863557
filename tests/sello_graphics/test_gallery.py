"""The gallery and the page of a piece, as readers meet them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, PageViewRestriction

from graphic_files import document, picture
from sello_graphics.gallery import Choice, gallery
from sello_graphics.models import GraphicFile, GraphicIndexPage, GraphicPage
from sello_pages.taxonomy import Audience, Topic

MakePiece = Callable[..., GraphicPage]

GALLERY_QUERIES = 5


def soup(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert (address, response.status_code) == (address, 200)
    return BeautifulSoup(response.content, "html.parser")


def titles(client: Client, query: str = "") -> list[str]:
    return [one.get_text() for one in soup(client, f"/material-grafico/{query}").select("h2")]


def test_card_says_what_a_piece_is_and_how_it_may_be_used(
    client: Client, make_piece: MakePiece
) -> None:
    piece = make_piece("Afiche", "es:pdf", "es:png", "ht:pdf", paper="a3")
    [card] = soup(client, "/material-grafico/").select(".graphic-list > li")

    assert card.select_one(".graphic-kind").get_text() == "Afiche · A3, 29,7 × 42 cm"
    assert card.select_one(".graphic-terms").get_text() == (
        "Creative Commons Atribución 4.0 (CC BY 4.0). Taller municipal."
    )
    assert [link.get_text().split(": ")[1] for link in card.select(".graphic-files a")] == [
        "PDF, 25\xa0bytes",
        f"PNG, {piece.files.get(image__isnull=False).size}\xa0bytes",
    ]
    assert card.select_one(".graphic-languages").get_text() == "Español · Kreyòl ayisyen"
    image = card.find("img")
    assert (image["alt"], image["width"], image["height"]) == ("Se ve Afiche", "60", "40")
    assert image["loading"] == "lazy"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Uno", "Dos", "Tres"]),
        ("?tipo=leaflet", ["Dos"]),
        ("?idioma=ht", ["Dos", "Tres"]),
        ("?formato=png", ["Tres"]),
        # One and the same file has to be in that language and in that format.
        ("?idioma=ht&formato=png", []),
        ("?tema=casos", ["Uno"]),
        ("?para=migrant", ["Dos", "Tres"]),
        ("?para=migrant&tipo=leaflet", ["Dos"]),
        # What no filter offers is not asked for.
        ("?tipo=cartel&idioma=xx", ["Uno", "Dos", "Tres"]),
        ("?tema=%27%22", ["Uno", "Dos", "Tres"]),
    ],
)
def test_filters_let_through_what_fits_all_of_them(
    client: Client, make_piece: MakePiece, query: str, expected: list[str]
) -> None:
    topic = Topic.objects.create(key="casos", name="Casos")
    migrant = [Audience.MIGRANT]
    make_piece("Uno", topics=[topic])
    make_piece("Dos", "es:pdf", "ht:pdf", kind="leaflet", audiences=migrant)
    make_piece("Tres", "es:png", "ht:pdf", audiences=migrant)

    page = soup(client, f"/material-grafico/{query}")
    assert [one.get_text() for one in page.select("h2")] == expected
    count = page.select_one(".graphic-count").get_text(strip=True)
    assert count == f"{len(expected)} pieza{'' if len(expected) == 1 else 's'}"


def test_filters_offer_only_what_there_is_and_keep_the_choice(
    client: Client, make_piece: MakePiece
) -> None:
    make_piece("Uno", "es:pdf", "fr:pdf")
    page = soup(client, "/material-grafico/?idioma=fr")
    offered = {
        select["name"]: [option["value"] for option in select.find_all("option")]
        for select in page.select(".graphic-filters select")
    }
    assert offered == {"tipo": ["", "poster"], "idioma": ["", "es", "fr"], "formato": ["", "pdf"]}
    [chosen] = page.select("option[selected]")
    assert chosen["value"] == "fr"


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "9" * 30, "²"])
def test_page_of_the_gallery_that_does_not_exist_is_not_found(
    client: Client, make_piece: MakePiece, number: str
) -> None:
    make_piece("Uno")
    assert client.get(f"/material-grafico/?p={number}").status_code == 404
    assert client.get("/material-grafico/?p=1").status_code == 200


def test_gallery_has_several_pages_when_there_are_many(
    client: Client, make_piece: MakePiece, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sello_graphics.gallery.PIECES_ON_A_PAGE", 2)
    for title in ("Uno", "Dos", "Tres"):
        make_piece(title)
    first = soup(client, "/material-grafico/?tipo=poster")
    assert [one.get_text() for one in first.select("h2")] == ["Uno", "Dos"]
    [onward] = first.select(".pagination a")
    assert (onward["rel"], onward["href"]) == (["next"], "?tipo=poster&p=2")
    assert titles(client, onward["href"]) == ["Tres"]


def test_gallery_asks_the_same_number_of_queries_for_one_piece_and_for_three(
    index: GraphicIndexPage, make_piece: MakePiece
) -> None:
    def queries() -> int:
        gallery(index, Choice(), None)  # renditions are made once
        with CaptureQueriesContext(connection) as asked:
            gallery(index, Choice(), None)
        return len(asked)

    topic = Topic.objects.create(key="casos", name="Casos")
    make_piece("Uno", "es:pdf", "es:png", "ht:pdf", topics=[topic])
    one = queries()
    make_piece("Dos", "es:png", "ht:png", topics=[topic])
    make_piece("Tres", "es:pdf", "es:png", "ht:png", "fr:pdf", topics=[topic])
    assert (one, queries()) == (GALLERY_QUERIES, GALLERY_QUERIES)


def test_drafts_and_restricted_pieces_are_not_in_the_gallery(
    client: Client, make_piece: MakePiece
) -> None:
    make_piece("Pública")
    make_piece("Borrador", live=False)
    restricted = make_piece("Reservada")
    PageViewRestriction.objects.create(page=restricted, restriction_type="login")
    assert titles(client) == ["Pública"]


def test_answer_tells_the_page_cache_its_keys(client: Client, index: GraphicIndexPage) -> None:
    response = client.get("/material-grafico/")
    assert response["X-Sello-Cache-Keys"] == "tipo,idioma,tema,para,formato,p"


def test_piece_says_in_words_what_it_says_as_a_picture(
    client: Client, make_piece: MakePiece
) -> None:
    piece = make_piece("Afiche", "es:pdf", "ht:png", description="<p>Pregunte aquí</p>")
    page = soup(client, piece.get_url())
    assert page.select_one(".text").get_text(strip=True) == "Pregunte aquí"
    assert page.find("figure").find("img")["alt"] == "Se ve Afiche"
    assert [one.get_text() for one in page.select("legend")] == ["Español", "Kreyòl ayisyen"]
    assert [one["lang"] for one in page.select("legend")] == ["es", "ht"]
    assert page.select_one(".graphic-measure").get_text() == "60 × 40 px"


def test_files_and_topics_of_all_versions_are_those_of_the_original(
    make_piece: MakePiece,
) -> None:
    piece = make_piece("Afiche", "es:pdf")
    alias = GraphicPage.objects.get(alias_of=piece, locale=Locale.objects.get(language_code="ht"))
    assert [one.key for one in alias.files.all()] == [one.key for one in piece.files.all()]

    topic = Topic.objects.create(key="casos", name="Casos")
    piece.topics = [topic]
    piece.files.add(GraphicFile(language="ht", document=document("otro")))
    piece.save_revision().publish()

    versions = GraphicPage.objects.filter(translation_key=piece.translation_key)
    assert versions.count() == 5
    for version in versions:
        keys = GraphicFile.objects.filter(page=version).order_by("sort_order")
        assert [one.language for one in keys] == ["es", "ht"]
        assert [one.size for one in keys] == [25, 25]
        assert [one.key for one in version.topics.all()] == ["casos"]


def test_file_is_a_document_or_a_picture_and_not_both(make_piece: MakePiece) -> None:
    piece = make_piece("Afiche")
    both = GraphicFile(
        page=piece, language="es", document=document("a"), image=picture("a"), size=1
    )
    with pytest.raises(ValidationError, match="no ambos"):
        both.clean()
    for wrong in (both, GraphicFile(page=piece, language="es", size=1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save()
    assert GraphicFile.objects.filter(page=piece).count() == 1


def test_choosing_another_file_measures_it_anew(make_piece: MakePiece) -> None:
    [file] = make_piece("Afiche").files.all()
    assert (file.format, file.size) == ("pdf", 25)
    file.document, file.image = None, picture("nueva", (200, 100))
    file.clean()
    assert file.format == "png"
    assert file.size != 25
