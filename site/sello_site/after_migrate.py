"""What follows each migration, in the owner's connection: grants, triggers, roles, plugins."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from sello_site.grants import apply_grants
from sello_site.page_cache.installation import sync_declared_triggers
from sello_site.plugin_registry import registry
from sello_site.roles import synchronise_roles
from sello_site.translations.locales import ensure_locales


def after_migrate(connection: BaseDatabaseWrapper) -> None:
    """Brings the database to what the code declares; can be repeated.

    A plugin may have a module ``after_migrate`` with a function ``after_migrate()``, for rows that
    it cannot do without (page permissions, a workflow); it must be repeatable too. One that raises
    fails the command: half a set of permissions is worse than a migration to be run again.
    """
    with connection.cursor() as cursor:
        if "auth_group" not in connection.introspection.table_names(cursor):
            return  # a migration of single apps, on a database that is not complete yet
    apply_grants(connection)
    sync_declared_triggers(connection)
    synchronise_roles()
    ensure_locales()
    for plugin in registry.plugins():
        module = plugin.submodule("after_migrate")
        if module is not None:
            module.after_migrate()
