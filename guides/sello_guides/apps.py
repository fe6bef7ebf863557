"""The guides plugin: technical guides, and later graphic material."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sello_site.plugins import Plugin


class GuidesPlugin(Plugin):
    name = "sello_guides"
    label = "sello_guides"
    slug = "guides"
    title = verbose_name = _("Guías")
    requires = ("pages",)
