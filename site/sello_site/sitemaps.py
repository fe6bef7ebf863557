"""What crawlers ask for first: the sitemap of published pages, and robots.txt."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap

from sello_site.publication import published_pages
from sello_site.zones import DESK_PATH, PERSONAL_PATH

# Nothing in these is for a search engine; results would be searches of searches.
_NOT_FOR_CRAWLERS = ("admin/", "_util/", "cuenta/", PERSONAL_PATH, DESK_PATH, "buscar/")


class PublishedPages(Sitemap):
    """Wagtail's sitemap over the pages that a stranger may read, with public addresses."""

    def items(self) -> Any:
        home = self.get_wagtail_site().root_page
        pages = published_pages(self.request).order_by("path").defer_streamfields()
        if not settings.WAGTAIL_I18N_ENABLED:
            pages = pages.descendant_of(home, inclusive=True)
        return pages.specific()

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        """Behind a proxy Wagtail's site record knows neither host nor scheme of its readers."""
        urls = super()._urls(page, protocol, domain)
        for url in urls:
            url["location"] = settings.SELLO_PUBLIC_URL + urlsplit(url["location"]).path
        return urls


@require_safe
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """``/sitemap.xml``; cacheable like any public page."""
    return wagtail_sitemap(request, sitemaps={"pages": PublishedPages})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """``/robots.txt``. A demonstration asks not to be found: its content is no fact."""
    lines = ["User-agent: *"]
    if settings.SELLO_DEMO:
        lines.append("Disallow: /")
    else:
        lines += [f"Disallow: /{path}" for path in _NOT_FOR_CRAWLERS]
        lines += ["", f"Sitemap: {settings.SELLO_PUBLIC_URL}/sitemap.xml"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
