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
from sello_site.search.synonyms import synonyms

LONGEST_TEXT = 200
MOST_WORDS = 12

# A leading minus means "without" to PostgreSQL, to a reader it is a dash.
_LEADING_MINUS = re.compile(r'(?<!\S)["\s]*-+')
_TOKEN = re.compile(r"\w+")
_WILDCARDS = re.compile(r"([\\%_])")


# D, C, B, A: folded text, folded title, text, title.
_WEIGHTS = [0.1, 0.2, 0.4, 1.0]
_TITLE = "entry.titles"
_TITLE_HAS = 1.0
"""How much it counts that a title has what is looked up …"""
_TITLE_IS = 1.0
"""… that it consists of it, and of little else …"""
_TITLE_WORD = 0.2
"""… and that a word of it is one that was typed, and no inflection."""
_NO_PAGE = 0.1
"""A guide or a poster was made for those who search; a page may be about anything."""

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

    @property
    def sought(self) -> list[str]:
        """Every word that finds something here, in every spelling, without repetition."""
        found = [word for form in self.forms for word in _TOKEN.findall(form)]
        found += [other for word in self.words for other in synonyms(word, self.language)]
        return list(dict.fromkeys(found))

    @property
    def weights(self) -> list[tuple[str, float]]:
        """The parts of the text that are looked up, with their shares of the whole, which is 1."""
        parts = [self.forms[0]] if '"' in self.forms[0] else self.forms[0].split()
        return [(part, 1 / len(parts)) for part in dict.fromkeys(parts)]

    def count(self, part: str) -> Sql:
        """How many entries have one part of the text."""
        found = self._by_index("vector", self._word(part))
        return Sql(f"SELECT count(*) FROM ({found.text}) AS has", found.values)  # noqa: S608

    def query(self) -> Sql:
        """A query for all the words, each in any spelling."""
        if '"' in self.forms[0]:
            return _any(self.config, self.forms)
        return _joined(" && ", [self._word(part) for part, _ in self.weights])

    def matches(self) -> Sql:
        """The ids of entries with all words, in any spelling; and of those whose title begins so,
        which has them found while they are typed, and when they have stop words only."""
        query = self.query()
        beginning = _WILDCARDS.sub(r"\\\1", fold(self.text).lower())
        found = self._by_index("vector", query)
        return Sql(
            f"{found.text} UNION SELECT id FROM sello_site_searchentry "  # noqa: S608
            "WHERE language = %s AND folded_title LIKE %s",
            [*found.values, self.language, f"{beginning}%"],
        )

    def exact(self) -> Sql:
        """The ids of entries where the words stand as they were typed, or others that mean the
        same; «año» is not what «ano» means."""
        if '"' in self.forms[0]:
            query = _any(self.config, self.forms[:1])
        else:
            query = _joined(" && ", [self._word(part, exactly=True) for part, _ in self.weights])
        return self._by_index("written", query)

    def _by_index(self, column: str, query: Sql) -> Sql:
        """The ids of entries whose vector in a column fits a query."""
        # A query that is known when the statement is planned is expected to fit many, and then
        # PostgreSQL would read every vector, whose size it does not count. OFFSET keeps it unknown.
        return Sql(
            f"SELECT id FROM (SELECT ({query.text}) AS query OFFSET 0) AS asked "  # noqa: S608
            f"JOIN sello_site_searchentry ON {column} @@ query WHERE language = %s",
            [*query.values, self.language],
        )

    def rank(self) -> Sql:
        """A number for the row ``entry``, the words of whose title are ``entry.titles``: how well
        it fits, among those that are equally exact."""
        query = _joined(" || ", [self._word(part) for part, _ in self.weights])
        parts = [f"ts_rank(%s::real[], entry.vector, {query.text})"]
        values: list[Any] = [_WEIGHTS, *query.values]
        titles: list[str] = []
        title_values: list[Any] = []
        for part, weight in self.weights:
            word = self._word(part)
            as_typed = self._word(part, alone=True)
            # A synonym in the title counts for less than the word itself.
            titles.append(
                f"%s * (0.6 * ({_TITLE} @@ ({word.text}))::int "
                f"+ 0.4 * ({_TITLE} @@ ({as_typed.text}))::int)"
            )
            title_values += [weight, *word.values, *as_typed.values]
        covered = f"({' + '.join(titles)})"
        parts.append(
            f"{covered} * ({_TITLE_HAS} + {_TITLE_IS} * {len(titles)}"
            " / greatest(length(entry.title_words), 1))"
        )
        title = self.in_title()
        parts.append(f"{_TITLE_WORD} * (entry.title_words @@ ({title.text}))::int")
        parts.append(f"{_NO_PAGE} * (entry.kind <> 'page')::int")
        return Sql(" + ".join(parts), [*values, *title_values, *title.values])

    def in_title(self) -> Sql:
        """A query, of the simple configuration, for any of the words."""
        words = [fold(word).lower() for word in self.words]
        return Sql("websearch_to_tsquery('simple', %s)", [" OR ".join(words)])

    def _word(self, part: str, *, exactly: bool = False, alone: bool = False) -> Sql:
        """A query for one part of the text: as typed, in other spellings unless ``exactly`` so, and
        by other words that mean the same unless ``alone``."""
        forms = [part] if exactly else spellings(part, self.language)
        if not alone:
            forms += synonyms(part, self.language)
            forms += [restore_endings(form, self.language) for form in forms[1:]]
        return _any(self.config, list(dict.fromkeys(forms)))


@dataclass(frozen=True)
class PartialLookup(Lookup):
    """Finds also what has some of the words: half of them, where a rare one counts for more."""

    rarity: tuple[tuple[str, float], ...] = ()

    @property
    def weights(self) -> list[tuple[str, float]]:
        return list(self.rarity) or super().weights

    def matches(self) -> Sql:
        """The ids of what has enough of the words; each word by the index alone."""
        every, some = super().matches(), self._weighed()
        return Sql(
            f"{every.text} UNION (SELECT id FROM ({some.text}) AS has "  # noqa: S608
            "GROUP BY id HAVING sum(weight) >= %s)",
            [*every.values, *some.values, _ENOUGH - 0.001],
        )

    def _weighed(self) -> Sql:
        parts, values = [], []
        for part, weight in self.weights:
            found = self._by_index("vector", self._word(part))
            parts.append(f"SELECT id, %s::float8 AS weight FROM ({found.text}) AS has")  # noqa: S608
            values += [weight, *found.values]
        return Sql(" UNION ALL ".join(parts), values)

    def exact(self) -> Sql:
        """The ids of what has all of the words: these come first."""
        return super().matches()

    def rank(self) -> Sql:
        fits = super().rank()
        parts, values = [fits.text], list(fits.values)
        for part, weight in self.weights:
            query = self._word(part)
            parts.append(f"%s * (entry.vector @@ ({query.text}))::int")
            values += [weight, *query.values]
        return Sql(" + ".join(parts), values)


def _any(config: str, forms: list[str]) -> Sql:
    return Sql(
        " || ".join(["websearch_to_tsquery(%s::regconfig, %s)"] * len(forms)),
        [part for form in forms for part in (config, form)],
    )


def _joined(operator: str, pieces: list[Sql]) -> Sql:
    return Sql(
        operator.join(f"({piece.text})" for piece in pieces),
        [value for piece in pieces for value in piece.values],
    )
