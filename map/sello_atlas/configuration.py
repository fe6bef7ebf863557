"""The plugin's settings, as they were read at the start."""

from __future__ import annotations

from typing import cast

from django.apps import apps

from sello_atlas.apps import AtlasPlugin


def configuration() -> AtlasPlugin.Settings:
    """What operators have set in ``SELLO_ATLAS_…``."""
    plugin = cast("AtlasPlugin", apps.get_app_config("sello_atlas"))
    return cast("AtlasPlugin.Settings", plugin.settings)
