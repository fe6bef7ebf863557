"""The accounts plugin: people of the editorial and desk zones."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sello_site.plugins import Plugin


class AccountsPlugin(Plugin):
    name = "sello_accounts"
    label = "sello_accounts"
    slug = "accounts"
    title = verbose_name = _("Cuentas")
    essential = True
    private_models = ("User",)
    grants = {"sello_app": {"User": "SELECT, INSERT, UPDATE, DELETE"}}
    roles = {
        "Administración": (
            "sello_accounts.add_user",
            "sello_accounts.change_user",
            "sello_accounts.delete_user",
        )
    }
