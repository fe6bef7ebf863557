"""What the plugin adds to Wagtail's admin and to its rich text."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Locale
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from sello_pages.figures import OfficialFigure
from sello_pages.links_in_text import GatheredDocumentLinkHandler, ReadablePageLinkHandler
from sello_pages.site_links import SiteLink
from sello_pages.taxonomy import Topic


class OfficialFigureViewSet(SnippetViewSet):
    model = OfficialFigure
    icon = "order"
    menu_label = _("Cifras oficiales")
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["value", "label", "date", "source", "position"]
    ordering = ["position", "key"]


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    menu_label = _("Temas")
    menu_order = 255
    add_to_admin_menu = True
    list_display = ["name", "key", "position"]
    ordering = ["position", "key"]


class SiteLinkViewSet(SnippetViewSet):
    model = SiteLink
    icon = "link"
    menu_label = _("Menú y pie de página")
    menu_order = 258
    add_to_admin_menu = True
    list_display = ["__str__", "menu", "position"]
    list_filter = ["menu"]
    ordering = ["menu", "position", "pk"]


register_snippet(OfficialFigureViewSet)
register_snippet(TopicViewSet)
register_snippet(SiteLinkViewSet)


# Late, so that it replaces Wagtail's own handlers.
@hooks.register("register_rich_text_features", order=100)
def take_links_from_what_was_gathered(features: Any) -> None:
    features.register_link_type(ReadablePageLinkHandler)
    features.register_link_type(GatheredDocumentLinkHandler)


@hooks.register("construct_settings_menu")
def show_languages_only_to_those_who_may_open_them(request: Any, menu_items: list[Any]) -> None:
    """Wagtail shows the entry to whoever manages sites, and then turns them away."""
    policy = policy_registry.get_by_type(Locale)
    if not policy.user_has_any_permission(request.user, ["add", "change", "delete"]):
        # By its address: its name is made of its label, in whatever language that is.
        locales = reverse("wagtaillocales:index")
        menu_items[:] = [item for item in menu_items if item.url != locales]
