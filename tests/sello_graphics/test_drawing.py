"""The demonstration's pieces as they are drawn: whole, tagged, in every language."""

from __future__ import annotations

import io
import re
from importlib.resources import as_file, files

import polib
import pytest
from PIL import Image
from pypdf import PdfReader

from sello_graphics.demo.drawing import Drawer, drawers, texts_in
from sello_graphics.demo.pieces import (
    COMMITMENTS,
    CREDIT,
    EXAMPLE,
    PIECES,
    PROGRAMME,
    DemoPiece,
)
from sello_graphics.kinds import Kind
from sello_site.languages import LANGUAGES, PREFIXES

PRINTED = [piece for piece in PIECES if piece.paper]
SHARED = [piece for piece in PIECES if not piece.paper]
SHEETS = {"a3": (842, 1191), "a4": (595, 842), "a5": (420, 595)}


def drawer(language: str) -> Drawer:
    return next(one for one in drawers() if one.language == language)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_there_are_enough_pieces_and_each_is_known_by_its_own_names() -> None:
    assert len(PIECES) == 13
    assert [
        len({getattr(piece, name) for piece in PIECES}) for name in ("key", "slug", "title")
    ] == [
        13,
        13,
        13,
    ]
    assert {piece.kind for piece in PIECES} == set(Kind)
    assert [piece.number for piece in SHARED] == [1, 2, 3, 4, 5]
    assert [piece.title for piece in SHARED] == [title for title, _text in COMMITMENTS]


@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
@pytest.mark.parametrize("piece", PRINTED, ids=lambda piece: piece.key)
def test_printed_piece_is_one_tagged_sheet_that_says_its_language(
    piece: DemoPiece, language: str
) -> None:
    own = drawer(language)
    made = PdfReader(io.BytesIO(own.pdf(piece)))
    root = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert made.metadata.title == own.title(piece)
    [sheet] = made.pages
    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == SHEETS[piece.paper]
    words = squeezed(sheet.extract_text())
    texts = [*piece.texts(), PROGRAMME, EXAMPLE]
    drawn = [own.texts[text] if language != "es" else text for text in texts]
    assert [text for text in drawn if squeezed(text) not in words] == []


@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
def test_alternative_text_of_each_piece_is_its_own(language: str) -> None:
    own = drawer(language)
    texts = texts_in(language)
    said = [texts.get(piece.alternative_text, piece.alternative_text) for piece in PIECES]
    assert len(set(said)) == 13
    named = [
        f" {piece.number} " in text and own.title(piece) in text
        for piece, text in zip(PIECES, said, strict=True)
        if piece in SHARED
    ]
    assert named == [True] * 5


@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
def test_shared_picture_is_one_square(language: str) -> None:
    sizes = {
        Image.open(io.BytesIO(drawer(language).shared_picture(piece))).size for piece in SHARED
    }
    assert sizes == {(1080, 1080)}


def test_drawing_twice_gives_the_same_bytes() -> None:
    assert drawer("ht").pdf(PRINTED[0]) == drawer("ht").pdf(PRINTED[0])


def test_text_that_does_not_fit_on_the_sheet_is_told_and_not_cut() -> None:
    texts = {text: text * 20 for piece in PIECES for text in texts_in("ht")}
    with pytest.raises(TypeError, match="graphic-commitments does not fit on one sheet in ht"):
        Drawer("ht", texts).preview(PRINTED[1])


@pytest.mark.parametrize("language", PREFIXES)
def test_catalog_has_every_text_of_the_pieces(language: str) -> None:
    said = {CREDIT, PROGRAMME, EXAMPLE}
    for piece in PIECES:
        said |= {*piece.texts(), piece.slug, piece.summary, piece.alternative_text}
    translated = {source for source, text in texts_in(language).items() if text}
    assert said - translated == set()


@pytest.mark.parametrize("language", PREFIXES)
def test_catalog_names_its_language_and_its_origin(language: str) -> None:
    folder = files("sello_graphics") / "demo" / "translations"
    with as_file(folder / f"{language}.po") as path:
        catalog = polib.pofile(str(path), check_for_duplicates=True)
    assert catalog.metadata["Language"] == language
    assert catalog.metadata["X-Translation-Origin"] == "machine"
    assert "These are machine translations. No person has reviewed them." in catalog.header
