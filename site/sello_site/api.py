"""The open API: Wagtail's v3 API with the plugins' routers on the same OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sello_site.api_mistakes import answered
from sello_site.plugin_registry import registry
from sello_site.routes import api_prefix, withhold_undeclared_operations

if TYPE_CHECKING:
    from ninja import NinjaAPI


def build_api() -> NinjaAPI:
    """Wagtail's API object with every plugin's ``api.router`` added under ``/plugins/<slug>/``.

    Called once, while the URLconf loads: ninja refuses routers after its addresses were read. A
    plugin whose router is refused is quarantined.
    """
    # inline: their schemas need all models loaded
    from wagtail.api.v3.api import api
    from wagtail.locales.api.v3.router import router as locales_router

    from sello_site.headless import change_routes, preview_routes, site_routes
    from sello_site.headless.document_page import DocumentPage
    from sello_site.headless.page_routes import put_in_place
    from sello_site.headless.tokens import hold_tokens_to_their_terms

    hold_tokens_to_their_terms()
    put_in_place()
    # Left out by wagtail-localize, whose app takes the place of the one that adds it.
    api.add_router("/locales/", locales_router)
    api.add_router("/changes/", change_routes.router)
    api.add_router("/languages/", site_routes.languages_router)
    api.add_router("/menus/", site_routes.menus_router)
    api.add_router("/alerts/", site_routes.alerts_router)
    api.add_router("/preview/", preview_routes.router)
    api.title = "Sello Migrante API"
    api.docs = DocumentPage()
    api.add_decorator(answered, mode="operation")
    for plugin in registry.plugins():
        with registry.containing(plugin, "api"):
            found = plugin.submodule("api")
            if found is not None:
                withhold_undeclared_operations(plugin)
                api.add_router(f"/{api_prefix(plugin)}/", found.router, tags=[plugin.slug])
    return api
