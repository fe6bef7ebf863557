"""The guides plugin: technical guides, and later graphic material."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sello_site.plugins import Plugin

_ALL = "SELECT, INSERT, UPDATE, DELETE"


class GuidesPlugin(Plugin):
    name = "sello_guides"
    label = "sello_guides"
    slug = "guides"
    title = verbose_name = _("Guías")
    requires = ("pages",)
    public_models = ("GuideIndexPage", "GuidePage")
    grants = {"sello_app": {"GuideIndexPage": _ALL, "GuidePage": _ALL}}
    roles = {
        # Authors write; that a guide was validated is stated by those who publish.
        "Edición": ("sello_guides.validate_guide",),
        "Administración": ("sello_guides.validate_guide",),
    }
