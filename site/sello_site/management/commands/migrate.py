"""``migrate`` as the owner's login, then grants, triggers and roles as declared."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from sello_site.after_migrate import after_migrate
from sello_site.database_settings import django_database


class Command(MigrateCommand):
    """The run-time login owns nothing, so the schema is changed by SELLO_DATABASE_OWNER_URL's.

    Without that setting the run-time login is used, for installations with a single login.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with _as_owner(connection):
            super().handle(*args, **options)
            if not (options.get("plan") or options.get("check_unapplied")):
                after_migrate(connection)


@contextlib.contextmanager
def _as_owner(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Lends the connection the owner's login; afterwards, failed or not, it is as it was."""
    if not settings.SELLO_DATABASE_OWNER_URL or connection.alias != "default":
        yield
        return
    owner = django_database(settings.SELLO_DATABASE_OWNER_URL)
    lent = {key: owner[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    before = {key: connection.settings_dict[key] for key in lent}
    connection.close()
    # In place: Django's own objects hold this very dictionary. The name stays, since the test run
    # has put its own there.
    connection.settings_dict.update(lent)
    try:
        yield
    finally:
        # A connection of the owner must not be left for later queries of this process.
        connection.close()
        connection.settings_dict.update(before)
