"""What follows each migration, in the owner's connection: grants, triggers, roles."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from sello_site.grants import apply_grants
from sello_site.page_cache.public_tables import public_tables
from sello_site.page_cache.triggers import sync_triggers
from sello_site.plugin_registry import public_models
from sello_site.roles import synchronise_roles


def after_migrate(connection: BaseDatabaseWrapper) -> None:
    """Brings grants, cache triggers and roles to what the code declares; can be repeated."""
    apply_grants(connection)
    synchronise_roles()
    sync_triggers(connection, public_tables(public_models()))
