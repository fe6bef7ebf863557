"""Finds a text within a text, and replaces what was chosen of it.

Of rich text only what readers see is looked at; tags and their attributes are never touched, but
for the addresses of links where that is asked for.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

_TAG = re.compile(r"""(<(?:[^<>"']|"[^"]*"|'[^']*')*>)""")
_HREF = re.compile(r"""\A(<a\b[^>]*?\shref=)("[^"]*"|'[^']*')(.*)\Z""", re.IGNORECASE | re.DOTALL)
_ENDS_A_LINE = re.compile(r"</(?:p|li|h[1-6]|ol|ul)>|<br\s*/?>", re.IGNORECASE)

AROUND = 60
"""Characters that are shown before and after a place."""


class Kind(Enum):
    """How a value is read: as it is, as rich text, or as an address."""

    PLAIN = "plain"
    RICH = "rich"
    ADDRESS = "address"


@dataclass(frozen=True)
class Wanted:
    """What is looked for, and what takes its place."""

    text: str
    replacement: str
    match_case: bool = False
    whole_words: bool = False
    in_addresses: bool = False

    def pattern(self) -> re.Pattern[str]:
        escaped = re.escape(self.text)
        if self.whole_words:
            escaped = rf"(?<!\w){escaped}(?!\w)"
        return re.compile(escaped, 0 if self.match_case else re.IGNORECASE)


@dataclass(frozen=True)
class Occurrence:
    """One place where the text stands, with what stands around it."""

    before: str
    match: str
    after: str


@dataclass(frozen=True)
class _Part:
    """A piece of a value: as it is stored, and as it is read (None where it is not looked at)."""

    stored: str
    read: str | None = None
    quotes: bool = False
    is_shown: bool = False

    def written(self, text: str) -> str:
        """A changed text as it is stored."""
        if not self.is_shown and not self.quotes:
            return text
        return html.escape(text, quote=self.quotes)


def occurrences(value: str, kind: Kind, wanted: Wanted) -> list[Occurrence]:
    """Every place in a value, in order."""
    pattern = wanted.pattern()
    parts = _parts(value, kind, wanted)
    shown = [_shown(part) for part in parts]
    found = []
    for number, part in enumerate(parts):
        for match in pattern.finditer(part.read or ""):
            before = (part.read or "")[: match.start()]
            after = (part.read or "")[match.end() :]
            if part.is_shown:
                before = "".join(shown[:number]) + before
                after += "".join(shown[number + 1 :])
            found.append(Occurrence(_short_end(before), match.group(0), _short_beginning(after)))
    return found


def replaced(value: str, kind: Kind, wanted: Wanted, chosen: Collection[int]) -> str:
    """The value with the chosen places (numbered from 0, in order) replaced."""
    pattern = wanted.pattern()
    number = -1
    written = []
    for part in _parts(value, kind, wanted):
        changed, position = "", 0
        touched = False
        for match in pattern.finditer(part.read or ""):
            number += 1
            if number in chosen:
                changed += (part.read or "")[position : match.start()] + wanted.replacement
                position, touched = match.end(), True
        rest = (part.read or "")[position:]
        written.append(part.written(changed + rest) if touched else part.stored)
    return "".join(written)


def _parts(value: str, kind: Kind, wanted: Wanted) -> list[_Part]:
    if kind is Kind.PLAIN:
        return [_Part(value, value)]
    if kind is Kind.ADDRESS:
        return [_Part(value, value if wanted.in_addresses else None)]
    parts: list[_Part] = []
    for piece in _TAG.split(value):
        if not _TAG.fullmatch(piece):
            parts.append(_Part(piece, html.unescape(piece), is_shown=True))
            continue
        link = _HREF.match(piece) if wanted.in_addresses else None
        if link is None:
            parts.append(_Part(piece))
            continue
        quote, address = link.group(2)[0], link.group(2)[1:-1]
        parts.append(_Part(link.group(1) + quote))
        parts.append(_Part(address, html.unescape(address), quotes=True))
        parts.append(_Part(quote + link.group(3)))
    return parts


def _shown(part: _Part) -> str:
    if part.is_shown:
        return part.read or ""
    return " " if _ENDS_A_LINE.fullmatch(part.stored) else ""


def _short_end(text: str) -> str:
    return text if len(text) <= AROUND else f"…{text[-AROUND:]}"


def _short_beginning(text: str) -> str:
    return text if len(text) <= AROUND else f"{text[:AROUND]}…"
