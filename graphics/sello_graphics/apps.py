"""The graphic material plugin: posters, leaflets and pictures to share, in many languages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sello_site.plugins import Plugin


class GraphicsPlugin(Plugin):
    name = "sello_graphics"
    label = "sello_graphics"
    slug = "graphics"
    title = verbose_name = _("Material gráfico")
    requires = ("pages",)
