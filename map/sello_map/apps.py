"""The map plugin: the territory, its municipalities, and later the map itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sello_site.plugins import Plugin

_ALL = "SELECT, INSERT, UPDATE, DELETE"


class MapPlugin(Plugin):
    name = "sello_map"
    label = "sello_map"
    slug = "map"
    title = verbose_name = _("Territorio")
    essential = True
    public_models = ("Region", "Province", "Commune", "Municipality")
    grants = {
        "sello_app": {"Region": _ALL, "Province": _ALL, "Commune": _ALL, "Municipality": _ALL}
    }
