"""The five languages of the site: Spanish first, then those of its readers.

This module is imported by the settings, before Django is set up, so it must not read them.
"""

from __future__ import annotations

from django.conf.locale import LANG_INFO

__all__ = ["FORMAT_MODULES", "LANGUAGES", "PREFIXES", "SOURCE_LANGUAGE", "language_of_path"]

SOURCE_LANGUAGE = "es"
"""The language in which everything is written first; its addresses have no prefix."""

LANGUAGES = [
    ("es", "Español"),
    ("ht", "Kreyòl ayisyen"),
    ("en", "English"),
    ("pt", "Português"),
    ("fr", "Français"),
]
"""Code and own name of each language, in the order of the switcher."""

PREFIXES = tuple(code for code, _name in LANGUAGES if code != SOURCE_LANGUAGE)
"""First segments of the addresses that are not Spanish, in the public and personal zones."""

FORMAT_MODULES = ["sello_site.languages.formats"]
"""Where Django finds how dates and numbers are written in a language that it does not ship."""


def register() -> None:
    """Tells Django of Haitian Creole, which it does not ship; to be called before ``LANGUAGES`` is
    read, and harmless when repeated."""
    LANG_INFO.setdefault(
        "ht",
        {
            "bidi": False,
            "code": "ht",
            "name": "Haitian Creole",
            "name_local": "Kreyòl ayisyen",
        },
    )


def language_of_path(path: str) -> str:
    """The language of a request path (with leading slash): that of its prefix, else Spanish."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in PREFIXES else SOURCE_LANGUAGE
