"""Menus: the main menu, the footer's links, and where a page lies."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from sello_pages.material import material_of
from sello_pages.routing import ancestors_of
from sello_site.plugin_registry import registry
from sello_site.publication import only_published
from sello_site.routes import namespace

API_DOCUMENTATION = "wagtailapi_v3:openapi-view"


@dataclass(frozen=True)
class MenuLink:
    """A link of a menu. ``is_open``: the reader is somewhere below it."""

    label: Any
    url: str
    is_current: bool = False
    is_open: bool = False


def _link(label: Any, url: str, path: str) -> MenuLink:
    return MenuLink(
        label=label, url=url, is_current=path == url, is_open=url != "/" and path.startswith(url)
    )


def main_menu(request: HttpRequest) -> list[MenuLink]:
    """The pages under home that ask for it, in the tree's order, then the plugins' entries."""
    links = [
        _link(page.title, url, request.path)
        for page in material_of(request).menu
        if (url := page.get_url(request))
    ]
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
    """The pages that every page leads to (see ``FOOTER_SLUGS``), and the open API."""
    links = [
        _link(page.title, url, request.path)
        for page in material_of(request).footer
        if (url := page.get_url(request))
    ]
    with contextlib.suppress(NoReverseMatch):
        links.append(MenuLink(label=_("API abierta"), url=reverse(API_DOCUMENTATION)))
    return links


def languages(request: HttpRequest, page: Page) -> list[MenuLink]:
    """The page in each language in which it is published; empty while the site has one language."""
    if len(settings.LANGUAGES) < 2:
        return []
    names = dict(settings.LANGUAGES)
    versions = only_published(page.get_translations(inclusive=True), request)
    return [
        MenuLink(
            label=names.get(version.locale.language_code, version.locale.language_code),
            url=version.get_url(request) or "",
            is_current=version.pk == page.pk,
        )
        for version in versions.select_related("locale")
    ]


def breadcrumb(request: HttpRequest, page: Page) -> list[MenuLink]:
    """From home down to the page's parent; empty on home itself."""
    site = Site.find_for_request(request)
    if site is None or page.pk == site.root_page_id or page.depth is None:
        return []
    home = site.root_page
    trail = [MenuLink(label=_("Inicio"), url=home.get_url(request) or "/")]
    trail += [
        MenuLink(label=ancestor.title, url=ancestor.get_url(request) or "")
        for ancestor in ancestors_of(page, home)
    ]
    return trail
