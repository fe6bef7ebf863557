"""The public pages of the territory. Anonymous and cacheable: they are the same for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sello_atlas.choice import ALL, PAGE_KEYS, STATUSES, Choice, years
from sello_atlas.figures_shown import percent, shown_figures
from sello_atlas.files import file_of
from sello_atlas.leaflet_map import allow_frames, allow_map, leaflet_map, tiles
from sello_atlas.listing import listing
from sello_atlas.places import municipality_address, region_address
from sello_atlas.shading import SHADES, shade_of
from sello_atlas.sources import notice, source_of
from sello_directory.selectors import entry_of
from sello_map.days import today
from sello_map.figures import derived_figures
from sello_map.models import Municipality, Region
from sello_map.selectors import public_history_of, regional_offices
from sello_map.status import StatusKind, standing_on
from sello_pages.reading import KEPT_QUERY
from sello_site.headless.addresses import whole
from sello_site.languages import SOURCE_LANGUAGE
from sello_site.page_cache.wrapper import CACHE_KEYS_HEADER
from sello_site.signals import collect, map_layers


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """``/mapa/?region=13&estado=awarded&ano=2023&q=…``: the municipalities of the programme."""
    choice = Choice.of(request.GET)
    # The same list in another language.
    setattr(request, KEPT_QUERY, f"?{choice.query}" if choice.query else "")
    context = _map_context(choice) | {
        "region_names": Region.objects.values_list("code", "name"),
        "statuses": STATUSES.items(),
        "years": years(choice.today),
        "frame": whole(reverse("atlas:embedded")),
    }
    response = render(request, "atlas/index.html", context)
    if choice.is_narrowed:
        # A view of what crawlers find without the choice.
        response["X-Robots-Tag"] = "noindex, follow"
    return _with_keys(allow_map(response), PAGE_KEYS)


@require_safe
def embedded(request: HttpRequest) -> HttpResponse:
    """``/mapa/insertado/?region=13``: the map alone, for the pages of other sites."""
    choice = Choice.of(request.GET)
    response = render(request, "atlas/embedded.html", _map_context(choice))
    response["X-Robots-Tag"] = "noindex, follow"
    return _with_keys(allow_frames(allow_map(response)), PAGE_KEYS)


def _map_context(choice: Choice) -> dict[str, Any]:
    found = listing(choice)
    return {
        "found": found,
        "choice": choice,
        "query": f"?{choice.query}" if choice.query else "",
        "shares": [
            (region, percent(region.share), shade_of(region.share)) for region in found.regions
        ],
        "shades": SHADES,
        "kinds": StatusKind.choices,
        "geojson": reverse("wagtailapi_v3:municipalities_geojson"),
        "leaflet": leaflet_map(),
        "tiles": tiles(),
        "layers": collect(map_layers, language=get_language() or SOURCE_LANGUAGE),
        "notice": notice(),
    }


@require_safe
def details(request: HttpRequest, code: str) -> HttpResponse:
    """``/mapa/resumen/13101/``: what the map shows beside itself of one municipality."""
    context = _municipality_context(code)
    response = render(request, "atlas/details.html", context)
    response["X-Robots-Tag"] = "noindex"
    return _with_keys(response, ())


@require_safe
def file(request: HttpRequest, suffix: str) -> HttpResponse:
    """``/mapa/municipalidades.csv?…``: what the list shows, for the same choice."""
    return _with_keys(file_of(listing(Choice.of(request.GET)), suffix), PAGE_KEYS)


@require_safe
def municipality(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """``/mapa/13101-santiago/``: where a municipality stands, how it came to it, whom to ask."""
    context = _municipality_context(code)
    commune = context["commune"]
    if name != slugify(commune.name):
        return redirect(municipality_address(code, commune.name), permanent=True)
    return _with_keys(render(request, "atlas/municipality.html", context), ())


def _municipality_context(code: str) -> dict[str, Any]:
    """What is said of one municipality. Raises Http404 when there is none."""
    one = get_object_or_404(
        Municipality.objects.select_related("commune__province__region"), pk=code
    )
    commune = one.commune
    region = commune.province.region
    history = list(public_history_of(code))
    day = today()
    return {
        "municipality": one,
        "commune": commune,
        "address": municipality_address(code, commune.name),
        "region": region,
        "region_address": region_address(region.code, region.name),
        "standing": standing_on(history, day),
        "history": [(event, source_of(event)) for event in history if event.date <= day],
        "offices": regional_offices(region=region.code),
        "directory": entry_of(code),
        "day": day,
        "notice": notice(),
    }


@require_safe
def region(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """``/mapa/region/13-…/``: all municipalities of a region, and its office."""
    one = get_object_or_404(Region, pk=code)
    if name != slugify(one.name):
        return redirect(region_address(code, one.name), permanent=True)
    found = listing(Choice(today(), region=code, status=ALL))
    if not found.rows:
        raise Http404("a region without municipalities")
    share = next((each for each in found.regions if each.code == code), None)
    context = {
        "region": one,
        "found": found,
        "taking_part": sum(1 for row in found.rows if row.takes_part),
        "share": percent(share.share) if share else "",
        "offices": regional_offices(region=code),
        "notice": notice(),
    }
    return _with_keys(render(request, "atlas/region.html", context), ())


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """``/mapa/cifras/``: what the register comes to, once SERMIG has said that it is complete."""
    found = derived_figures()
    context: dict[str, Any] = {"shown": shown_figures(found), "found": found, "notice": notice()}
    return _with_keys(render(request, "atlas/figures.html", context), ())


def _with_keys(response: HttpResponse, keys: Sequence[str]) -> HttpResponse:
    response[CACHE_KEYS_HEADER] = ",".join(keys)
    return response
