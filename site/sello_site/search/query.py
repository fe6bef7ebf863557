"""Reads the search table: any text in, only what a stranger may read out.

What is not there in the reader's language is found in Spanish, after all that is.
"""

from __future__ import annotations

import datetime
import functools
import operator
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.http import HttpRequest
from django.utils.safestring import SafeString
from wagtail.models import Page

from sello_site.languages import PREFIXES, SOURCE_LANGUAGE
from sello_site.models import SearchEntry
from sello_site.publication import hidden_branches, only_published, published_condition
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

    What has no version in that language follows, in Spanish. Any text is safe. A ``page`` past the
    end has no results and a ``count`` of 0; nothing is asked of the database for one that cannot
    exist, nor for a text without words.
    """
    text = bounded(text)
    nothing = Results(text=text, page=page, count=0, results=())
    if not text or not 1 <= page <= LAST_PAGE:
        return nothing
    lookups = [_Lookup.of(text, language)]
    if language in PREFIXES:
        lookups.append(_Lookup.of(text, SOURCE_LANGUAGE))
    found = (
        SearchEntry.objects.filter(source__in=installed_sources())
        # Each by its own index: joined with OR, every vector found would be read once more.
        .filter(pk__in=_union(part for lookup in lookups for part in lookup.matches()))
        .filter(Q(page=None) | published_condition(hidden_branches(request), relation="page__"))
    )
    if len(lookups) > 1:
        found = found.filter(Q(language=language) | ~_has_version_in(language))
    if kind is not None:
        found = found.filter(kind=kind)
    rows = list(
        found.annotate(
            own=Q(language=language),
            # «ano» as typed comes before «año».
            exact=Q(pk__in=_union(lookup.exact() for lookup in lookups)),
            rank=Case(
                *(
                    When(
                        language=lookup.language,
                        then=SearchRank(F("vector"), lookup.any_form, weights=_WEIGHTS),
                    )
                    for lookup in lookups
                ),
                default=Value(0.0),
            ),
            count=Window(Count("*")),
        )
        .order_by("-own", "-exact", "-rank", "folded_title", "key")
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
    marked = _excerpts(ordered, lookups)
    addresses = _addresses(ordered, language, request)
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
                excerpt=marked[entry.pk],
                updated_on=entry.updated_on,
                language=entry.language,
            )
            for entry in ordered
            if (url := addresses.get(entry.pk))
        ),
    )


@dataclass(frozen=True)
class _Lookup:
    """One text looked up in one language: its spellings, as PostgreSQL's queries."""

    language: str
    config: str
    text: str
    forms: list[str]

    @classmethod
    def of(cls, text: str, language: str) -> _Lookup:
        return cls(language, configuration(language), text, spellings(text, language))

    def _query(self, form: str) -> SearchQuery:
        return SearchQuery(form, config=self.config, search_type="websearch")

    @property
    def any_form(self) -> SearchQuery:
        return functools.reduce(operator.or_, map(self._query, self.forms))

    def matches(self) -> list[QuerySet[SearchEntry]]:
        """By any word in any spelling; by the beginning of a title, so that it is found while it
        is typed, and when it has stop words only."""
        entries = SearchEntry.objects.filter(language=self.language)
        return [
            entries.filter(vector=self.any_form),
            entries.filter(folded_title__startswith=fold(self.text).lower()),
        ]

    def exact(self) -> QuerySet[SearchEntry]:
        """Where the words stand as they were typed."""
        return SearchEntry.objects.filter(
            language=self.language, written=self._query(self.forms[0])
        )


def _union(parts: Iterable[QuerySet[SearchEntry]]) -> QuerySet[SearchEntry, Any]:
    first, *others = [part.values("pk") for part in parts]
    return first.union(*others) if others else first


def _has_version_in(language: str) -> Exists | Q:
    """Whether a Spanish entry has a counterpart in another language: for a page its translation,
    for what is no page anything that its plugin says in that language."""
    translated = Page.objects.filter(
        translation_key=OuterRef("page__translation_key"),
        locale__language_code=language,
        alias_of=None,
        live=True,
    )
    said = SearchEntry.objects.filter(source=OuterRef("source"), language=language, page=None)
    return (Q(page__isnull=False) & Q(Exists(translated))) | (
        Q(page__isnull=True) & Q(Exists(said))
    )


def _excerpts(entries: list[SearchEntry], lookups: list[_Lookup]) -> dict[int, SafeString]:
    """Id of each entry → its excerpt, marked by the rules of its own language."""
    found: dict[int, SafeString] = {}
    for lookup in lookups:
        own = [entry for entry in entries if entry.language == lookup.language]
        marked = excerpts(
            [_text_of(entry) for entry in own], forms=lookup.forms, config=lookup.config
        )
        found.update(zip((entry.pk for entry in own), marked, strict=True))
    return found


def _addresses(
    entries: list[SearchEntry], language: str, request: HttpRequest | None
) -> dict[int, str]:
    """Id of each entry → where the reader finds it: a Spanish page in the reader's language, where
    everything around its text is understood, if it is there."""
    spanish = [
        entry.page
        for entry in entries
        if entry.page is not None and entry.page.locale.language_code != language
    ]
    there: dict[Any, Page] = {}
    if spanish:
        same = Page.objects.filter(
            translation_key__in=[page.translation_key for page in spanish],
            locale__language_code=language,
        )
        there = {page.translation_key: page for page in only_published(same, request)}
    found = {}
    for entry in entries:
        if entry.page is None:
            found[entry.pk] = entry.url
        else:
            page = there.get(entry.page.translation_key, entry.page)
            found[entry.pk] = page.get_url(request) or ""
    return found


def _text_of(entry: SearchEntry) -> str:
    return f"{entry.summary} {entry.body}".strip()
