"""HTML as a plain tree for what is typeset: paragraphs, lists, headings, quotes, runs of text.

What is not known here loses its markup and keeps its text, so that the block of a plugin loses
nothing that can be read.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

Node = dict[str, Any]

_BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "header",
        "main",
        "nav",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "caption",
        "tr",
        "td",
        "th",
    }
)
_HEADINGS = {f"h{number}": number for number in range(1, 7)}
_BOLD = frozenset(("b", "strong", "dt", "summary", "th", "caption"))
_ITALIC = frozenset(("i", "em", "cite"))
_VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    }
)
_SKIPPED = frozenset(
    {"script", "style", "template", "svg", "noscript", "button", "input", "select", "textarea"}
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_DEEPEST = 12
_LONGEST_ADDRESS = 2000


def whole_address(address: str | None) -> str:
    """The address as it works outside of this site; empty for what leads nowhere from there."""
    text = (address or "").strip()
    if len(text) > _LONGEST_ADDRESS:
        return ""
    if text.startswith("/") and not text.startswith("//"):
        return f"{settings.SELLO_PUBLIC_URL}{text}"
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    if parts.scheme in {"http", "https"}:
        return text if parts.netloc else ""
    return text if parts.scheme in {"mailto", "tel"} and parts.path else ""


def run(text: str, *, bold: bool = False, italic: bool = False, link: str = "") -> Node:
    """Text of one kind within a paragraph."""
    return {"text": text, "bold": bold, "italic": italic, "link": link}


def paragraph(*runs: Node) -> Node:
    return {"type": "paragraph", "runs": list(runs)}


def tree_of_html(html: str) -> list[Node]:
    """The nodes of an HTML text: ``paragraph``, ``list``, ``heading`` and ``quote``."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_paragraph()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[Node] = []
        self._containers: list[tuple[str, list[Any]]] = [("", self.root)]
        self._runs: list[Node] = []
        self._bold = self._italic = self._skipped = 0
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self._skipped:
            self._skipped += tag not in _VOID
            return
        if tag in _SKIPPED or given.get("aria-hidden") == "true":
            self._skipped = int(tag not in _VOID)
            return
        if tag in _BLOCKS and tag not in {"td", "th", "dd"}:
            self.end_paragraph()
        if tag in _HEADINGS:
            self.end_paragraph()
        elif tag in {"ul", "ol", "blockquote", "li"}:
            self._open(tag)
        elif tag == "a":
            self._links.append(whole_address(given.get("href")))
        elif tag == "br":
            self._runs.append({"break": True})
        elif tag == "img" and given.get("alt"):
            self._add(str(given["alt"]))
        self._bold += tag in _BOLD
        self._italic += tag in _ITALIC

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= tag not in _VOID
            return
        if tag in _BOLD:
            self._bold = max(0, self._bold - 1)
        if tag in _ITALIC:
            self._italic = max(0, self._italic - 1)
        if tag == "dt":
            self._add(": ")
        elif tag in {"td", "th"}:
            self._add(" · ")
        elif tag in _HEADINGS:
            self._end_heading(_HEADINGS[tag])
        elif tag in {"ul", "ol", "blockquote", "li"}:
            self._close(tag)
        elif tag == "a" and self._links:
            self._links.pop()
        elif tag in _BLOCKS:
            self.end_paragraph()

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._add(data)

    def _add(self, text: str) -> None:
        text = _SPACE.sub(" ", text)
        last = self._runs[-1] if self._runs else None
        if last is None or "break" in last or last["text"].endswith(" "):
            text = text.lstrip(" ")
        if not text:
            return
        link = self._links[-1] if self._links else ""
        new = run(text, bold=self._bold > 0, italic=self._italic > 0, link=link)
        if last is not None and "text" in last and {**last, "text": ""} == {**new, "text": ""}:
            last["text"] += text
        else:
            self._runs.append(new)

    def _take(self) -> list[Node]:
        """The runs so far, without space and separators at the end."""
        runs, self._runs = self._runs, []
        while runs and ("break" in runs[-1] or not runs[-1]["text"].rstrip(" ·")):
            runs.pop()
        if runs:
            runs[-1]["text"] = runs[-1]["text"].rstrip(" ·")
        while runs and "break" in runs[0]:
            runs.pop(0)
        return runs

    def end_paragraph(self) -> None:
        runs = self._take()
        if runs:
            self._put(paragraph(*runs))

    def _end_heading(self, level: int) -> None:
        text = "".join(part.get("text", " ") for part in self._take())
        if text:
            self._put({"type": "heading", "level": level, "text": text})

    def _put(self, node: Node) -> None:
        tag, container = self._containers[-1]
        # In a list that is open only an item is a place for text.
        container.append([node] if tag in {"ul", "ol"} else node)

    def _open(self, tag: str) -> None:
        self.end_paragraph()
        above = self._containers[-1][0]
        if len(self._containers) > _DEEPEST or (tag == "li" and above not in {"ul", "ol"}):
            return
        inside: list[Any] = []
        if tag == "li":
            self._containers[-1][1].append(inside)
        elif tag == "blockquote":
            self._put({"type": "quote", "content": inside})
        else:
            self._put({"type": "list", "ordered": tag == "ol", "items": inside})
        self._containers.append((tag, inside))

    def _close(self, tag: str) -> None:
        self.end_paragraph()
        if self._containers[-1][0] == tag:
            self._containers.pop()
