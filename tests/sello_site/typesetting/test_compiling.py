"""The compiler in its own process: what it makes, what it refuses, and where it is stopped."""

from __future__ import annotations

import io
import logging
import time
import unicodedata
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image
from pypdf import PdfReader

from sello_site.typesetting import compiling
from sello_site.typesetting.compiling import TypesettingFailed, compile_pdf, compile_png
from sello_site.typesetting.glyphs import NARROW, WIDE, Replacement, displayable
from sello_site.typesetting.social import social_picture

PLAIN = """
#let data = json("data.json")
#set document(title: data.title)
#set page(width: 200pt, height: 100pt, margin: 10pt)
#set text(lang: data.language, font: "Libertinus Serif")
= #data.title
#for paragraph in data.paragraphs { par(paragraph) }
"""


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A template folder with ``plain.typ``, and whatever else a test writes into it."""
    (tmp_path / "plain.typ").write_text(PLAIN)
    monkeypatch.setattr(compiling, "TEMPLATES", tmp_path)
    return tmp_path


def _pdf(*paragraphs: str, title: str = "Título", language: str = "es") -> PdfReader:
    made = compile_pdf(
        template="plain", data={"paragraphs": paragraphs}, language=language, title=title
    )
    return PdfReader(io.BytesIO(made))


def _words(document: PdfReader) -> str:
    """The text of the first page, whatever the lines."""
    return " ".join(document.pages[0].extract_text().split())


def test_pdf_is_tagged_and_says_its_language_and_title(plain: Path) -> None:
    document = _pdf("Texto", language="ht")
    catalog = cast("dict[str, Any]", document.trailer["/Root"])
    assert catalog["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in catalog
    assert catalog["/Lang"] == "ht"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert document.metadata is not None
    assert document.metadata.title == "Título"


def test_same_data_makes_the_same_bytes(plain: Path) -> None:
    made = [
        compile_pdf(template="plain", data={"paragraphs": ["a"]}, language="es", title="T")
        for _ in range(2)
    ]
    assert made[0] == made[1]


def test_text_never_becomes_markup(plain: Path) -> None:
    hostile = '#panic("x") *a* $x$ \\ #include "look.typ" <label> @label // /* = b'
    assert hostile in _words(_pdf(hostile))


@pytest.mark.parametrize(
    "text",
    [
        "Capacitación, ñandú, pingüino, «comillas», – —, ¿qué?, ¡ya!",
        "Fòmasyon, lakay, kreyòl ayisyen, è ò à",
        "Formação, não, você, ações",
        "Accueil à l’école, œuvre, naïve, où, ça",
        "→ ← ✓ • … ½ ≥ €",
    ],
)
def test_letters_of_the_five_languages_are_shown_as_written(plain: Path, text: str) -> None:
    assert _words(_pdf(text)) == f"Título {text}"


def test_what_no_font_has_is_replaced_visibly_and_told(
    plain: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="sello.typesetting"):
        shown = _words(_pdf("Antes 🎉🎊 después 日本 fin"))
    assert shown == "Título Antes □ después □ fin"
    assert [record.message for record in caplog.records] == [
        "plain.typ: no font has U+65E5, U+672C, U+1F389, U+1F38A in «Título»"
    ]


def test_arabic_and_cyrillic_are_shown(plain: Path) -> None:
    assert "□" not in _pdf("مرحبا بكم", "Здравствуйте").pages[0].extract_text()


def test_letter_and_mark_that_no_font_has_together_do_not_stop_the_document(plain: Path) -> None:
    # A Hebrew point on a Latin letter: each is in a font, and no font has both.
    assert "fin" in _pdf("a\u05b0\u0655\u20e3 fin").pages[0].extract_text()


@pytest.mark.parametrize("text", ["\x00a\x1f", "\ud800b", "\u202eatad", "\ufeff", "e\u0301"])
def test_controls_and_halves_of_characters_do_not_stop_the_document(plain: Path, text: str) -> None:
    assert len(_pdf(text, "fin").pages) == 1


def test_every_character_that_counts_as_shown_is_shown_in_every_face(plain: Path) -> None:
    (plain / "faces.typ").write_text(
        '#let data = json("data.json")\n#set document(title: data.title)\n'
        '#set text(lang: "es", font: "Libertinus Serif")\n= Título\n'
        "#for line in data.lines { par(line); par(strong(line)); par(emph(line)) }"
    )
    for fonts in (WIDE, NARROW):
        # Marks stand on a letter that their font has.
        plain_ones = [chr(code) for code in sorted(fonts) if not unicodedata.combining(chr(code))]
        lines = ["\u200b ".join(plain_ones[at : at + 200]) for at in range(0, len(plain_ones), 200)]
        made = compile_pdf(template="faces", data={"lines": lines}, language="es", title="T")
        assert made.startswith(b"%PDF-1.7")


def test_replacement_names_few_of_many() -> None:
    replacement = Replacement()
    displayable("".join(chr(0x4E00 + number * 2) for number in range(11)), WIDE, replacement)
    assert replacement.named.endswith("U+4E0E and 3 more")


def test_template_that_the_compiler_refuses_is_one_exception(plain: Path) -> None:
    (plain / "wrong.typ").write_text("#nothing")
    with pytest.raises(TypesettingFailed, match="unknown variable: nothing"):
        compile_pdf(template="wrong", data={}, language="es", title="T")


def test_document_without_headings_in_order_is_refused(plain: Path) -> None:
    (plain / "skips.typ").write_text('#set document(title: "T")\n= Uno\n=== Tres')
    with pytest.raises(TypesettingFailed, match="PDF/UA-1 error"):
        compile_pdf(template="skips", data={}, language="es", title="T")


def test_headers_of_rows_cannot_be_tagged_yet(plain: Path) -> None:
    """Once they can, ``tree.typ`` should."""
    (plain / "rows.typ").write_text('#set document(title: "T")\n#pdf.header-cell(scope: "row")[a]')
    with pytest.raises(TypesettingFailed, match="does not contain `header-cell`"):
        compile_pdf(template="rows", data={}, language="es", title="T")


def test_endless_template_is_stopped(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "MOST_SECONDS", 2)
    (plain / "endless.typ").write_text(
        "#for a in range(9999999) { for b in range(9999999) { let c = a * b } }"
    )
    started = time.monotonic()
    with pytest.raises(TypesettingFailed, match=r"not ready after 2 seconds|ended with -"):
        compile_pdf(template="endless", data={}, language="es", title="T")
    assert time.monotonic() - started < 10


def test_hungry_template_is_stopped(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "MOST_MEMORY", 300 * 1024**2)
    (plain / "hungry.typ").write_text(
        '#let d = "x" * 200000000\n#let e = (d,) * 4\n#e.join().len()'
    )
    with pytest.raises(TypesettingFailed, match="the compiler ended with -"):
        compile_pdf(template="hungry", data={}, language="es", title="T")


def test_template_reads_nothing_outside_of_its_own_folder(plain: Path) -> None:
    (plain / "curious.typ").write_text('#read("/../../../etc/passwd")')
    with pytest.raises(TypesettingFailed):
        compile_pdf(template="curious", data={}, language="es", title="T")
    (plain / "package.typ").write_text('#import "@preview/cetz:0.2.2"')
    with pytest.raises(TypesettingFailed):
        compile_pdf(template="package", data={}, language="es", title="T")


def test_too_much_text_and_too_large_pictures_are_refused_before_compiling(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "MOST_DATA", 100)
    with pytest.raises(TypesettingFailed, match="too many for one document"):
        _pdf("x" * 200)
    monkeypatch.setattr(compiling, "MOST_PICTURES", 10)
    with pytest.raises(TypesettingFailed, match="pictures are too large"):
        compile_png(
            template="plain", data={}, language="es", title="T", pictures={"a.png": b"x" * 11}
        )


def test_social_picture_is_1200_by_630_and_differs_by_title_and_language() -> None:
    made = [
        social_picture(title=title, kicker=kicker, language=language)
        for title, kicker, language in [
            ("Plan de capacitación", "Guía técnica", "es"),
            ("Plan fòmasyon", "Gid teknik", "ht"),
            ("Muy largo " * 40, "🎉 " * 50, "es"),
        ]
    ]
    assert [Image.open(io.BytesIO(picture)).size for picture in made] == [(1200, 630)] * 3
    assert len(set(made)) == 3
