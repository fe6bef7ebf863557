"""One address in another language. Pages have addresses of their own in each; this is for the rest:
views, and addresses where nothing is."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils import translation

from sello_site.languages import PREFIXES, SOURCE_LANGUAGE, language_of_path
from sello_site.zones import Zone, zone_of_path

TRANSLATED_ZONES = (Zone.PUBLIC, Zone.PERSONAL)


def path_without_language(path: str) -> str:
    """The Spanish address of a path (with leading slash, without query)."""
    language = language_of_path(path)
    if language == SOURCE_LANGUAGE:
        return path
    return f"/{path.removeprefix(f'/{language}').lstrip('/')}"


def path_in(language: str, path: str) -> str:
    """The same address in a language."""
    plain = path_without_language(path)
    return f"/{language}{plain}" if language in PREFIXES else plain


def is_translated(path: str) -> bool:
    """Whether the address is there in every language: the zones that people read without an
    account, but for files and the API."""
    return zone_of_path(path) in TRANSLATED_ZONES and not path.startswith(
        ("/api/", "/media/", "/static/", "/documentos/")
    )


def home_address(language: str | None = None) -> str:
    """Where the site starts in a language, by default the active one."""
    with translation.override(language or translation.get_language()):
        try:
            return reverse("wagtail_serve", args=[""])
        except NoReverseMatch:
            return path_in(language or SOURCE_LANGUAGE, "/")
