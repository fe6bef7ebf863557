"""What the platform adds to Wagtail: the rule of publication, and the admin's start page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest
from laces.components import Component
from wagtail import hooks
from wagtail.admin.views.account import AvatarSettingsPanel
from wagtail.models import Page

from sello_site.plugin_registry import registry
from sello_site.publication import (
    hidden_branches,
    is_published_but_for_restrictions,
    is_restricted,
)
from sello_site.published_files import is_referred_to_for, only_referred_to
from sello_site.signals import collect, dashboard_tiles

# Its form takes files that nothing has judged, and nothing here serves them.
AvatarSettingsPanel.is_active = lambda self: False


@hooks.register("before_serve_page", order=-100)
def serve_published_pages_only(
    page: Page, request: HttpRequest, arguments: Sequence[Any], keywords: dict[str, Any]
) -> None:
    """404 for what search, menus, sitemap and API leave out; restrictions are Wagtail's to ask.

    Wagtail would serve an expired page until a job unpublished it, a live page below a draft, and
    the bare title of a page whose plugin is gone.
    """
    branches = hidden_branches(request)
    if not is_published_but_for_restrictions(page, branches):
        raise Http404
    if not is_restricted(page, branches):
        # Wagtail asks for the page's restrictions next; this spares it the question.
        page._sello_unrestricted = True


@hooks.register("before_serve_document", order=100)
def serve_published_documents_only(document: Any, request: HttpRequest) -> None:
    """404 unless a page that the reader may read refers to the document, or the reader writes.

    After Wagtail's own hook, which sends to sign in where the collection asks for it; whom a
    restricted collection lets in, it was made for.
    """
    if request.user.is_authenticated:
        may_read = (
            request.user.has_perm("wagtailadmin.access_admin")
            or document.collection.get_view_restrictions().exists()
            or is_referred_to_for(document, request)
        )
    else:
        found = type(document).objects.filter(pk=document.pk)
        may_read = only_referred_to(found, request).exists()
    if not may_read:
        raise Http404


class QuarantinedPlugins(Component):
    """A banner that names the plugins which were set aside, and why."""

    order = 1
    template_name = "sello_site/quarantined_plugins.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"quarantined": list(registry.quarantined.values())}


class DashboardTiles(Component):
    """What plugins have to say on the admin's start page."""

    order = 150
    template_name = "sello_site/dashboard_tiles.html"

    def __init__(self, tiles: list[Any]) -> None:
        self.tiles = tiles

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"tiles": self.tiles}


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Any]) -> None:
    if registry.quarantined:
        panels.append(QuarantinedPlugins())
    tiles = collect(dashboard_tiles, request=request)
    if tiles:
        panels.append(DashboardTiles(tiles))
