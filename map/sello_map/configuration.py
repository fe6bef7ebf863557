"""The plugin's settings, as they were read at the start."""

from __future__ import annotations

from typing import cast

from django.apps import apps

from sello_map.apps import MapPlugin


def configuration() -> MapPlugin.Settings:
    """What operators have set in ``SELLO_MAP_…``."""
    plugin = cast("MapPlugin", apps.get_app_config("sello_map"))
    return cast("MapPlugin.Settings", plugin.settings)
