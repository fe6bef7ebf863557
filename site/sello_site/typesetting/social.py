"""The picture that messengers and social networks show beside a link."""

from __future__ import annotations

from sello_site.typesetting.compiling import compile_png

NAME = "Sello Migrante"
ORGANISATION = "Servicio Nacional de Migraciones"
MOST_LETTERS = 160


def social_picture(
    *, title: str, kicker: str = "", language: str, drawing: bytes | None = None
) -> bytes:
    """A PNG of 1200 × 630 pixels: the title, above it in one line what kind of thing it is.

    ``drawing`` is an SVG that is laid across the picture, three times as broad as high or more.
    Raises :class:`~sello_site.typesetting.compiling.TypesettingFailed`.
    """
    return compile_png(
        template="og",
        data={
            "kicker": _shortened(kicker, 60),
            "name": NAME,
            "organisation": ORGANISATION,
            "drawing": "drawing.svg" if drawing else None,
        },
        title=_shortened(title, MOST_LETTERS),
        language=language,
        pictures={"drawing.svg": drawing} if drawing else {},
    )


def _shortened(text: str, letters: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= letters else f"{text[: letters - 1].rsplit(' ', 1)[0]}…"
