"""What a misspelt word may have been meant as: the nearest words of the index that find something.

Words are compared without accents. Those of hidden pages are among them, so nothing is offered that
was not looked up first, by the rule that holds for every search.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Max
from django.http import HttpRequest
from rapidfuzz import process
from rapidfuzz.distance import OSA

from sello_site.models import SearchWord
from sello_site.search.folding import fold, is_empty_word
from sello_site.search.indexing import SHORTEST_WORD, installed_sources
from sello_site.search.lookups import Lookup
from sello_site.search.query import published_ids

CANDIDATES = 8
"""So many words are looked up for each that may be misspelt."""

FEW = 3
"""What finds fewer pages may be misspelt."""


@dataclass(frozen=True)
class _Words:
    """The words of a language by their folded form, and how much of the table they are."""

    by_form: dict[str, str]
    count: int
    last: int


_NONE = _Words({}, 0, 0)
_known: dict[str, _Words] = {}


def _words(language: str) -> _Words:
    """The words of the index. Kept in memory; each time the table is asked whether it has grown."""
    held = _known.get(language, _NONE)
    rows = SearchWord.objects.filter(language=language)
    state = rows.aggregate(count=Count("pk"), last=Max("pk"))
    count, last = state["count"], state["last"] or 0
    if (count, last) == (held.count, held.last):
        return held
    new = dict(rows.filter(pk__gt=held.last, pk__lte=last).values_list("pk", "word"))
    if held.count + len(new) == count:
        by_form = dict(held.by_form)
    else:  # words were taken away, or came with a lower number than some that were known
        new = dict(rows.filter(pk__lte=last).values_list("pk", "word"))
        by_form = {}
    for word in new.values():
        by_form.setdefault(fold(word), word)
    _known[language] = _Words(by_form, count, last)
    return _known[language]


def corrections(lookup: Lookup, request: HttpRequest | None) -> list[tuple[str, int]]:
    """The text with its rare words replaced by near ones that find more, and how many of its words
    found nothing before; the best first, none when there is nothing to be replaced."""
    typed = [
        word
        for word in lookup.words
        if len(word) >= SHORTEST_WORD and not is_empty_word(word, lookup.language)
    ]
    if not typed:
        return []
    by_form = _words(lookup.language).by_form
    near = {word: _near(fold(word).lower(), by_form) for word in typed}
    found = _found_by(
        lookup, {*typed, *(one for words in near.values() for one, _ in words)}, request
    )
    text, unknown, changed = lookup.text, 0, False
    second = ""
    for word in typed:
        own, _ = found.get(word, (0, 0))
        if own >= FEW:
            continue
        better = [
            (distance, one[0] != fold(word).lower()[0], -found[one][1], -found[one][0], one)
            for one, distance in near[word]
            if found.get(one, (0, 0))[0] > 4 * own
        ]
        unknown += not own
        if not better:
            continue
        better.sort()
        changed = True
        if len(better) > 1 and not second:
            second = text.replace(word, better[1][-1])
        text = text.replace(word, better[0][-1])
    if not changed:
        return []
    return [(one, unknown) for one in dict.fromkeys([text, second]) if one]


def _near(form: str, by_form: dict[str, str]) -> list[tuple[str, int]]:
    """The words nearest to a folded one, with their distances: letters that are missing, too many,
    wrong or swapped."""
    allowed = 1 if len(form) <= 5 else 2 if len(form) <= 9 else 3
    found = process.extract(
        form, by_form.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=CANDIDATES
    )
    return [(by_form[one], int(distance)) for one, distance, _ in found if one != form]


def _found_by(
    lookup: Lookup, words: set[str], request: HttpRequest | None
) -> dict[str, tuple[int, int]]:
    """Word → in how many entries that strangers may read it is found, and in how many titles."""
    published, values = published_ids(request)
    sql = f"""WITH published(page) AS MATERIALIZED ({published})
SELECT word, count(*), count(*) FILTER (WHERE entry.title_words @@ to_tsquery('simple', form))
FROM unnest(%s::text[], %s::text[]) AS given(word, form)
JOIN sello_site_searchentry AS entry ON entry.language = %s AND entry.source = ANY(%s)
  AND entry.vector @@ (plainto_tsquery(%s::regconfig, word)
    || plainto_tsquery(%s::regconfig, form))
WHERE entry.page_id IS NULL OR entry.page_id IN (SELECT page FROM published)
GROUP BY word"""  # noqa: S608  # what is put in is Django's, with placeholders
    ordered = sorted(words)
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            [
                *values, ordered, [fold(word).lower() for word in ordered], lookup.language,
                sorted(installed_sources()), lookup.config, lookup.config,
            ],
        )  # fmt: skip
        return {word: (count, titles) for word, count, titles in cursor.fetchall()}
