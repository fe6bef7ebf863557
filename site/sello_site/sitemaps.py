"""What crawlers ask for first: the sitemap of published pages, and robots.txt."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps.views import SitemapIndexItem, x_robots_tag
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap
from wagtail.models import Locale, Page

from sello_site.languages import LANGUAGES, PREFIXES, SOURCE_LANGUAGE
from sello_site.plugin_registry import registry
from sello_site.publication import published_pages
from sello_site.translations.state import unlisted_translations
from sello_site.zones import DESK_PATH, PERSONAL_PATH

# Nothing in these is for a search engine; results would be searches of searches.
_NOT_FOR_CRAWLERS_IN_ANY_LANGUAGE = (PERSONAL_PATH, "buscar/")
_NOT_FOR_CRAWLERS = (
    *("admin/", "_util/", "cuenta/", DESK_PATH),
    *_NOT_FOR_CRAWLERS_IN_ANY_LANGUAGE,
)


TEXTS_AT_ONCE = 2_000
"""Texts in one file, each in all its languages: the protocol takes 50,000 addresses and 50 MB, and
an address that names its versions in five languages takes more than a kilobyte."""


class PublishedPages(Sitemap):
    """Wagtail's sitemap over the pages that a stranger may read, with public addresses.

    Left out is what search engines are asked not to list: pages that repeat the Spanish text under
    another language, and machine translations that nobody has reviewed. All versions of a text
    stand in the same file, so that each can name the others.
    """

    limit = 50_000

    def __init__(self, request: HttpRequest, part: int | None = None) -> None:
        super().__init__(request)
        self.part = part

    def listed(self) -> Any:
        return published_pages(self.request).exclude(pk__in=unlisted_translations().values("pk"))

    def number_of_parts(self) -> int:
        """Into how many files the pages go; at least one."""
        texts = self.listed().order_by().aggregate(n=Count("translation_key", distinct=True))["n"]
        return max(1, -(-texts // TEXTS_AT_ONCE))

    def items(self) -> Any:
        pages = self.listed()
        if self.part is not None:
            texts = self.listed().order_by("translation_key").values("translation_key").distinct()
            begin = (self.part - 1) * TEXTS_AT_ONCE
            pages = pages.filter(translation_key__in=texts[begin : begin + TEXTS_AT_ONCE])
        return pages.order_by("path").defer_streamfields().specific()

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        """The entries of one file of the sitemap; the first of each page tells of its versions."""
        urls: list[dict[str, Any]] = []
        first: list[tuple[Page, dict[str, Any]]] = []
        for item in self.paginator.page(page).object_list:
            entries = item.get_sitemap_urls(self.request)
            for entry in entries:
                entry["location"] = _whole(entry["location"])
            first += [(item, entry) for entry in entries[:1]]
            urls += entries
        codes = dict(Locale.objects.values_list("pk", "language_code"))
        versions: dict[Any, dict[str, str]] = {}
        for item, entry in first:
            known = versions.setdefault(item.translation_key, {})
            known[codes[item.locale_id]] = entry["location"]
        for item, entry in first:
            if len(versions[item.translation_key]) > 1:
                entry["alternates"] = _alternates(versions[item.translation_key])
        changes = [entry["lastmod"] for entry in urls if entry.get("lastmod") is not None]
        if changes and len(changes) == len(urls):
            self.latest_lastmod = max(changes)
        return urls


def _whole(location: str) -> str:
    """Behind a proxy Wagtail's site record knows neither host nor scheme of its readers."""
    return settings.SELLO_PUBLIC_URL + urlsplit(location).path


def _alternates(versions: dict[str, str]) -> list[dict[str, str]]:
    """All versions, as each of them says; readers of other languages are led to the Spanish one."""
    found = [
        {"lang_code": code, "location": versions[code]}
        for code, _name in LANGUAGES
        if code in versions
    ]
    if SOURCE_LANGUAGE in versions:
        found.append({"lang_code": "x-default", "location": versions[SOURCE_LANGUAGE]})
    return found


@require_safe
@x_robots_tag
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """``/sitemap.xml``: all pages, or where they are listed when there are too many for one file;
    cacheable like any public page."""
    pages = PublishedPages(request)
    number = pages.number_of_parts()
    if number == 1:
        return wagtail_sitemap(request, sitemaps={"pages": pages})
    parts = [
        SitemapIndexItem(settings.SELLO_PUBLIC_URL + reverse("sitemap_part", args=[part]))
        for part in range(1, number + 1)
    ]
    return TemplateResponse(
        request, "sitemap_index.xml", {"sitemaps": parts}, content_type="application/xml"
    )


@require_safe
def sitemap_part(request: HttpRequest, number: int) -> HttpResponseBase:
    """``/sitemap-2.xml``: one file of those that the index names."""
    if not 1 <= number <= PublishedPages(request).number_of_parts():
        raise Http404("no such part of the sitemap")
    return wagtail_sitemap(request, sitemaps={"pages": PublishedPages(request, number)})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """``/robots.txt``. A demonstration asks not to be found: its content is no fact."""
    lines = ["User-agent: *"]
    if settings.SELLO_DEMO:
        lines.append("Disallow: /")
    else:
        lines += [f"Disallow: /{path}" for path in _NOT_FOR_CRAWLERS]
        lines += [
            f"Disallow: /{language}/{path}"
            for language in PREFIXES
            for path in _NOT_FOR_CRAWLERS_IN_ANY_LANGUAGE
        ]
        lines += ["", *(f"Sitemap: {settings.SELLO_PUBLIC_URL}{path}" for path in _sitemaps())]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def _sitemaps() -> list[str]:
    """Paths of all sitemaps: that of the pages, and those of what plugins show besides."""
    with translation.override(SOURCE_LANGUAGE):
        own = [
            reverse(f"{plugin.slug}:{plugin.sitemap}")
            for plugin in registry.plugins()
            if plugin.sitemap is not None
        ]
    return [reverse("sitemap"), *own]
