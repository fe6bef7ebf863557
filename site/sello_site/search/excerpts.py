"""The lines under a result: the part of a text where the words lie, with the words marked."""

from __future__ import annotations

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from sello_site.search.folding import fold

LENGTH = 240
READ = 20_000
"""How much of each text is looked through, in characters."""

_START, _STOP = "\x02", "\x03"
_OPTIONS = f'HighlightAll=true, StartSel="{_START}", StopSel="{_STOP}"'

Spans = list[tuple[int, int]]


def excerpts(texts: list[str], *, forms: list[str], config: str) -> list[SafeString]:
    """An excerpt of each text, as HTML that holds escaped text and ``<mark>`` alone.

    ``forms`` are the spellings that were looked up. PostgreSQL says which words they find, in the
    text as it stands and without accents, so that what was found is what is marked.
    """
    if not texts:
        return []
    # Indexed texts hold no control characters, so these marks can only be PostgreSQL's.
    texts = [text[:READ].translate({2: " ", 3: " "}) for text in texts]
    with connection.cursor() as cursor:
        cursor.execute(
            # Only placeholders are put together here.
            "SELECT ts_headline(%s::regconfig, text, "  # noqa: S608
            + " || ".join(["websearch_to_tsquery(%s::regconfig, %s)"] * len(forms))
            + ", %s) FROM unnest(%s::text[]) WITH ORDINALITY AS given(text, place) ORDER BY place",
            [
                config,
                *[part for form in forms for part in (config, form)],
                _OPTIONS,
                [*texts, *map(fold, texts)],
            ],
        )
        marked = [row[0] for row in cursor.fetchall()]
    return [
        _excerpt(text, sorted({*_spans(text, as_written), *_spans(text, folded)}))
        for text, as_written, folded in zip(
            texts, marked[: len(texts)], marked[len(texts) :], strict=True
        )
    ]


def _spans(text: str, marked: str) -> Spans:
    """Places of the marked words. Folding keeps lengths, so places hold for both spellings."""
    spans: Spans = []
    place, start = 0, None
    for character in marked:
        if character == _START:
            start = place
        elif character == _STOP:
            if start is not None:
                spans.append((start, place))
            start = None
        else:
            place += 1
    return spans if place == len(text) else []


def _excerpt(text: str, spans: Spans) -> SafeString:
    begin, end = _window(text, spans)
    parts, at = [], begin
    for start, stop in spans:
        if start < at or stop > end:
            continue
        parts += [escape(text[at:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        at = stop
    parts.append(escape(text[at:end]))
    inner = "".join(parts).strip()
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
