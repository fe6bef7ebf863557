"""The gallery and the page of a piece, as readers meet them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Locale, PageViewRestriction

from graphic_files import document, picture
from sello_graphics.gallery import Choice, gallery, piece_of
from sello_graphics.models import GraphicFile, GraphicIndexPage, GraphicPage
from sello_pages.models import SiteRendition
from sello_pages.taxonomy import Audience, Topic
from sello_site.languages import LANGUAGES

MakePiece = Callable[..., GraphicPage]

GALLERY_QUERIES = 5
PIECE_QUERIES = 6
Shown = tuple[str, str]


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
    make_piece("Uno", "es:pdf:preview", "es:png", "ht:pdf:preview", topics=[topic])
    one = queries()
    make_piece("Dos", "es:png", "ht:png", topics=[topic])
    make_piece("Tres", "es:pdf:preview", "es:png", "ht:png", "fr:pdf:preview", topics=[topic])
    assert (one, queries()) == (GALLERY_QUERIES, GALLERY_QUERIES)


def shown(client: Client, address: str, place: str) -> Shown:
    """Which picture stands for the piece, and the language that is said of it."""
    [found] = soup(client, address).select(place)
    rendition = SiteRendition.objects.get(file=found.find("img")["src"].removeprefix("/media/"))
    said = [
        (one["lang"], one.get_text())
        for one in found.select(".graphic-shown span, figcaption span")
    ]
    return rendition.image.title, " ".join(text for _language, text in said)


@pytest.mark.parametrize(
    ("files", "spanish", "haitian"),
    [
        (
            ["es:pdf:preview", "ht:pdf:preview"],
            ("afiche-es preview", ""),
            ("afiche-ht preview", ""),
        ),
        (
            ["es:pdf:preview", "ht:pdf"],
            ("afiche-es preview", ""),
            ("afiche-es preview", "Español"),
        ),
        (
            ["fr:pdf:preview", "es:pdf:preview"],
            ("afiche-es preview", ""),
            ("afiche-es preview", "Español"),
        ),
        (
            ["fr:pdf:preview"],
            ("afiche-fr preview", "Français"),
            ("afiche-fr preview", "Français"),
        ),
        (["es:png", "ht:pdf:preview"], ("afiche-es", ""), ("afiche-ht preview", "")),
    ],
)
def test_picture_is_in_the_readers_language_or_in_spanish_which_is_said(
    client: Client, make_piece: MakePiece, files: list[str], spanish: Shown, haitian: Shown
) -> None:
    make_piece("Afiche", *files)
    card, figure = ".graphic-list > li", ".graphic-figure"
    assert shown(client, "/material-grafico/", card) == spanish
    assert shown(client, "/material-grafico/afiche/", figure) == spanish
    assert shown(client, "/ht/material-grafico/", card) == haitian
    assert shown(client, "/ht/material-grafico/afiche/", figure) == haitian


def test_picture_is_in_the_language_that_was_asked_for(
    client: Client, make_piece: MakePiece
) -> None:
    make_piece("Afiche", "es:pdf:preview", "fr:pdf:preview")
    found = shown(client, "/material-grafico/?idioma=fr", ".graphic-list > li")
    assert found == ("afiche-fr preview", "Français")


def test_preview_of_the_piece_stands_for_spanish_files_that_have_none(
    client: Client, make_piece: MakePiece
) -> None:
    make_piece("Afiche", "es:pdf", "fr:pdf:preview", "ht:pdf", preview=picture("afiche"))
    card = ".graphic-list > li"
    assert shown(client, "/material-grafico/", card) == ("afiche", "")
    assert shown(client, "/ht/material-grafico/", card) == ("afiche", "Español")
    assert shown(client, "/fr/material-grafico/", card) == ("afiche-fr preview", "")


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_piece_asks_the_same_number_of_queries_for_one_language_and_for_three(
    make_piece: MakePiece, count: int
) -> None:
    codes = ["es", "ht", "fr"][:count]
    specs = [f"{code}:{form}" for code in codes for form in ("pdf:preview", "png")]
    piece = make_piece("Afiche", *specs)
    piece_of(piece)  # renditions are made once
    piece = GraphicPage.objects.get(pk=piece.pk)
    with CaptureQueriesContext(connection) as asked:
        assert len(piece_of(piece).files) == 2 * count
    assert len(asked) == PIECE_QUERIES


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
    preview = picture("otro")
    piece.files.add(GraphicFile(language="ht", document=document("otro"), preview=preview))
    piece.save_revision().publish()

    versions = GraphicPage.objects.filter(translation_key=piece.translation_key)
    assert versions.count() == 5
    for version in versions:
        keys = GraphicFile.objects.filter(page=version).order_by("sort_order")
        assert [one.language for one in keys] == ["es", "ht"]
        assert [one.size for one in keys] == [25, 25]
        assert [one.preview for one in keys] == [None, preview]
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


def test_readers_are_told_the_kind_in_their_language() -> None:
    label = apps.get_app_config("sello_graphics").search_kinds["graphic"]
    said = []
    for language, _name in LANGUAGES:
        with translation.override(language):
            said.append(str(label))
    assert said == [
        "Material gráfico",
        "Materyèl grafik",
        "Graphic material",
        "Material gráfico",
        "Matériel graphique",
    ]
