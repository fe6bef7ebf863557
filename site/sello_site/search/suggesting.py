"""What is offered while somebody types: titles that have all the words, the last one begun."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from sello_site.search.folding import fold, is_empty_word, words_in
from sello_site.search.lookups import Sql, bounded
from sello_site.search.query import lookups_for, rows_of, shown_addresses, visible

MOST = 8


@dataclass(frozen=True)
class Suggestion:
    """A title that may be meant, in ``language``, and where it leads."""

    title: str
    url: str
    kind: str
    language: str


def suggest(*, text: str, language: str, request: HttpRequest | None = None) -> list[Suggestion]:
    """The titles that a text may be the beginning of, best first; none for a text without words.

    Accents do not matter; nor do words that only hold a question together, unless all are such.
    """
    words = [fold(word).lower() for word in words_in(bounded(text))]
    if not words:
        return []
    beginnings = [
        word
        for number, word in enumerate(words, 1)
        if number == len(words) or not is_empty_word(word, language)
    ]
    lookups = lookups_for(" ".join(words), language)
    # The words are letters alone, so they hold no operator.
    query = " & ".join(f"{word}:*" for word in beginnings)
    languages = [lookup.language for lookup in lookups]
    matched = Sql(
        "SELECT id FROM sello_site_searchentry WHERE language = ANY(%s) "
        "AND title_words @@ to_tsquery('simple', %s)",
        [languages, query],
    )
    seen = visible(lookups, matched, language=language, request=request)
    whole = " ".join(words)
    rows = rows_of(
        f"{seen.text} SELECT {{columns}} FROM visible AS entry "  # noqa: S608  # placeholders alone
        "LEFT JOIN wagtailcore_page AS page ON page.id = entry.page_id "
        "ORDER BY entry.language = %s DESC, entry.folded_title ^@ %s DESC, "
        "length(entry.folded_title), entry.key LIMIT %s",
        [*seen.values, language, whole, MOST],
    )
    return [
        Suggestion(row.title, url, row.kind, row.language)
        for row, url in zip(rows, shown_addresses(rows, language, request), strict=True)
        if url
    ]


def offered_titles(
    *, language: str, most: int = 60, request: HttpRequest | None = None
) -> list[str]:
    """The titles that a form without JavaScript offers: of what is in the reader's language, pages
    first, and of them those that are no plain page. What plugins say beside pages may be without
    end, as the names of places are."""
    [lookup, *_] = lookups_for("x", language)
    every = Sql("SELECT id FROM sello_site_searchentry WHERE language = %s", [language])
    seen = visible([lookup], every, language=language, request=request)
    rows = rows_of(
        f"{seen.text} SELECT {{columns}} FROM visible AS entry "  # noqa: S608  # placeholders alone
        "LEFT JOIN wagtailcore_page AS page ON page.id = entry.page_id "
        "ORDER BY entry.page_id IS NULL, entry.kind = 'page', page.depth, entry.folded_title "
        "LIMIT %s",
        [*seen.values, most],
    )
    return list(dict.fromkeys(row.title for row in rows))
