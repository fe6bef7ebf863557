"""Privileges of the database logins: declared per model, applied after migrating, compared with
the catalogue by a test. There are no default privileges: what nobody declares, nobody may do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from psycopg import sql

from sello_site.framework_models import READ_ONLY_TABLES, RUNTIME_LOGIN, RUNTIME_PRIVILEGES
from sello_site.plugin_registry import registry
from sello_site.plugins import Plugin

LOGINS = (
    RUNTIME_LOGIN,
    "sello_desk_municipality",
    "sello_desk_sermig",
    "sello_desk_agency",
)
PRIVILEGES = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})

Declared = dict[str, dict[str, frozenset[str]]]


def _parse(privileges: str) -> frozenset[str]:
    names = frozenset(part.strip().upper() for part in privileges.split(",") if part.strip())
    if not names <= PRIVILEGES:
        raise ValueError(f"unknown privileges: {', '.join(sorted(names - PRIVILEGES))}")
    return names


def _tables(model: type[Model]) -> Iterable[str]:
    """The model's table and those of its many-to-many relations without a model of their own."""
    yield model._meta.db_table
    for field in model._meta.local_many_to_many:
        through = field.remote_field.through
        if through._meta.auto_created:
            yield through._meta.db_table


def declared_grants() -> Declared:
    """Table → login → privileges, from the plugins' declarations and the frameworks' default."""
    declared: Declared = defaultdict(dict)
    for config in apps.get_app_configs():
        if isinstance(config, Plugin):
            for login, models in config.grants.items():
                for name, privileges in models.items():
                    for table in _tables(config.get_model(name)):
                        declared[table][login] = _parse(privileges)
            continue
        for model in config.get_models():
            if model._meta.managed and not model._meta.proxy:
                for table in _tables(model):
                    declared[table][RUNTIME_LOGIN] = _parse(RUNTIME_PRIVILEGES)
            elif model._meta.app_label == "procrastinate":
                # Read-only for Django's ORM, written by procrastinate's own SQL.
                declared[model._meta.db_table][RUNTIME_LOGIN] = _parse(RUNTIME_PRIVILEGES)
    for table in READ_ONLY_TABLES:
        declared[table][RUNTIME_LOGIN] = _parse("SELECT")
    for slug in registry.quarantined:
        # A quarantined plugin's tables keep their grants off until it works again.
        declared = {
            table: logins
            for table, logins in declared.items()
            if not table.startswith(f"sello_{slug}_")
        }
    return dict(declared)


def apply_grants(connection: BaseDatabaseWrapper) -> None:
    """Makes the catalogue equal to :func:`declared_grants`; run as the owner of the tables.

    Logins that do not exist (installations with one login) are passed over.
    """
    declared = declared_grants()
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(LOGINS)])
        existing = [name for (name,) in cursor.fetchall()]
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') "
            "AND pg_has_role(current_user, c.relowner, 'USAGE') "
            # An installation with one login owns what it uses and needs no grant.
            "AND pg_get_userbyid(c.relowner) <> ALL(%s)",
            [list(LOGINS)],
        )
        tables = [name for (name,) in cursor.fetchall()]
        for login in existing:
            role = sql.Identifier(login)
            cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
            for table in tables:
                cursor.execute(
                    sql.SQL("REVOKE ALL ON {} FROM {}").format(sql.Identifier(table), role)
                )
                privileges = declared.get(table, {}).get(login)
                if privileges:
                    cursor.execute(
                        sql.SQL("GRANT {} ON {} TO {}").format(
                            sql.SQL(", ").join(sql.SQL(name) for name in sorted(privileges)),
                            sql.Identifier(table),
                            role,
                        )
                    )
                    if "INSERT" in privileges:
                        _grant_sequences(cursor, table, role)


def _grant_sequences(cursor, table: str, role: sql.Identifier) -> None:  # type: ignore[no-untyped-def]  # Django's cursor wrapper has no public type
    cursor.execute(
        "SELECT s.relname FROM pg_class s JOIN pg_depend d ON d.objid = s.oid "
        "WHERE s.relkind = 'S' AND d.refobjid = to_regclass(quote_ident(%s)) "
        "AND d.deptype IN ('a', 'i')",
        [table],
    )
    for (sequence,) in cursor.fetchall():
        cursor.execute(
            sql.SQL("GRANT USAGE, SELECT ON SEQUENCE {} TO {}").format(
                sql.Identifier(sequence), role
            )
        )
