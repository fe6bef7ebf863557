"""The editorial plugin: what keeps published content right, current and findable by its editors."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sello_site.plugins import Plugin

_ALL = "SELECT, INSERT, UPDATE, DELETE"
_KEEPS_LINKS = (
    "sello_editorial.view_externallink",
    "sello_editorial.change_externallink",
    "sello_editorial.view_inventory",
    "sello_editorial.replace_text",
    "sello_editorial.change_withdrawnaddress",
)


class EditorialPlugin(Plugin):
    name = "sello_editorial"
    label = "sello_editorial"
    slug = "editorial"
    title = verbose_name = _("Cuidado del contenido")
    requires = ("pages", "accounts")
    private_models = (
        "ExternalLink",
        "ExternalLinkUse",
        "PageCheck",
        "ReviewReminder",
        "WithdrawnAddress",
    )
    grants = {
        "sello_app": {
            # Deleted with the page or the person alone.
            "ReviewReminder": "SELECT, INSERT, DELETE",
            "ExternalLink": _ALL,
            "ExternalLinkUse": _ALL,
            "PageCheck": _ALL,
            "WithdrawnAddress": _ALL,
        }
    }
    roles = {
        "Autoría": ("sello_editorial.view_externallink", "sello_editorial.view_inventory"),
        "Edición": _KEEPS_LINKS,
        "Administración": _KEEPS_LINKS,
    }

    def ready(self) -> None:
        # inline: these import models, which is possible only now
        from sello_editorial import history
        from sello_editorial.checking import copies, editor, gate

        gate.install()
        copies.install()
        editor.install()
        history.install()
