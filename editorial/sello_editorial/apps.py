"""The editorial plugin: what keeps published content right, current and findable by its editors."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sello_site.plugins import Plugin


class EditorialPlugin(Plugin):
    name = "sello_editorial"
    label = "sello_editorial"
    slug = "editorial"
    title = verbose_name = _("Cuidado del contenido")
    requires = ("pages", "accounts")
    private_models = ("ReviewReminder",)
    grants = {
        "sello_app": {
            # Deleted with the page or the person alone.
            "ReviewReminder": "SELECT, INSERT, DELETE",
        }
    }
