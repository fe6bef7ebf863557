"""What readers choose in the list of guides: it stands in the address, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from sello_pages.taxonomy import Audience, Commitment, Topic
from sello_site.languages import LANGUAGES

TOPIC, AUDIENCE, COMMITMENT, LANGUAGE = "tema", "publico", "compromiso", "idioma"
KEYS = (TOPIC, AUDIENCE, COMMITMENT, LANGUAGE)
"""The keys of the address, which the page cache has to know."""


@dataclass(frozen=True)
class Filters:
    """One value for each key; empty where nothing is chosen."""

    topic: str = ""
    audience: str = ""
    commitment: int = 0
    language: str = ""

    @property
    def query(self) -> str:
        """The part of the address that says the same, in one spelling; empty without a choice."""
        chosen = {
            TOPIC: self.topic,
            AUDIENCE: self.audience,
            COMMITMENT: self.commitment,
            LANGUAGE: self.language,
        }
        return urlencode({key: value for key, value in chosen.items() if value})


@dataclass(frozen=True)
class Option:
    """One choice as the form offers it."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Field:
    """One select of the form, and how to take its choice back."""

    key: str
    label: str
    options: tuple[Option, ...]
    query_without: str

    @property
    def chosen(self) -> str:
        """The label of what is chosen; empty where nothing is."""
        return next((option.label for option in self.options if option.is_chosen), "")


def read_filters(query: Mapping[str, str], topics: list[Topic]) -> Filters:
    """What an address chooses. A value that is not offered counts as no choice: an old link still
    leads to guides."""
    topic, audience = query.get(TOPIC, ""), query.get(AUDIENCE, "")
    commitment, language = query.get(COMMITMENT, ""), query.get(LANGUAGE, "")
    return Filters(
        topic=topic if topic in {known.key for known in topics} else "",
        audience=audience if audience in Audience.values else "",
        commitment=int(commitment) if commitment in {str(one) for one in Commitment.values} else 0,
        language=language if language in dict(LANGUAGES) else "",
    )


def form_fields(filters: Filters, topics: list[Topic]) -> list[Field]:
    """The form, in the reader's language, with what is chosen."""

    def field(
        key: str, label: str, chosen: str, without: Filters, offered: dict[str, str]
    ) -> Field:
        options = tuple(
            Option(value, text, is_chosen=value == chosen) for value, text in offered.items()
        )
        return Field(key, label, options, without.query)

    return [
        _field(
            TOPIC,
            _("Tema"),
            filters.topic,
            replace(filters, topic=""),
            {topic.key: topic.local_name for topic in topics},
        ),
        _field(
            AUDIENCE,
            _("Para quién"),
            filters.audience,
            replace(filters, audience=""),
            {audience.value: str(audience.label) for audience in Audience},
        ),
        _field(
            COMMITMENT,
            _("Compromiso"),
            str(filters.commitment),
            replace(filters, commitment=0),
            {str(one.value): f"{one.value}. {one.label}" for one in Commitment},
        ),
        _field(
            LANGUAGE,
            _("Escrita en"),
            filters.language,
            replace(filters, language=""),
            dict(LANGUAGES),
        ),
    ]


def _field(
    key: str, label: str, chosen: str, without: Filters, offered: Mapping[str, str]
) -> Field:
    options = tuple(
        Option(value, text, is_chosen=value == chosen) for value, text in offered.items()
    )
    return Field(key, label, options, without.query)
