"""A search that forgives: misspelt words are understood, and some of the words are enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.http import HttpRequest

from sello_site.search.folding import is_empty_word
from sello_site.search.lookups import Lookup, PartialLookup, bounded
from sello_site.search.query import LAST_PAGE, Results, look_up, lookups_for
from sello_site.search.spelling import FEW, corrections


@dataclass(frozen=True)
class Answer:
    """What a reader gets for a text.

    ``typed`` is the text; ``corrected`` what was looked up in its place, since it finds nothing;
    ``suggestion`` what may have been meant and finds more. ``is_partial``: no page has all words.
    """

    typed: str
    results: Results
    corrected: str = ""
    suggestion: str = ""
    is_partial: bool = False


def find(
    *,
    text: str,
    language: str,
    kind: str | None = None,
    page: int = 1,
    request: HttpRequest | None = None,
) -> Answer:
    """As :func:`search`; where that finds little, what was probably meant, and what has most of
    the words. Like it, safe for any text, and without results for a page past the end."""
    typed = bounded(text)
    if not typed or not 1 <= page <= LAST_PAGE:
        return Answer(typed, Results(text=typed, page=page, count=0, results=()))
    lookups: Sequence[Lookup] = lookups_for(typed, language)

    def looked_up(lookups: Sequence[Lookup], page: int = page) -> Results:
        return look_up(lookups, kind=kind, page=page, request=request)

    first = looked_up(lookups, page=1)
    if _total(first) >= FEW:
        return Answer(typed, first if page == 1 else looked_up(lookups))
    corrected = suggestion = ""
    for other, unknown in corrections(lookups[0], request):
        instead = lookups_for(other, language)
        then = looked_up(instead, page=1)
        if unknown and not _total(first) and _total(then):
            corrected, lookups, first = other, instead, then
            break
        if unknown and not _total(first):
            # With the words as they were probably meant, some of them may be enough.
            corrected, lookups = other, instead
            break
        if _total(then) > _total(first):
            suggestion = other
            break
    is_partial = False
    if _total(first) < FEW and '"' not in typed:
        some = _partial(lookups)
        if some:
            is_partial = not _total(first)
            lookups, first = some, looked_up(some, page=1)
    if corrected and not _total(first):
        corrected = ""
    return Answer(
        typed=typed,
        results=first if page == 1 else looked_up(lookups),
        corrected=corrected,
        suggestion=suggestion,
        is_partial=is_partial and bool(_total(first)),
    )


def _total(results: Results) -> int:
    return sum(results.kinds.values())


def _partial(lookups: Sequence[Lookup]) -> list[PartialLookup]:
    """The lookups, content with some of the words; none where there is one word alone."""
    made = []
    for lookup in lookups:
        words = list(
            dict.fromkeys(word for word in lookup.words if not is_empty_word(word, lookup.language))
        )
        if len(words) < 2:
            return []
        made.append(
            PartialLookup(
                language=lookup.language,
                config=lookup.config,
                text=lookup.text,
                forms=lookup.forms,
                rarity=_rarity(words, lookup),
            )
        )
    return made


def _rarity(words: list[str], lookup: Lookup) -> tuple[tuple[str, float], ...]:
    """What each word counts: the more, the fewer entries have it. One that finds nothing counts
    for the whole, but little, so that it does not keep the others from being found."""
    counted = [lookup.count(word) for word in words]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM sello_site_searchentry WHERE language = %s), "  # noqa: S608
            + ", ".join(f"({count.text})" for count in counted),
            [lookup.language, *(value for count in counted for value in count.values)],
        )
        [(total, *counts)] = cursor.fetchall()
    rarity = [math.log(1 + total / count) if count else 0.2 for count in counts]
    whole = sum(rarity) or 1.0
    return tuple((word, value / whole) for word, value in zip(words, rarity, strict=True))
