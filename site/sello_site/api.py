"""The open API: Wagtail's v3 API with the plugins' routers on the same OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sello_site.plugin_registry import registry
from sello_site.routes import api_prefix, withhold_undeclared_operations

if TYPE_CHECKING:
    from ninja import NinjaAPI


def build_api() -> NinjaAPI:
    """Wagtail's API object with every plugin's ``api.router`` added under ``/plugins/<slug>/``.

    Called once, while the URLconf loads: ninja refuses routers after its addresses were read. A
    plugin whose router is refused is quarantined.
    """
    from wagtail.api.v3.api import api  # inline: its schemas need all models loaded

    api.title = "Sello Migrante API"
    for plugin in registry.plugins():
        with registry.containing(plugin, "api"):
            found = plugin.submodule("api")
            if found is not None:
                withhold_undeclared_operations(plugin)
                api.add_router(f"/{api_prefix(plugin.slug)}/", found.router, tags=[plugin.slug])
    return api
