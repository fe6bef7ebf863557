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
    access = {"search": "public"}
    public_models = ("HomePage", "ContentPage", "OfficialFigure", "SiteImage")
    private_models = ("SiteRendition",)
    grants = {
        "sello_app": {
            "HomePage": _ALL,
            "ContentPage": _ALL,
            "OfficialFigure": _ALL,
            "SiteImage": _ALL,
            "SiteRendition": _ALL,
        }
    }
    roles = {
        "Edición": (
            "sello_pages.add_officialfigure",
            "sello_pages.change_officialfigure",
        ),
        "Administración": (
            "sello_pages.add_officialfigure",
            "sello_pages.change_officialfigure",
            "sello_pages.delete_officialfigure",
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
