"""Statement triggers that tell the listeners of all hosts about writes to public tables."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from sello_site.page_cache.public_tables import PublicTables

CHANNEL = "sello_public_changed"

_TRIGGER = "sello_public_changed"
_UPDATE_TRIGGER = "sello_public_updated"

# NOTIFY is sent when the transaction commits, once however often it is called, and by the server,
# so it survives a writer that dies right after its COMMIT.
_FUNCTIONS = """
CREATE OR REPLACE FUNCTION public.sello_public_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM pg_notify('sello_public_changed', '');
    RETURN NULL;
END $$;

-- Takes the columns that no public page shows. Comparing rows, rather than naming columns in the
-- trigger, lets later migrations change the type of any column. TG_ARGV is NULL when empty.
CREATE OR REPLACE FUNCTION public.sello_public_updated() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (
        SELECT to_jsonb(n) - coalesce(TG_ARGV, '{}') FROM new_rows n
        EXCEPT ALL
        SELECT to_jsonb(o) - coalesce(TG_ARGV, '{}') FROM old_rows o
    ) THEN
        PERFORM pg_notify('sello_public_changed', '');
    END IF;
    RETURN NULL;
END $$;
"""


def sync_triggers(connection: BaseDatabaseWrapper, tables: PublicTables) -> None:
    """Make exactly these tables announce their changes; run as the owner after migrating.

    Tables that do not exist are passed over, so that it can run on a partly migrated database.
    """
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        wanted = {name: quiet for name, quiet in tables.items() if name in existing}
        cursor.execute(_FUNCTIONS)
        for table in _tables_with_triggers(cursor) - wanted.keys():
            _drop(cursor, connection, table)
        for table, quiet in sorted(wanted.items()):
            _create(cursor, connection, table, quiet)


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """Remove every trigger and function made here."""
    with connection.cursor() as cursor:
        for table in _tables_with_triggers(cursor):
            _drop(cursor, connection, table)
        cursor.execute(
            "DROP FUNCTION IF EXISTS public.sello_public_changed(), public.sello_public_updated()"
        )


def _tables_with_triggers(cursor: Any) -> set[str]:
    cursor.execute(
        "SELECT c.relname FROM pg_trigger t"
        " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND NOT t.tgisinternal AND t.tgname = ANY(%s)",
        [[_TRIGGER, _UPDATE_TRIGGER]],
    )
    return {row[0] for row in cursor.fetchall()}


def _create(
    cursor: Any, connection: BaseDatabaseWrapper, table: str, quiet: frozenset[str]
) -> None:
    name = connection.ops.quote_name(table)
    arguments = ", ".join("'" + column.replace("'", "''") + "'" for column in sorted(quiet))
    cursor.execute(
        f"CREATE OR REPLACE TRIGGER {_TRIGGER} AFTER INSERT OR DELETE OR TRUNCATE ON public.{name}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION public.sello_public_changed()"
    )
    cursor.execute(
        f"CREATE OR REPLACE TRIGGER {_UPDATE_TRIGGER} AFTER UPDATE ON public.{name}"
        f" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"
        f" FOR EACH STATEMENT EXECUTE FUNCTION public.sello_public_updated({arguments})"
    )


def _drop(cursor: Any, connection: BaseDatabaseWrapper, table: str) -> None:
    name = connection.ops.quote_name(table)
    cursor.execute(f"DROP TRIGGER IF EXISTS {_TRIGGER} ON public.{name}")
    cursor.execute(f"DROP TRIGGER IF EXISTS {_UPDATE_TRIGGER} ON public.{name}")
