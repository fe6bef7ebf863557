"""The pages plugin: home, content pages, blocks, navigation, pictures, search results."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sello_site.plugins import Plugin

_ALL = "SELECT, INSERT, UPDATE, DELETE"


class PagesPlugin(Plugin):
    name = "sello_pages"
    label = "sello_pages"
    slug = "pages"
    title = verbose_name = _("Páginas")
    essential = True
    requires = ("map",)
    url_prefix = "buscar"
    access = {"search": "public", "suggestions": "public"}
    search_kinds = {"page": _("Páginas")}
    public_models = ("HomePage", "ContentPage", "OfficialFigure", "SiteImage", "SiteLink", "Topic")
    private_models = ("SiteRendition",)
    grants = {
        "sello_app": {
            "HomePage": _ALL,
            "ContentPage": _ALL,
            "OfficialFigure": _ALL,
            "SiteImage": _ALL,
            "SiteLink": _ALL,
            "SiteRendition": _ALL,
            "Topic": _ALL,
        }
    }
    roles = {
        "Edición": (
            "sello_pages.add_officialfigure",
            "sello_pages.change_officialfigure",
            "sello_pages.add_topic",
            "sello_pages.change_topic",
            "sello_pages.add_sitelink",
            "sello_pages.change_sitelink",
            "sello_pages.delete_sitelink",
        ),
        "Administración": (
            "sello_pages.add_officialfigure",
            "sello_pages.change_officialfigure",
            "sello_pages.delete_officialfigure",
            "sello_pages.add_topic",
            "sello_pages.change_topic",
            "sello_pages.delete_topic",
            "sello_pages.add_sitelink",
            "sello_pages.change_sitelink",
            "sello_pages.delete_sitelink",
            "wagtailcore.add_workflow",
            "wagtailcore.change_workflow",
            "wagtailcore.delete_workflow",
            "wagtailcore.add_task",
            "wagtailcore.change_task",
            "wagtailcore.delete_task",
            "wagtailcore.add_groupapprovaltask",
            "wagtailcore.change_groupapprovaltask",
            "wagtailcore.delete_groupapprovaltask",
            "wagtailcore.add_site",
            "wagtailcore.delete_site",
        ),
    }
