"""Writes page bodies as the raw values that StreamField stores, with ids that never change.

Texts link to other pages of the demonstration with ``[[key|label]]``, where ``key`` is that of
:attr:`sello_site.demo.DemoContext.pages`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sello_site.demo import demo_identity

_LINK = re.compile(r"\[\[([a-z0-9-]+)\|([^\]]+)\]\]")

Titled = tuple[str, str]
"""A title and its text in HTML."""


def linked(html: str, pages: Mapping[str, int]) -> str:
    """The text with its links as rich text stores them; an unknown key raises :class:`KeyError`."""
    return _LINK.sub(
        lambda match: f'<a linktype="page" id="{pages[match[1]]}">{match[2]}</a>', html
    )


def _picture(image: int, alternative_text: str, caption: str) -> dict[str, Any]:
    return {
        "image": image,
        "alternative_text": alternative_text,
        "decorative": not alternative_text,
        "caption": caption,
    }


class Body:
    """The blocks of one page, added one after the other.

    ``key`` is the page's; the ids of all blocks are made from it and from their positions.
    """

    def __init__(self, key: str, *, pages: Mapping[str, int]) -> None:
        self.raw: list[dict[str, Any]] = []
        self._key = key
        self._pages = pages

    def _add(self, kind: str, value: Any) -> Body:
        identity = demo_identity(f"{self._key}/{len(self.raw)}/{kind}")
        self.raw.append({"type": kind, "value": value, "id": str(identity)})
        return self

    def _items(self, name: str, values: Iterable[Any]) -> list[dict[str, Any]]:
        base = f"{self._key}/{len(self.raw)}/{name}"
        return [
            {"type": "item", "value": value, "id": str(demo_identity(f"{base}/{position}"))}
            for position, value in enumerate(values)
        ]

    def _titled(self, items: Iterable[Titled]) -> dict[str, Any]:
        return {
            "items": self._items(
                "items",
                [{"title": title, "text": linked(text, self._pages)} for title, text in items],
            )
        }

    def heading(self, text: str, level: str = "h2") -> Body:
        return self._add("heading", {"text": text, "level": level})

    def text(self, html: str) -> Body:
        return self._add("text", linked(html, self._pages))

    def callout(self, kind: str, title: str, html: str) -> Body:
        return self._add(
            "callout", {"kind": kind, "title": title, "text": linked(html, self._pages)}
        )

    def steps(self, *items: Titled) -> Body:
        return self._add("steps", self._titled(items))

    def accordion(self, *items: Titled) -> Body:
        return self._add("accordion", self._titled(items))

    def table(self, caption: str, headers: Iterable[str], rows: Iterable[Iterable[str]]) -> Body:
        """A table whose first column names each row."""
        numbered = list(enumerate(rows))
        return self._add(
            "table",
            {
                "caption": caption,
                "first_column_is_header": True,
                "headers": self._items("headers", headers),
                "rows": self._items(
                    "rows",
                    [{"cells": self._items(f"cells/{row}", cells)} for row, cells in numbered],
                ),
            },
        )

    def picture(self, image: int, alternative_text: str, caption: str = "") -> Body:
        """A picture; without alternative text it is marked as decoration."""
        return self._add("picture", _picture(image, alternative_text, caption))

    def gallery(self, title: str, *pictures: tuple[int, str, str]) -> Body:
        """Pictures, each with its alternative text and its caption."""
        values = [_picture(*picture) for picture in pictures]
        return self._add("gallery", {"title": title, "pictures": self._items("pictures", values)})

    def quote(self, text: str, who: str, source: str) -> Body:
        return self._add(
            "quote", {"text": text, "who": who, "source": source, "source_address": ""}
        )

    def contact_card(self, name: str, role: str, page: str) -> Body:
        """Whom to ask for, with the page that says how: addresses and telephones are confirmed by
        SERMIG or are not written at all."""
        return self._add(
            "contact_card",
            {
                "name": name,
                "role": role,
                "email": "",
                "telephone": "",
                "hours": "",
                "address": "",
                "page": self._pages[page],
            },
        )

    def sourced_figure(self, value: str, label: str, date: datetime.date, source: str) -> Body:
        return self._add(
            "sourced_figure",
            {
                "value": value,
                "label": label,
                "date": date.isoformat(),
                "source": source,
                "source_address": "",
            },
        )

    def document(self, document: int, title: str) -> Body:
        return self._add("document", {"document": document, "title": title})

    def download_list(self, title: str, *documents: tuple[int, str]) -> Body:
        """Documents, each with the title that is shown."""
        values = [{"document": document, "title": shown} for document, shown in documents]
        return self._add(
            "download_list", {"title": title, "documents": self._items("documents", values)}
        )

    def button(self, label: str, page: str, style: str = "primary") -> Body:
        return self._add(
            "button",
            {"label": label, "page": self._pages[page], "address": "", "style": style},
        )

    def related(self, title: str, *pages: str) -> Body:
        return self._add(
            "related",
            {"title": title, "pages": self._items("pages", [self._pages[key] for key in pages])},
        )

    def figures(self, title: str, figures: Iterable[int]) -> Body:
        return self._add("figures", {"title": title, "figures": self._items("figures", figures)})

    def organisation_chart(self, title: str, *levels: tuple[str, str]) -> Body:
        return self._add(
            "organisation_chart",
            {
                "title": title,
                "levels": self._items(
                    "levels", [{"name": name, "detail": detail} for name, detail in levels]
                ),
            },
        )
