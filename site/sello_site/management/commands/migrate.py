"""``migrate`` as the owner's login, then grants, triggers and roles as declared."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections

from sello_site.database_settings import django_database
from sello_site.after_migrate import after_migrate


class Command(MigrateCommand):
    """The run-time login owns nothing, so the schema is changed by SELLO_DATABASE_OWNER_URL's.

    Without that setting the run-time login is used, for installations with a single login.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        before = dict(connection.settings_dict)
        if settings.SELLO_DATABASE_OWNER_URL and options["database"] == "default":
            owner = django_database(settings.SELLO_DATABASE_OWNER_URL)
            connection.close()
            # In place: Django's own objects hold this very dictionary. The name stays, since the
            # test run has put its own there.
            connection.settings_dict.update(
                {key: owner[key] for key in ("USER", "PASSWORD", "HOST", "PORT")}
            )
        try:
            super().handle(*args, **options)
            if not (options.get("plan") or options.get("check_unapplied")):
                after_migrate(connection)
        finally:
            if connection.settings_dict["USER"] != before["USER"]:
                connection.close()
                connection.settings_dict.update(before)
