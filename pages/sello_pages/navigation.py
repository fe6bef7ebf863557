"""Menus: the main menu, the footer's links, and where a page lies."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from sello_pages.material import material_of
from sello_pages.reading import text_language
from sello_pages.routing import ancestors_of, home_of
from sello_pages.site_links import chosen_links
from sello_site.languages.addresses import home_address
from sello_site.plugin_registry import registry
from sello_site.routes import namespace

API_DOCUMENTATION = "wagtailapi_v3:openapi-view"
RIGHTS = "sello_privacy:ask"


@dataclass(frozen=True)
class MenuLink:
    """A link of a menu. ``is_open``: the reader is somewhere below it. ``language`` is that of the
    label where it is not the reader's, since the page is not translated; else empty."""

    label: str
    url: str
    is_current: bool = False
    is_open: bool = False
    language: str = ""


def _link(label: Any, url: str, path: str, language: str = "") -> MenuLink:
    return MenuLink(
        label=str(label),
        url=url,
        is_current=path == url,
        is_open=path.startswith(url) and url != home_address(),
        language=language,
    )


def other_language(page: Page) -> str:
    """The language of a page's title where it is not the active one; else empty."""
    language = text_language(page)
    return "" if language == get_language() else language


def main_menu(request: HttpRequest) -> list[MenuLink]:
    """What editors chose, or else the pages under home that ask for it, in the tree's order; then
    the plugins' entries."""
    links = _chosen(request, "main")
    if links is None:
        links = _to_pages(request, material_of(request).menu)
    entries = [
        (item.order, plugin.slug, item)
        for plugin in registry.plugins()
        for item in plugin.nav
        if item.permission is None
    ]
    for _order, slug, item in sorted(entries, key=lambda entry: entry[:2]):
        try:
            url = reverse(f"{namespace(slug)}:{item.url_name}")
        except NoReverseMatch:
            continue
        links.append(_link(item.label, url, request.path))
    return links


def footer_links(request: HttpRequest) -> list[MenuLink]:
    """What editors chose, or else three pages (see ``FOOTER_SLUGS``); then people's own data, and
    the API."""
    links = _chosen(request, "footer")
    if links is None:
        links = _to_pages(request, material_of(request).footer)
    return links + links_beside_pages()


def _to_pages(request: HttpRequest, pages: Iterable[Page]) -> list[MenuLink]:
    known = material_of(request).addresses
    return [
        _link(page.title, url, request.path, other_language(page))
        for page in pages
        if (url := known.get(page.pk) or page.get_url(request))
    ]


def _chosen(request: HttpRequest, menu: str) -> list[MenuLink] | None:
    """The links that editors put into a menu; None while they chose none."""
    chosen = [link for link in chosen_links() if link.menu == menu]
    if not chosen:
        return None
    pages = material_of(request).linked_from_menus
    links: list[MenuLink] = []
    for link in chosen:
        if link.page_key is None:
            label, language = link.own_label()
            links.append(_link(label, link.address, request.path, language))
        elif link.page_key in pages:
            links += _to_pages(request, [pages[link.page_key]])
    return links


def links_beside_pages() -> list[MenuLink]:
    """Those of the footer's links that ask the database nothing, as an error page needs them."""
    links = []
    for label, name in ((_("Sus datos personales"), RIGHTS), (_("API abierta"), API_DOCUMENTATION)):
        with contextlib.suppress(NoReverseMatch):
            links.append(MenuLink(label=label, url=reverse(name)))
    return links


def breadcrumb(request: HttpRequest, page: Page) -> list[MenuLink]:
    """From home down to the page's parent; empty on home itself."""
    home = home_of(request)
    if home is None or page.pk == home.pk or page.depth is None:
        return []
    trail = [MenuLink(label=_("Inicio"), url=home.get_url(request) or home_address())]
    trail += [
        MenuLink(
            label=ancestor.title,
            url=ancestor.get_url(request) or "",
            language=other_language(ancestor),
        )
        for ancestor in ancestors_of(page, home)
    ]
    return trail
