"""What stands around every page: the row with menu and search, and the footer.

Both are the same for thousands of pages, and to render them is the larger part of what a page
costs that is not stored. So their HTML is remembered by all that it is made of: the links and the
language. Nothing else may show in these templates, so there is nothing that could become stale.
"""

from __future__ import annotations

import functools

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sello_pages.navigation import MenuLink

REMEMBERED = 512
"""So many forms: languages × places in the menu, with room for other hosts."""


def header_row(links: list[MenuLink]) -> SafeString:
    """Mark, menu (wide and narrow) and search, in the active language."""
    return _framed("site/header_row.html", links)


def footer(links: list[MenuLink]) -> SafeString:
    """The end of every page, in the active language."""
    return _framed("site/footer.html", links)


def _framed(template: str, links: list[MenuLink]) -> SafeString:
    # Who works on the templates wants to see each change.
    rendered = _rendered.__wrapped__ if settings.DEBUG else _rendered
    return rendered(template, get_language(), tuple(links))


@functools.lru_cache(maxsize=REMEMBERED)
def _rendered(template: str, _language: str | None, links: tuple[MenuLink, ...]) -> SafeString:
    return render_to_string(template, {"links": links})
