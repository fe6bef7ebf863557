"""A page's body as a plain tree for what is typeset.

Each block that a page can hold has its place in the tree; one that is not known here, as a plugin's
own, is taken from its HTML. The tree is fit for a tagged PDF: no heading skips a level, and a
picture either says what it shows or is decoration.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from sello_pages.material import Material, using
from sello_pages.pictures import SiteImage
from sello_pages.printed_html import Node, paragraph, run, tree_of_html

logger = logging.getLogger("sello.pages")

PICTURE_SPEC = "max-1100x1100|bgcolor-ffffff|format-jpeg|jpegquality-82"
"""JPEG goes into a PDF as it is; what is transparent has no ground on paper."""

TOP_LEVEL = 2
"""Of the headings of a body: the first level is the title of the document."""


@dataclass
class Printed:
    """A body ready to be typeset.

    ``nodes`` is JSON, and names pictures by file and hash; :meth:`with_files` reads them.
    """

    nodes: list[Node] = field(default_factory=list)
    pictures: dict[str, SiteImage] = field(default_factory=dict)

    def with_files(self) -> tuple[list[Node], dict[str, bytes]]:
        """The nodes, and the content of each file that they name. Where a picture is lost, its
        alternative text stands in its place."""
        contents = {name: _content(image) for name, image in self.pictures.items()}
        files = {name: content for name, content in contents.items() if content is not None}
        return [_without_lost_picture(node, files) for node in self.nodes], files


def printed(stream: Any, *, request: HttpRequest, page: Page, material: Material) -> Printed:
    """The tree of a page's body, whose material was gathered."""
    maker = _Maker(request, page, material)
    for child in stream:
        maker.add(child)
    return Printed(_in_order(maker.nodes), maker.pictures)


def text_nodes(source: str, material: Material) -> list[Node]:
    """The nodes of a stored rich text; links lead only to what everybody may read."""
    with using(material):
        return tree_of_html(expand_db_html(source or ""))


class _Maker:
    def __init__(self, request: HttpRequest, page: Page, material: Material) -> None:
        self.nodes: list[Node] = []
        self.pictures: dict[str, SiteImage] = {}
        self._material = material
        self._context = {"request": request, "page": page, "material": material}
        self._by_type: dict[str, Callable[[Any], Iterable[Node]]] = {
            "heading": self._heading,
            "text": self._text,
            "callout": self._callout,
            "steps": self._steps,
            "accordion": self._accordion,
            "table": self._table,
            "picture": self._picture,
            "gallery": self._gallery,
        }

    def add(self, child: Any) -> None:
        make = self._by_type.get(child.block_type)
        if make is None:
            self.nodes += tree_of_html(str(child.render(context=self._context)))
        else:
            self.nodes += make(child.value)

    def _heading(self, value: Any) -> Iterable[Node]:
        yield {
            "type": "heading",
            "level": 3 if value["level"] == "h3" else 2,
            "text": value["text"],
        }

    def _text(self, value: Any) -> Iterable[Node]:
        return text_nodes(getattr(value, "source", value), self._material)

    def _callout(self, value: Any) -> Iterable[Node]:
        yield {
            "type": "callout",
            "kind": value["kind"],
            "title": value["title"],
            "content": self._text(value["text"]),
        }

    def _titled(self, items: Iterable[Any]) -> list[Node]:
        return [{"title": item["title"], "content": self._text(item["text"])} for item in items]

    def _steps(self, value: Any) -> Iterable[Node]:
        yield {"type": "steps", "items": self._titled(value["items"])}

    def _accordion(self, value: Any) -> Iterable[Node]:
        # On paper nothing opens: questions with their answers, one after the other.
        yield {"type": "questions", "items": self._titled(value["items"])}

    def _table(self, value: Any) -> Iterable[Node]:
        headers = list(value["headers"])
        rows = [list(row["cells"])[: len(headers)] for row in value["rows"]]
        yield {
            "type": "table",
            "caption": value["caption"],
            "headers": headers,
            "rows": [row + [""] * (len(headers) - len(row)) for row in rows],
            "first_column_is_header": bool(value["first_column_is_header"]),
        }

    def _gallery(self, value: Any) -> Iterable[Node]:
        yield {"type": "heading", "level": TOP_LEVEL, "text": value["title"]}
        for item in value["pictures"]:
            yield from self._picture(item)

    def _picture(self, value: Any) -> Iterable[Node]:
        image = value["image"]
        if image is None:
            return
        alternative = "" if value["decorative"] else (value["alternative_text"] or "").strip()
        caption = (value["caption"] or "").strip()
        if not value["decorative"]:
            # Written before texts were asked for: the caption says at least something.
            alternative = alternative or caption
        credit = ", ".join(part for part in (image.credit, image.licence) if part)
        name = f"picture-{image.pk}.jpg"
        self.pictures[name] = image
        yield {
            "type": "picture",
            "file": name,
            "hash": image.file_hash,
            "alternative": alternative,
            "caption": caption,
            "credit": credit,
        }


def _in_order(nodes: list[Node]) -> list[Node]:
    """The nodes without empty headings, and with none that skips a level."""
    kept: list[Node] = []
    level = TOP_LEVEL - 1
    for node in nodes:
        if node["type"] == "heading":
            if not node["text"].strip():
                continue
            level = max(TOP_LEVEL, min(node["level"], level + 1))
            node = {**node, "level": level}
        kept.append(node)
    return kept


def _content(image: SiteImage) -> bytes | None:
    try:
        rendition = image.get_rendition(PICTURE_SPEC)
        with rendition.file.open("rb") as file:
            content: bytes = file.read()
    except (OSError, SourceImageIOError, InvalidFilterSpecError):
        logger.warning("picture %s cannot be read, so it is left out of what is printed", image.pk)
        return None
    return content


def _without_lost_picture(node: Node, files: dict[str, bytes]) -> Node:
    if node["type"] != "picture" or node["file"] in files:
        return node
    return paragraph(run(node["alternative"] or node["caption"], italic=True))
