"""What no block can see of itself: the texts of links, and headings that hide in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.models import Page

from sello_editorial.checking.streams import Body, Leaf, bodies_of, leaves_of
from sello_pages.blocks import ButtonBlock
from sello_site.signals import ContentProblem

POINTING = frozenset(
    {
        "aca",
        "acá",
        "aqui",
        "aquí",
        "click",
        "click aquí",
        "clic aquí",
        "haga clic",
        "haga clic aquí",
        "haga click aquí",
        "haz clic aquí",
        "haz click aquí",
        "pinche aquí",
        "pincha aquí",
        "pulse aquí",
        "presione aquí",
        "ver aquí",
        "en este enlace",
        "este enlace",
        "este link",
        "enlace",
        "link",
    }
)
"""Texts that say that there is a link, and not where it leads."""

VAGUE = frozenset(
    {"ver", "ver más", "más", "leer más", "más información", "saber más", "descargar", "sitio web"}
)
"""Texts that only make sense beside others: who moves from link to link hears them alone."""

BARE_ADDRESS = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def text_problems(page: Page) -> Iterator[ContentProblem]:
    """Links whose text says nothing, and headings that are no blocks."""
    for body in bodies_of(page):
        for leaf in leaves_of(body):
            if isinstance(leaf.block, ButtonBlock):
                yield from _of_link(body, leaf, str(leaf.raw.get("label") or ""))
            elif isinstance(leaf.block, blocks.RichTextBlock):
                yield from _of_text(body, leaf)


def _of_text(body: Body, leaf: Leaf) -> Iterator[ContentProblem]:
    html = BeautifulSoup(leaf.raw or "", "html.parser")
    for link in html.find_all("a"):
        yield from _of_link(body, leaf, link.get_text(" "))
    for heading in html.find_all(HEADINGS):
        message = _(
            "«%(text)s» es un título dentro de un texto: póngalo en un bloque «Título», para que "
            "aparezca en el índice y en su orden."
        )
        yield _problem(body, leaf, "heading-in-text", message % {"text": heading.get_text(" ")})


def _of_link(body: Body, leaf: Leaf, text: str) -> Iterator[ContentProblem]:
    text = " ".join(text.split())
    plain = text.casefold().strip(" .:…»«>→")
    if not plain:
        message = _("Hay un enlace sin texto: escriba adónde lleva o quítelo.")
        yield _problem(body, leaf, "empty-link", message)
    elif plain in POINTING:
        message = _("El enlace «%(text)s» no dice adónde lleva: nombre la página o la acción.")
        yield _problem(body, leaf, "pointing-link", message % {"text": text})
    elif plain in VAGUE:
        message = _(
            "El enlace «%(text)s» no se entiende fuera de su frase: diga qué se verá o descargará."
        )
        yield _problem(body, leaf, "vague-link", message % {"text": text}, is_error=False)
    elif BARE_ADDRESS.fullmatch(text):
        message = _(
            "El enlace muestra la dirección «%(text)s»: quien escucha la página la oye letra por "
            "letra. Escriba el nombre del sitio."
        )
        yield _problem(body, leaf, "bare-address", message % {"text": text}, is_error=False)


def _problem(
    body: Body, leaf: Leaf, code: str, message: str, *, is_error: bool = True
) -> ContentProblem:
    return ContentProblem(
        code,
        message,
        is_error=is_error,
        field=body.field,
        block_id=body.block_id(leaf.position),
        place=body.place(leaf.position, *leaf.labels),
    )
