"""The graphic material plugin: posters, leaflets and pictures to share, in many languages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sello_site.plugins import PUBLIC, Plugin

_ALL = "SELECT, INSERT, UPDATE, DELETE"


class GraphicsPlugin(Plugin):
    name = "sello_graphics"
    label = "sello_graphics"
    slug = "graphics"
    title = verbose_name = _("Material gráfico")
    requires = ("pages", "map")
    url_prefix = "descargas"
    search_kinds = {"graphic": _("Material gráfico")}
    access = {"file": PUBLIC, "archive": PUBLIC}
    public_models = ("GraphicIndexPage", "GraphicPage", "GraphicFile")
    # Counting a download must not empty the page cache.
    private_models = ("DownloadCount",)
    grants = {
        "sello_app": {
            "GraphicIndexPage": _ALL,
            "GraphicPage": _ALL,
            "GraphicFile": _ALL,
            "DownloadCount": "SELECT, INSERT, UPDATE",
        }
    }
    roles = {
        "Edición": ("sello_graphics.view_downloadcount",),
        "Administración": ("sello_graphics.view_downloadcount",),
    }
