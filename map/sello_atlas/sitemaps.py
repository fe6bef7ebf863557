"""Where search engines find the places: they are no pages, so the site's sitemap lacks them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.contrib.sitemaps.views import x_robots_tag
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from sello_atlas.places import municipality_address, places, region_address
from sello_site.languages import LANGUAGES
from sello_site.page_cache.wrapper import CACHE_KEYS_HEADER

Address = Callable[[], str]
"""The address of a page in the active language."""


class PlacesSitemap(Sitemap):
    """List, figures, regions and municipalities, each in every language and naming the others."""

    i18n = True
    alternates = True
    x_default = True
    languages = [code for code, _name in LANGUAGES]

    def items(self) -> Sequence[Address]:
        everything = places()
        regions = {place.region_code: place.region for place in everything}
        return [
            lambda: reverse("atlas:index"),
            lambda: reverse("atlas:figures"),
            *(lambda place=place: region_address(*place) for place in regions.items()),
            *(
                lambda place=place: municipality_address(place.code, place.name)
                for place in everything
            ),
        ]

    def location(self, item: Address) -> str:
        return item()

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> Any:
        # Behind a proxy nothing in the request tells the public address.
        scheme, _, domain = settings.SELLO_PUBLIC_URL.partition("://")
        return self._urls(page, scheme, domain)  # type: ignore[attr-defined]  # Django's own step


@require_safe
@x_robots_tag
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """``/mapa/sitemap.xml``, which ``robots.txt`` names."""
    response = sitemap_view(request, sitemaps={"places": PlacesSitemap()})
    response.headers[CACHE_KEYS_HEADER] = ""
    return response
