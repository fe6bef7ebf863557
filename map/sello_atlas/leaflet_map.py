"""Leaflet's map: what django-leaflet's tag prints, and what the policy must allow for it to run.

The tag prints an inline script, and public pages are stored, so they hold no nonce: the policy of
these pages allows that one script by its hash. Nothing in it depends on the reader or the language.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.template import Context, Template
from django.utils.safestring import SafeString

from sello_atlas.configuration import configuration

MAP_ID = "mapa-leaflet"
_TAG = (
    '{% load leaflet_tags %}{% leaflet_map "' + MAP_ID + '" loadevent="DOMContentLoaded"'
    ' csp_nonce="" %}'
)
_SCRIPT = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL)


@dataclass(frozen=True)
class LeafletMap:
    """``markup`` goes into the page as it is; ``source`` is the script's as a policy names it."""

    markup: SafeString
    source: str


@cache
def leaflet_map() -> LeafletMap:
    """The map's markup, the same in all pages. Needs no database."""
    markup = Template(_TAG).render(Context())
    (script,) = _SCRIPT.findall(markup)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return LeafletMap(markup, f"'sha256-{digest}'")


@dataclass(frozen=True)
class Tiles:
    """A background of streets that readers may ask for, and the ``host`` that it comes from."""

    address: str
    attribution: str
    host: str


def tiles() -> Tiles | None:
    """The tiles that the installation offers, if any. They are never loaded by themselves."""
    settings = configuration()
    if not settings.tiles_address:
        return None
    return Tiles(
        address=settings.tiles_address,
        attribution=settings.tiles_attribution,
        host=urlsplit(settings.tiles_address).netloc,
    )


def allow_map(response: HttpResponse) -> HttpResponse:
    """The same response, on which the map's script runs and its tiles, if any, may be shown."""
    needed = {"script-src": [leaflet_map().source]}
    offered = tiles()
    if offered is not None:
        needed["img-src"] = [f"https://{offered.host}"]
    response._csp_update = needed  # type: ignore[attr-defined]  # read by django-csp
    return response


def allow_frames(response: HttpResponse) -> HttpResponse:
    """The same response, which the sites of the setting may show within their pages."""
    sites = list(configuration().embedded_by) or ["'none'"]
    response._csp_replace = {"frame-ancestors": sites}  # type: ignore[attr-defined]  # django-csp
    response.xframe_options_exempt = True  # that header knows no list of sites
    return response
