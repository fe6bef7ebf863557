"""The plugin's settings, as they were read at the start."""

from __future__ import annotations

from typing import cast

from django.apps import apps

from sello_accounts.apps import AccountsPlugin


def configuration() -> AccountsPlugin.Settings:
    """What operators have set in ``SELLO_ACCOUNTS_…``."""
    plugin = cast("AccountsPlugin", apps.get_app_config("sello_accounts"))
    return cast("AccountsPlugin.Settings", plugin.settings)
