"""Draws the demonstration's pieces with typst, when the demonstration is loaded.

The 105 files weigh some megabytes, and each takes a few hundredths of a second: so they are made
anew rather than kept in the repository, and always fit their texts. Posters and leaflets become
tagged PDF (PDF/UA-1) and a picture for the gallery, in each language; pictures to share become PNG.
The compiler runs in this process, unlike that of :mod:`sello_site.typesetting`: the texts are our
own, and few.
"""

from __future__ import annotations

import datetime
import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polib
import typst

from sello_graphics.demo.pieces import EXAMPLE, PROGRAMME, SERVICE, DemoPiece
from sello_map.drawing import chile_on_its_side
from sello_site.languages import PREFIXES, SOURCE_LANGUAGE

TRANSLATIONS = Path(__file__).with_name("translations")
_TEMPLATE = Path(__file__).with_name("typst") / "piece.typ"
_DRAWN_ON = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
_SHARED_PIXELS = 1080
_PREVIEW_PIXELS = 720
_POINTS_PER_MILLIMETRE = 72 / 25.4
_WIDTHS = {"a3": 297, "a4": 210, "a5": 148, "square": 270}


@dataclass(frozen=True)
class Drawer:
    """Draws a piece in one language; ``texts`` has the translation of each Spanish text."""

    language: str
    texts: Mapping[str, str]

    def pdf(self, piece: DemoPiece) -> bytes:
        """The same bytes each time."""
        return bytes(
            typst.compile(
                self._sources(piece),
                format="pdf",
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
                timestamp=_DRAWN_ON,
            )
        )

    def png(self, piece: DemoPiece, *, width: int) -> bytes:
        points = _WIDTHS[piece.paper or "square"] * _POINTS_PER_MILLIMETRE
        made: object = typst.compile(
            self._sources(piece),
            format="png",
            ppi=72 * width / points,
            ignore_system_fonts=True,
        )
        if not isinstance(made, bytes):
            raise TypeError(f"{piece.key} does not fit on one sheet in {self.language}")
        return made

    def shared_picture(self, piece: DemoPiece) -> bytes:
        return self.png(piece, width=_SHARED_PIXELS)

    def preview(self, piece: DemoPiece) -> bytes:
        return self.png(piece, width=_PREVIEW_PIXELS)

    def title(self, piece: DemoPiece) -> str:
        return self._own(piece.title)

    def _own(self, text: str) -> str:
        """Raises :class:`KeyError` when a catalog lacks the text."""
        return self.texts[text] if self.language != SOURCE_LANGUAGE and text else text

    def _sources(self, piece: DemoPiece) -> Any:
        """File name → content: a form of input that typst's type information does not know."""
        data: dict[str, Any] = {
            "language": self.language,
            "layout": piece.layout,
            "sheet": piece.paper or "square",
            "number": piece.number,
            "title": self._own(piece.title),
            "lead": self._own(piece.lead),
            "items": [[self._own(title), self._own(text)] for title, text in piece.items],
            "closing": self._own(piece.closing),
            "programme": self._own(PROGRAMME),
            "example": self._own(EXAMPLE),
            "service": SERVICE,
        }
        return {
            "main.typ": _TEMPLATE.read_bytes(),
            "data.json": json.dumps(data, ensure_ascii=False).encode(),
            "chile.svg": _chile(),
        }


def drawers() -> list[Drawer]:
    """One for each language of the site, Spanish first."""
    return [Drawer(language, texts_in(language)) for language in (SOURCE_LANGUAGE, *PREFIXES)]


def texts_in(language: str) -> dict[str, str]:
    """Spanish text → its translation, from the catalog; empty for Spanish."""
    if language == SOURCE_LANGUAGE:
        return {}
    catalog = polib.pofile(str(TRANSLATIONS / f"{language}.po"))
    return {entry.msgid: entry.msgstr for entry in catalog}


@functools.cache
def _chile() -> bytes:
    """The country on its side, as it lies across the home page, in the colours of a dark sheet."""
    chile = chile_on_its_side()
    regions = "".join(f'<path d="{region}"/>' for region in chile.regions)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {chile.width} {chile.height}">'
        '<g fill="#2c5a8c" stroke="#001c41" stroke-width="2.5" stroke-linejoin="round">'
        f"{regions}</g>"
        f'<path d="{chile.points}" fill="none" stroke="#ffffff" stroke-width="9" '
        'stroke-linecap="round"/></svg>'
    ).encode()
