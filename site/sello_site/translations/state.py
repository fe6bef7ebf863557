"""What a reader gets in a language: the original, a translation and of what kind, or Spanish."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail_localize.models import Translation

from sello_site.languages import SOURCE_LANGUAGE


class TranslationState(models.TextChoices):
    """What a page's text is."""

    ORIGINAL = "original", _("Original")
    """Written in this language."""

    HUMAN = "human", _("Traducida por personas")
    """Translated by people, or by a machine and reviewed by a named person."""

    MACHINE = "machine", _("Traducción automática sin revisar")
    """Some of it was translated by a machine, and nobody has reviewed that yet."""

    OUTDATED = "outdated", _("Desactualizada")
    """Translated by people, but from a text that has changed since."""

    FALLBACK = "fallback", _("Sin traducir: se muestra el original")
    """Not translated: the reader gets the Spanish text."""


@dataclass(frozen=True)
class Standing:
    """All that can be told of a page's text.

    ``state`` is the one word for it. A machine's translation of a text that has changed is
    :attr:`TranslationState.MACHINE`, since that is what a reader must know first; ``is_outdated``
    tells the rest. ``source_language`` is the language that the text was first written in, and
    ``language`` the one that it is shown in.
    """

    state: TranslationState
    language: str
    source_language: str
    is_machine: bool = False
    is_outdated: bool = False

    @property
    def is_for_search_engines(self) -> bool:
        """Whether the page may be listed: not while nobody stands for a machine's text, and not
        where it repeats the Spanish page."""
        return not self.is_machine and self.state != TranslationState.FALLBACK


def state_of(page: Page) -> TranslationState:
    """The state of one page's text, with one query."""
    return standing_of(page).state


def states_of(pages: Iterable[Page]) -> dict[int, TranslationState]:
    """Page id → state, with one query however many pages there are."""
    return {pk: standing.state for pk, standing in standings_of(pages).items()}


def standing_of(page: Page) -> Standing:
    """All that can be told of one page's text, with one query."""
    return standings_of([page])[page.pk]


def standings_of(pages: Iterable[Page]) -> dict[int, Standing]:
    """Page id → all that can be told of its text, with one query however many pages there are."""
    statement, parameters = _statement()
    numbers = [page.pk for page in pages]
    with connection.cursor() as cursor:
        cursor.execute(statement, [numbers if each is _NUMBERS else each for each in parameters])
        rows = [dict(zip(_COLUMNS, row, strict=True)) for row in cursor.fetchall()]
    return {row["pk"]: _standing(row) for row in rows}


@functools.cache
def _statement() -> tuple[str, tuple[Any, ...]]:
    """What :func:`standings_of` asks, as SQL with its parameters: :data:`_NUMBERS` stands for the
    ids. Each cold page in another language asks it, and to put it together costs Django ten times
    what PostgreSQL needs to answer it."""
    pages = Page.objects.extra(where=['"wagtailcore_page"."id" = ANY(%s)'], params=[_NUMBERS])
    sql, parameters = _rows(pages).query.sql_with_params()
    return sql, tuple(parameters)


def unlisted_translations() -> models.QuerySet[Page]:
    """Pages that search engines should not list: machine translations that nobody reviewed, and
    aliases that repeat the Spanish page."""
    machine = Translation.objects.filter(
        source__object_id=OuterRef("translation_key"),
        target_locale_id=OuterRef("locale_id"),
        enabled=True,
        published__is_machine=True,
    )
    repeats = Q(alias_of__isnull=False) & ~Q(alias_of__locale_id=F("locale_id"))
    found: models.QuerySet[Page] = Page.objects.filter(repeats | Exists(machine))
    return found


_COLUMNS = (
    "pk",
    "language",
    "alias_language",
    "has_original",
    "translated_from",
    "is_machine",
    "source_now",
)
_NUMBERS = object()


def _rows(pages: models.QuerySet[Page]) -> models.QuerySet[Page, dict[str, Any]]:
    translation = Translation.objects.filter(
        source__object_id=OuterRef("key"), target_locale_id=OuterRef("locale_id"), enabled=True
    )
    same = Page.objects.filter(
        translation_key=OuterRef("key"), locale__language_code=SOURCE_LANGUAGE
    )
    return (
        pages.order_by()
        .annotate(
            # An alias within a language says what its source says.
            key=Coalesce(F("alias_of__translation_key"), F("translation_key")),
            language=F("locale__language_code"),
            alias_language=F("alias_of__locale__language_code"),
            has_original=Exists(same),
            translated_from=Subquery(translation.values("published__source_fingerprint")),
            is_machine=Subquery(translation.values("published__is_machine")),
            source_now=Subquery(translation.values("source__text__fingerprint")),
        )
        .values(*_COLUMNS)
    )


def _standing(row: dict[str, Any]) -> Standing:
    language, alias_language = str(row["language"]), row["alias_language"]
    if alias_language is not None and alias_language != language:
        return Standing(
            TranslationState.FALLBACK, language=str(alias_language), source_language=SOURCE_LANGUAGE
        )
    if language == SOURCE_LANGUAGE or not row["has_original"]:
        return Standing(TranslationState.ORIGINAL, language=language, source_language=language)
    if row["translated_from"] is None:
        # Begun by hand, without a translation behind it: what it says is not known.
        return Standing(
            TranslationState.FALLBACK, language=SOURCE_LANGUAGE, source_language=SOURCE_LANGUAGE
        )
    is_outdated = row["translated_from"] != row["source_now"]
    is_machine = bool(row["is_machine"])
    if is_machine:
        state = TranslationState.MACHINE
    elif is_outdated:
        state = TranslationState.OUTDATED
    else:
        state = TranslationState.HUMAN
    return Standing(
        state,
        language=language,
        source_language=SOURCE_LANGUAGE,
        is_machine=is_machine,
        is_outdated=is_outdated,
    )
