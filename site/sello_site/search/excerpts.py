"""The lines under a result: the part of a text where the words lie, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from sello_site.search.folding import fold
from sello_site.search.lookups import Lookup

LENGTH = 240
READ = 10_000
"""How much of each text is looked through, in characters."""

_STEM = 3
"""So many letters of a word no stemmer changes."""

_VARIANTS = {
    "a": "aáàâãäå", "c": "cç", "e": "eéèêë", "i": "iíìîï", "n": "nñ", "o": "oóòôõö",
    "u": "uúùûü", "y": "yýÿ",
}  # fmt: skip

Spans = list[tuple[int, int]]


def excerpts(texts: list[tuple[str, str]], lookups: Sequence[Lookup]) -> list[SafeString]:
    """An excerpt of each text, given with its language, as HTML that holds escaped text and
    ``<mark>`` alone.

    Words that begin like one that was looked up are shown to PostgreSQL, which says which of them
    it finds, as they stand or without accents: what was found is what is marked.
    """
    places: list[Spans] = []
    judged: set[tuple[str, str]] = set()
    beginnings = {lookup.language: _beginnings(lookup) for lookup in lookups}
    for text, language in texts:
        beginning = beginnings.get(language)
        spans = [found.span() for found in beginning.finditer(text)] if beginning else []
        places.append(spans)
        judged.update((language, text[start:stop].lower()) for start, stop in spans)
    marked = _found_words(judged, lookups) if judged else set()
    return [
        _excerpt(text, [span for span in spans if (language, text[slice(*span)].lower()) in marked])
        for (text, language), spans in zip(texts, places, strict=True)
    ]


def _beginnings(lookup: Lookup) -> re.Pattern[str] | None:
    """What finds the words that may be inflections of those looked up, with or without accents."""
    stems = {fold(word).lower()[:_STEM] for word in lookup.sought}
    if not stems:
        return None
    each = (
        "".join(f"[{_VARIANTS[one]}]" if one in _VARIANTS else re.escape(one) for one in stem)
        for stem in sorted(stems)
    )
    return re.compile(rf"\b(?:{'|'.join(each)})\w*", re.IGNORECASE)


def _found_words(words: set[tuple[str, str]], lookups: Sequence[Lookup]) -> set[tuple[str, str]]:
    """Which of the words, given with their language, the lookups find."""
    parts: list[str] = []
    values: list[Any] = []
    for lookup in lookups:
        own = sorted(word for language, word in words if language == lookup.language)
        if not own:
            continue
        sought = lookup.sought
        # Only placeholders are put together here.
        query = " || ".join(["plainto_tsquery(%s::regconfig, %s)"] * len(sought))
        parts.append(
            "SELECT %s::text, word FROM unnest(%s::text[], %s::text[]) AS given(word, folded) "  # noqa: S608
            f"WHERE to_tsvector(%s::regconfig, word) @@ ({query}) "
            f"OR to_tsvector(%s::regconfig, folded) @@ ({query})"
        )
        asked = [value for word in sought for value in (lookup.config, word)]
        values += [
            lookup.language, own, [fold(word) for word in own],
            lookup.config, *asked, lookup.config, *asked,
        ]  # fmt: skip
    if not parts:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return set(cursor.fetchall())


def _excerpt(text: str, spans: Spans) -> SafeString:
    begin, end = _window(text, spans)
    parts, at = [], begin
    for start, stop in spans:
        if start < at or stop > end:
            continue
        parts += [escape(text[at:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        at = stop
    parts.append(escape(text[at:end]))
    # Nor does it begin or end with what keeps two parts of the text apart.
    inner = "".join(parts).strip(" ·")
    opening = "… " if begin else ""
    closing = " …" if end < len(text) else ""
    return mark_safe(f"{opening}{inner}{closing}")  # noqa: S308  # every part was escaped above


def _window(text: str, spans: Spans) -> tuple[int, int]:
    """The stretch of about LENGTH characters, cut between words, that holds most marks."""
    begin = 0
    if len(spans) > 1 or (spans and spans[0][1] > LENGTH):
        starts = [start for start, _ in spans]
        best = max(
            starts, key=lambda at: (sum(at <= start < at + LENGTH - 40 for start in starts), -at)
        )
        begin = max(0, best - 40)
    end = min(len(text), begin + LENGTH)
    if begin:
        space = text.find(" ", begin, begin + 40)
        begin = space + 1 if space >= 0 else begin
    if end < len(text):
        space = text.rfind(" ", max(begin, end - 40), end)
        end = space if space >= 0 else end
    return begin, end
