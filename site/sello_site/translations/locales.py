"""The rows of the five languages in the database."""

from __future__ import annotations

from wagtail.models import Locale

from sello_site.languages import LANGUAGES, SOURCE_LANGUAGE


def ensure_locales() -> None:
    """Makes the languages that are missing; can be repeated."""
    known = set(Locale.objects.values_list("language_code", flat=True))
    for code, _name in LANGUAGES:
        if code not in known:
            Locale.objects.get_or_create(language_code=code)


def target_locales() -> list[Locale]:
    """The languages into which is translated, in the order of the switcher."""
    order = {code: place for place, (code, _name) in enumerate(LANGUAGES)}
    found = Locale.objects.filter(language_code__in=order.keys() - {SOURCE_LANGUAGE})
    return sorted(found, key=lambda locale: order[locale.language_code])


def is_source(locale: Locale) -> bool:
    """Whether this is the language in which everything is written first."""
    return locale.language_code == SOURCE_LANGUAGE
