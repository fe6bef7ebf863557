"""The atlas plugin: what the public sees of the territory, as lists, pages, files and data."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from sello_atlas.setting_forms import parse_sites, parse_tiles_address
from sello_site.plugins import PUBLIC, NavItem, Plugin


class AtlasPlugin(Plugin):
    name = "sello_atlas"
    label = "sello_atlas"
    slug = "atlas"
    title = verbose_name = _("Mapa de municipios")
    requires = ("pages", "map", "directory")
    url_prefix = "mapa"
    api_path = "map"
    nav = (NavItem(_("Mapa"), "index", order=40),)
    search_kinds = {"municipality": _("Municipalidades"), "region": _("Regiones")}
    sitemap = "sitemap"
    access = {
        "sitemap": PUBLIC,
        "index": PUBLIC,
        "embedded": PUBLIC,
        "details": PUBLIC,
        "figures": PUBLIC,
        "file": PUBLIC,
        "municipality": PUBLIC,
        "region": PUBLIC,
        "contact": PUBLIC,
        "sent": PUBLIC,
        "municipalities_geojson": PUBLIC,
        "municipalities_csv": PUBLIC,
        "list_regions": PUBLIC,
        "list_figures": PUBLIC,
    }

    @dataclass(frozen=True)
    class Settings:
        tiles_address: str = field(
            default="",
            metadata={
                "purpose": "Background of streets that readers may load into the map, by a button "
                "that says whom their browser then asks. Without it there is no such button.",
                "parse": parse_tiles_address,
                "expected": "https address with {z}, {x} and {y}",
            },
        )
        tiles_attribution: str = field(
            default="",
            metadata={
                "purpose": "Whom the background of streets is by; its licence may demand it."
            },
        )
        embedded_by: tuple[str, ...] = field(
            default=("*",),
            metadata={
                "purpose": "Sites that may show the map within their pages; * for all, empty for "
                "none.",
                "parse": parse_sites,
                "expected": "https addresses of sites, or *",
            },
        )
