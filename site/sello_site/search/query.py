"""Reads the search table: any text in, only what a stranger may read out.

What is not there in the reader's language is found in Spanish, after all that is.
"""

from __future__ import annotations

import datetime
import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.utils.safestring import SafeString
from wagtail.models import Page

from sello_site.languages import PREFIXES, SOURCE_LANGUAGE
from sello_site.publication import (
    HiddenBranches,
    hidden_branches,
    known_type_ids,
    only_published,
    published_condition,
)
from sello_site.search.excerpts import READ, excerpts
from sello_site.search.indexing import installed_sources
from sello_site.search.lookups import Lookup, Sql, bounded

PAGE_SIZE = 10
LAST_PAGE = 1_000
RANKED = 300
"""So many of what is found are ranked by their text; the first by what is cheap to know."""


@dataclass(frozen=True)
class Result:
    """One thing found. ``excerpt`` is HTML that is safe to print, with ``<mark>`` and no other.

    ``language`` is that of the title and the excerpt; ``url`` leads to the reader's.
    """

    key: str
    kind: str
    title: str
    url: str
    excerpt: SafeString
    updated_on: datetime.date | None
    language: str


@dataclass(frozen=True)
class Results:
    """One page of what was found: ``count`` is of all pages, ``pages`` at least 1.

    ``kinds`` says how many there are of each kind, whichever was asked for.
    """

    text: str
    page: int
    count: int
    results: tuple[Result, ...]
    kinds: Mapping[str, int] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE_SIZE))

    @property
    def first_number(self) -> int:
        """The number of the first result of this page among all."""
        return (self.page - 1) * PAGE_SIZE + 1


@dataclass(frozen=True)
class Row:
    """An entry as it was found."""

    key: str
    kind: str
    language: str
    title: str
    url: str
    updated_on: datetime.date | None
    text: str
    page: Page | None


def search(
    *,
    text: str,
    language: str,
    kind: str | None = None,
    page: int = 1,
    request: HttpRequest | None = None,
) -> Results:
    """Finds in one language, best first; exact spelling before folded, titles before text.

    What has no version in that language follows, in Spanish. Any text is safe. A ``page`` past the
    end has no results and a ``count`` of 0; nothing is asked of the database for one that cannot
    exist, nor for a text without words.
    """
    text = bounded(text)
    if not text or not 1 <= page <= LAST_PAGE:
        return Results(text=text, page=page, count=0, results=())
    return look_up(lookups_for(text, language), kind=kind, page=page, request=request)


def look_up(
    lookups: Sequence[Lookup], *, kind: str | None, page: int, request: HttpRequest | None
) -> Results:
    """What :func:`search` gives, for lookups that were made before; the first is the reader's."""
    text, language = lookups[0].text, lookups[0].language
    rows, kinds = _found(
        lookups, language=language, kind=kind, start=(page - 1) * PAGE_SIZE, request=request
    )
    count = sum(kinds.values()) if kind is None else kinds.get(kind, 0)
    if not rows:
        return Results(text, page, 0, (), kinds if page == 1 else {})
    return Results(text, page, count, shown(rows, lookups, language, request), kinds)


def lookups_for(text: str, language: str) -> list[Lookup]:
    """The text in the reader's language, then in Spanish."""
    languages = [language, SOURCE_LANGUAGE] if language in PREFIXES else [language]
    return [Lookup.of(text, one) for one in languages]


def shown(
    rows: list[Row], lookups: Sequence[Lookup], language: str, request: HttpRequest | None
) -> tuple[Result, ...]:
    """The rows with their excerpts, and with the addresses where this reader finds them."""
    marked = excerpts([(row.text, row.language) for row in rows], lookups)
    addresses = shown_addresses(rows, language, request)
    return tuple(
        Result(row.key, row.kind, row.title, url, excerpt, row.updated_on, row.language)
        for row, excerpt, url in zip(rows, marked, addresses, strict=True)
        if url
    )


def visible(
    lookups: Sequence[Lookup],
    matched: Sql,
    *,
    language: str,
    request: HttpRequest | None,
    columns: str = "entry.*",
) -> Sql:
    """The entries of ``matched`` that a stranger may read, as ``visible`` of a WITH clause."""
    published, values = published_ids(request)
    text = (
        f"WITH matched AS ({matched.text}), visible AS (SELECT {columns} "  # noqa: S608
        "FROM matched JOIN sello_site_searchentry AS entry ON entry.id = matched.id "
        "WHERE entry.source = ANY(%s) "
        f"AND (entry.page_id IS NULL OR entry.page_id IN ({published}))"
    )
    given = [*matched.values, sorted(installed_sources()), *values]
    if len(lookups) > 1:
        text += f" AND (entry.language = %s OR NOT {_HAS_VERSION})"
        given += [language, language, language]
    return Sql(f"{text})", given)


def published_ids(request: HttpRequest | None) -> Sql:
    """The ids of the pages that a stranger may read."""
    return _published_ids(hidden_branches(request).paths, tuple(known_type_ids()))


@functools.lru_cache(maxsize=32)
def _published_ids(hidden: tuple[str, ...], _types: tuple[int, ...]) -> Sql:
    # To put the rule into SQL takes longer than to answer it; it is the same until a branch is
    # hidden or shown, or a type of page comes or goes.
    rule = published_condition(HiddenBranches(unpublished=hidden, restricted=()))
    pages = Page.objects.filter(rule).order_by().values("pk")
    text, values = pages.query.sql_with_params()
    return Sql(text, list(values))


# Whether a Spanish entry has a counterpart in another language: for a page its translation, for
# what is no page anything that its plugin says in that language.
_HAS_VERSION = """CASE WHEN entry.page_id IS NULL THEN EXISTS (
  SELECT FROM sello_site_searchentry AS said
  WHERE said.source = entry.source AND said.language = %s AND said.page_id IS NULL
) ELSE EXISTS (
  SELECT FROM wagtailcore_page AS own
  JOIN wagtailcore_page AS other ON other.translation_key = own.translation_key
  JOIN wagtailcore_locale AS locale ON locale.id = other.locale_id
  WHERE own.id = entry.page_id AND locale.language_code = %s
    AND other.alias_of_id IS NULL AND other.live
) END"""


def _found(
    lookups: Sequence[Lookup],
    *,
    language: str,
    kind: str | None,
    start: int,
    request: HttpRequest | None,
) -> tuple[list[Row], dict[str, int]]:
    """One page of rows, and how many there are of each kind: one statement."""
    matched = _union(lookup.matches() for lookup in lookups)
    exact = _union(lookup.exact() for lookup in lookups)
    seen = visible(lookups, matched, language=language, request=request, columns=_PLACED_COLUMNS)
    rank = _rank(lookups)
    in_title = lookups[0].in_title()
    of_kind = " WHERE kind = %s" if kind is not None else ""
    sql = f"""{seen.text}, exact AS MATERIALIZED ({exact.text}), placed AS (
  SELECT *, row_number() OVER (
    ORDER BY own DESC, is_exact DESC, in_title DESC, updated_on DESC NULLS LAST, key) AS place
  FROM (SELECT id, folded_title, key, updated_on, language = %s AS own,
    id IN (SELECT id FROM exact) AS is_exact, title_words @@ ({in_title.text}) AS in_title
    FROM visible{of_kind}) AS found
), best AS (
  SELECT placed.id, own, is_exact, placed.folded_title, placed.key, coalesce(rank, 0) AS rank
  FROM placed LEFT JOIN LATERAL (
    SELECT {rank.text} AS rank FROM (
      SELECT kind, language, title_words, entry.vector, ts_filter(entry.vector, '{{a,c}}') AS titles
      FROM sello_site_searchentry AS entry
      -- In a CASE, or it would be read for all of them and then left out.
      WHERE entry.id = CASE WHEN placed.place <= {RANKED} THEN placed.id END
      -- Or the filter would be applied once for each word.
      OFFSET 0
    ) AS entry
  ) AS ranked ON true
  ORDER BY own DESC, is_exact DESC, rank DESC, folded_title, key LIMIT {PAGE_SIZE} OFFSET %s
), counted AS (SELECT kind, count(*) AS count FROM visible GROUP BY kind)
SELECT {ROW_COLUMNS},
  (SELECT jsonb_object_agg(kind, count)::text FROM counted)
FROM (SELECT) AS always
LEFT JOIN (best JOIN sello_site_searchentry AS entry ON entry.id = best.id) ON true
LEFT JOIN wagtailcore_page AS page ON page.id = entry.page_id
ORDER BY best.own DESC, best.is_exact DESC, best.rank DESC, best.folded_title, best.key"""  # noqa: S608
    values = [
        *seen.values, *exact.values, language, *in_title.values,
        *([kind] if kind is not None else []), *rank.values, start,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall()
    kinds = json.loads(found[0][-1] or "{}")
    return [row_of(columns) for columns in found if columns[0] is not None], kinds


_PLACED_COLUMNS = (
    "entry.id, entry.kind, entry.language, entry.key, entry.folded_title, entry.updated_on, "
    "entry.title_words"
)
ROW_COLUMNS = (
    "entry.key, entry.kind, entry.language, entry.title, entry.url, entry.updated_on, "
    f"left(entry.summary || ' ' || entry.body, {READ}), page.id, page.url_path, "
    "page.translation_key"
)


def rows_of(sql: str, values: list[Any]) -> list[Row]:
    """The rows of a statement that selects ``{columns}`` of ``entry`` and ``page``."""
    with connection.cursor() as cursor:
        cursor.execute(sql.format(columns=ROW_COLUMNS), values)
        return [row_of(columns) for columns in cursor.fetchall()]


def row_of(columns: tuple[Any, ...]) -> Row:
    """A row of ``ROW_COLUMNS``."""
    key, kind, language, title, url, updated_on, text, page_id, url_path, translation_key = columns[
        :10
    ]
    page = Page(id=page_id, url_path=url_path, translation_key=translation_key) if page_id else None
    return Row(key, kind, language, title, url, updated_on, text.strip(), page)


def _rank(lookups: Sequence[Lookup]) -> Sql:
    """How well an entry fits, by the rules of the language that it is in."""
    if len(lookups) == 1:
        return lookups[0].rank()
    made = [(lookup.language, lookup.rank()) for lookup in lookups]
    return Sql(
        "CASE entry.language "
        + " ".join(f"WHEN %s THEN {one.text}" for _language, one in made)
        + " ELSE 0 END",
        [value for language, one in made for value in (language, *one.values)],
    )


def _union(parts: Iterable[Sql]) -> Sql:
    # Each by its own index: joined with OR, every vector found would be read once more.
    made = list(parts)
    return Sql(
        " UNION ".join(part.text for part in made),
        [value for part in made for value in part.values],
    )


def shown_addresses(rows: list[Row], language: str, request: HttpRequest | None) -> list[str]:
    """Where the reader finds each: a Spanish page in the reader's language, where everything
    around its text is understood, if it is there."""
    elsewhere = [row.page.translation_key for row in rows if row.page and row.language != language]
    there: dict[Any, Page] = {}
    if elsewhere:
        same = Page.objects.filter(
            translation_key__in=elsewhere, locale__language_code=language
        ).only("url_path", "translation_key")
        there = {page.translation_key: page for page in only_published(same, request)}
    return [
        row.url
        if row.page is None
        else there.get(row.page.translation_key, row.page).get_url(request) or ""
        for row in rows
    ]
