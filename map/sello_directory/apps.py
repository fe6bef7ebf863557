"""The directory plugin: what each municipality says of its own office and services."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sello_site.plugins import SIGNED_IN, Plugin

_ALL = "SELECT, INSERT, UPDATE, DELETE"
_REVIEWS = ("sello_directory.review_proposal",)


class DirectoryPlugin(Plugin):
    name = "sello_directory"
    label = "sello_directory"
    slug = "directory"
    title = verbose_name = _("Directorio municipal")
    requires = ("map", "accounts")
    url_prefix = "directorio"
    # Open to everybody with an account; whose municipality it is, the views ask of the rights.
    access = dict.fromkeys(("index", "entry", "withdraw", "confirm", "review"), SIGNED_IN)
    public_models = ("DirectoryEntry", "DirectoryService")
    private_models = ("Proposal", "ProposedService", "DirectoryEvent")
    grants = {
        "sello_app": {
            "DirectoryEntry": "SELECT, INSERT, UPDATE",
            "DirectoryService": _ALL,
            # Kept with their decision, never deleted.
            "Proposal": "SELECT, INSERT, UPDATE",
            "ProposedService": _ALL,
            "DirectoryEvent": "SELECT, INSERT",
        }
    }
    roles = {"Edición": _REVIEWS, "Administración": _REVIEWS}
