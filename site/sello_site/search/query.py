"""Reads the search table: any text in, only what a stranger may read out."""

from __future__ import annotations

import datetime
import functools
import operator
import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Count, F, Q, Window
from django.http import HttpRequest
from django.utils.safestring import SafeString

from sello_site.models import SearchEntry
from sello_site.publication import hidden_branches, published_condition
from sello_site.search.excerpts import excerpts
from sello_site.search.folding import clean, configuration, fold, restore_endings
from sello_site.search.indexing import installed_sources

PAGE_SIZE = 10
LAST_PAGE = 1_000
LONGEST_TEXT = 200
MOST_WORDS = 12

# A leading minus means "without" to PostgreSQL, to a reader it is a dash.
_LEADING_MINUS = re.compile(r'(?<!\S)["\s]*-+')
# D, C, B, A: folded text, folded title, text, title.
_WEIGHTS = [0.1, 0.2, 0.4, 1.0]


@dataclass(frozen=True)
class Result:
    """One thing found. ``excerpt`` is HTML that is safe to print, with ``<mark>`` and no other."""

    key: str
    kind: str
    title: str
    url: str
    excerpt: SafeString
    updated_on: datetime.date | None


@dataclass(frozen=True)
class Results:
    """One page of what was found: ``count`` is of all pages, ``pages`` at least 1."""

    text: str
    page: int
    count: int
    results: tuple[Result, ...]

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE_SIZE))

    @property
    def first_number(self) -> int:
        """The number of the first result of this page among all."""
        return (self.page - 1) * PAGE_SIZE + 1


def bounded(text: str) -> str:
    """The part of what somebody typed that is looked up: cleaned, of bounded length and words."""
    words = _LEADING_MINUS.sub(" ", clean(text[: 4 * LONGEST_TEXT])[:LONGEST_TEXT]).split()
    return " ".join(words[:MOST_WORDS])


def spellings(text: str, language: str) -> list[str]:
    """The forms that are looked up: as typed, without accents, and with endings restored."""
    folded = fold(text)
    return list(dict.fromkeys([text, folded, restore_endings(folded, language)]))


def search(
    *,
    text: str,
    language: str,
    kind: str | None = None,
    page: int = 1,
    request: HttpRequest | None = None,
) -> Results:
    """Finds in one language, best first; exact spelling before folded, titles before text.

    Any text is safe. A ``page`` past the end has no results and a ``count`` of 0; nothing is
    asked of the database for one that cannot exist, nor for a text without words.
    """
    text = bounded(text)
    nothing = Results(text=text, page=page, count=0, results=())
    if not text or not 1 <= page <= LAST_PAGE:
        return nothing
    config = configuration(language)
    forms = spellings(text, language)
    queries = [SearchQuery(form, config=config, search_type="websearch") for form in forms]
    any_form: SearchQuery = functools.reduce(operator.or_, queries)
    found = (
        SearchEntry.objects.filter(language=language, source__in=installed_sources())
        # Each by its own index: joined with OR, every vector found would be read once more.
        # The beginning of a title is found while it is typed, and when it has stop words only.
        .filter(
            pk__in=SearchEntry.objects.filter(vector=any_form)
            .values("pk")
            .union(
                SearchEntry.objects.filter(folded_title__startswith=fold(text).lower()).values("pk")
            )
        )
        .filter(Q(page=None) | published_condition(hidden_branches(request), relation="page__"))
    )
    if kind is not None:
        found = found.filter(kind=kind)
    rows = list(
        found.annotate(
            # «ano» as typed comes before «año».
            exact=Q(pk__in=SearchEntry.objects.filter(written=queries[0]).values("pk")),
            rank=SearchRank(F("vector"), any_form, weights=_WEIGHTS),
            count=Window(Count("*")),
        )
        .order_by("-exact", "-rank", "folded_title", "key")
        .values_list("pk", "count")[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    )
    if not rows:
        return nothing
    entries = (
        SearchEntry.objects.defer("vector", "written", "folded_title")
        .select_related("page__locale")
        .in_bulk([pk for pk, _ in rows])
    )
    # Between the two queries an entry may have gone.
    ordered = [entries[pk] for pk, _ in rows if pk in entries]
    marked = excerpts([_text_of(entry) for entry in ordered], forms=forms, config=config)
    return Results(
        text=text,
        page=page,
        count=rows[0][1],
        results=tuple(
            Result(
                key=entry.key,
                kind=entry.kind,
                title=entry.title,
                url=url,
                excerpt=excerpt,
                updated_on=entry.updated_on,
            )
            for entry, excerpt in zip(ordered, marked, strict=True)
            if (url := _url_of(entry, request))
        ),
    )


def _text_of(entry: SearchEntry) -> str:
    return f"{entry.summary} {entry.body}".strip()


def _url_of(entry: SearchEntry, request: HttpRequest | None) -> str | None:
    return entry.page.get_url(request) if entry.page is not None else entry.url
