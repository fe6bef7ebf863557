"""The guides plugin: technical guides, and later graphic material."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sello_site.plugins import PUBLIC, Plugin

_ALL = "SELECT, INSERT, UPDATE, DELETE"
_PUBLISHERS = (
    "sello_guides.validate_guide",
    "sello_guides.view_guideopinion",
    "sello_guides.delete_guideopinion",
)


class GuidesPlugin(Plugin):
    name = "sello_guides"
    label = "sello_guides"
    slug = "guides"
    title = verbose_name = _("Guías")
    requires = ("pages",)
    url_prefix = "guia"
    access = {"pdf": PUBLIC, "opinion": PUBLIC, "thanks": PUBLIC}
    search_kinds = {"guide": _("Guías")}
    public_models = ("GuideIndexPage", "GuidePage")
    # An opinion changes no page.
    private_models = ("GuideOpinion",)
    grants = {"sello_app": {"GuideIndexPage": _ALL, "GuidePage": _ALL, "GuideOpinion": _ALL}}
    # Authors write; those who publish validate, and read what readers say.
    roles = {"Edición": _PUBLISHERS, "Administración": _PUBLISHERS}
