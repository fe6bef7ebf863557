"""One text looked up in one language: its spellings, as pieces of PostgreSQL's SQL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from sello_site.search.folding import (
    clean,
    configuration,
    fold,
    is_empty_word,
    restore_endings,
    words_in,
)

LONGEST_TEXT = 200
MOST_WORDS = 12

# A leading minus means "without" to PostgreSQL, to a reader it is a dash.
_LEADING_MINUS = re.compile(r'(?<!\S)["\s]*-+')
_WILDCARDS = re.compile(r"([\\%_])")


# D, C, B, A: folded text, folded title, text, title.
_WEIGHTS = [0.1, 0.2, 0.4, 1.0]
_TITLES_ALONE = [0.0, 1.0, 0.0, 1.0]
_TITLE_SHARE = 2.0
"""How much it counts that a title consists of what is looked up, and of little else."""
_TITLE_WORD = 0.3
"""How much it counts that a word of the title is one that was typed, and no inflection of it."""

_ENOUGH = 0.5
"""The share of what was asked for that a page must hold to be found by some of the words."""


class Sql(NamedTuple):
    """A piece of SQL, made of nothing but placeholders and constants, and its values."""

    text: str
    values: list[Any]


def bounded(text: str) -> str:
    """The part of what somebody typed that is looked up: cleaned, of bounded length and words."""
    words = _LEADING_MINUS.sub(" ", clean(text[: 4 * LONGEST_TEXT])[:LONGEST_TEXT]).split()
    return " ".join(words[:MOST_WORDS])


def spellings(text: str, language: str) -> list[str]:
    """The forms that are looked up: as typed, without accents, and with endings restored."""
    folded = fold(text)
    return list(dict.fromkeys([text, folded, restore_endings(folded, language)]))


def meant(text: str, language: str) -> str:
    """What of a text is looked up: «cómo preparo el informe» asks for what prepares a report.

    A phrase in quotes stays as it is, and so does what has no other words.
    """
    if '"' in text:
        return text
    kept = [
        part
        for part in text.split()
        if not all(is_empty_word(word, language) for word in words_in(part) or [part])
    ]
    return " ".join(kept) or text


@dataclass(frozen=True)
class Lookup:
    """One text in one language. ``forms`` are its spellings, the exact one first."""

    language: str
    config: str
    text: str
    forms: list[str]

    @classmethod
    def of(cls, text: str, language: str) -> Lookup:
        return cls(
            language, configuration(language), text, spellings(meant(text, language), language)
        )

    @property
    def words(self) -> list[str]:
        """The words that were looked up, as typed."""
        return words_in(self.forms[0])

    def any_form(self) -> Sql:
        """A query for the text in any spelling."""
        return _any(self.config, self.forms)

    def exact_form(self) -> Sql:
        """A query for the words as they were typed."""
        return _any(self.config, self.forms[:1])

    def rank(self) -> Sql:
        """A number for the row ``entry``: how well it fits, among those that are equally exact."""
        query, title = self.any_form(), self.in_title()
        return Sql(
            f"ts_rank(%s::real[], entry.vector, {query.text}) + {_TITLE_SHARE} * "
            f"ts_rank(%s::real[], ts_filter(entry.vector, '{{a,c}}'), {query.text}, 2) + "
            f"{_TITLE_WORD} * (entry.title_words @@ ({title.text}))::int",
            [_WEIGHTS, *query.values, _TITLES_ALONE, *query.values, *title.values],
        )

    def in_title(self) -> Sql:
        """A query, of the simple configuration, for any of the words."""
        words = [fold(word).lower() for word in self.words]
        return Sql("websearch_to_tsquery('simple', %s)", [" OR ".join(words)])

    def matches(self) -> Sql:
        """The ids of entries with all words, in any spelling; and of those whose title begins so,
        which has them found while they are typed, and when they have stop words only."""
        query = _any(self.config, self.forms)
        beginning = _WILDCARDS.sub(r"\\\1", fold(self.text).lower())
        return Sql(
            "SELECT id FROM sello_site_searchentry WHERE language = %s AND vector @@ "  # noqa: S608
            f"({query.text}) UNION SELECT id FROM sello_site_searchentry "
            "WHERE language = %s AND folded_title LIKE %s",
            [self.language, *query.values, self.language, f"{beginning}%"],
        )

    def exact(self) -> Sql:
        """The ids of entries where the words stand as they were typed."""
        query = self.exact_form()
        return Sql(
            "SELECT id FROM sello_site_searchentry WHERE language = %s AND written @@ "  # noqa: S608
            f"({query.text})",
            [self.language, *query.values],
        )


@dataclass(frozen=True)
class PartialLookup(Lookup):
    """Finds also what has some of the words: half of them, where a rare one counts for more."""

    weights: tuple[tuple[str, float], ...] = ()
    """The words with their shares of the whole, which is 1."""

    def matches(self) -> Sql:
        """The ids of what has enough of the words; each word by the index alone."""
        parts, values = [], []
        for word, weight in self.weights:
            query = self._word(word)
            parts.append(
                "SELECT id, %s::float8 AS weight FROM sello_site_searchentry "  # noqa: S608
                f"WHERE language = %s AND vector @@ ({query.text})"
            )
            values += [weight, self.language, *query.values]
        every = super().matches()
        if not parts:
            return every
        return Sql(
            f"{every.text} UNION (SELECT id FROM ({' UNION ALL '.join(parts)}) AS has "  # noqa: S608
            "GROUP BY id HAVING sum(weight) >= %s)",
            [*every.values, *values, _ENOUGH - 0.001],
        )

    def exact(self) -> Sql:
        """The ids of what has all of the words: these come first."""
        return super().matches()

    def rank(self) -> Sql:
        fits = super().rank()
        parts, values = [fits.text], list(fits.values)
        for word, weight in self.weights:
            query = self._word(word)
            parts.append(
                f"%s * ((entry.vector @@ ({query.text}))::int "
                f"+ (ts_filter(entry.vector, '{{a,c}}') @@ ({query.text}))::int)"
            )
            values += [weight, *query.values, *query.values]
        return Sql(" + ".join(parts), values)

    def any_form(self) -> Sql:
        """For rank alone: any of the words in any spelling."""
        return _any(self.config, [" OR ".join(words_in(form)) for form in self.forms])

    def _word(self, word: str) -> Sql:
        return _any(self.config, spellings(word, self.language))


def _any(config: str, forms: list[str]) -> Sql:
    return Sql(
        " || ".join(["websearch_to_tsquery(%s::regconfig, %s)"] * len(forms)),
        [part for form in forms for part in (config, form)],
    )
