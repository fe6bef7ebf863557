"""Privileges of the database logins: declared per model, applied after migrating, compared with
the catalogue by a check. There are no default privileges: what nobody declares, nobody may do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from psycopg import sql

from sello_site.database_roles import DESKS, RUNTIME
from sello_site.framework_models import (
    APPEND_ONLY_TABLES,
    READ_ONLY_TABLES,
    RUNTIME_FUNCTIONS,
    RUNTIME_PRIVILEGES,
)
from sello_site.plugin_contract import parse_privileges
from sello_site.plugin_registry import registry
from sello_site.plugins import Plugin

LOGINS = (RUNTIME, *DESKS)
PUBLIC = "PUBLIC"
"""Everybody who may connect; has no privilege on anything."""

SEQUENCE_PRIVILEGES = frozenset({"USAGE", "SELECT"})

Privileges = dict[str, dict[str, frozenset[str]]]
"""Table or sequence → login → privileges."""


def _tables(model: type[Model]) -> Iterable[str]:
    """The model's table and those of its many-to-many relations without a model of their own."""
    yield model._meta.db_table
    for field in model._meta.local_many_to_many:
        through = field.remote_field.through
        if through is not None and through._meta.auto_created:
            yield through._meta.db_table


def declared_grants() -> Privileges:
    """Table → login → privileges, from the plugins' declarations and the frameworks' default."""
    declared: Privileges = defaultdict(dict)
    for config in apps.get_app_configs():
        if isinstance(config, Plugin):
            for login, models in config.grants.items():
                for name, privileges in models.items():
                    for table in _tables(config.get_model(name)):
                        declared[table][login] = parse_privileges(privileges)
            continue
        for model in config.get_models():
            # procrastinate's models are read-only for Django's ORM, and written by its own SQL.
            if not model._meta.proxy and (
                model._meta.managed or model._meta.app_label == "procrastinate"
            ):
                for table in _tables(model):
                    declared[table][RUNTIME] = parse_privileges(RUNTIME_PRIVILEGES)
    for table in READ_ONLY_TABLES:
        declared[table] = {RUNTIME: frozenset({"SELECT"})}
    for table in APPEND_ONLY_TABLES:
        declared[table] = {RUNTIME: frozenset({"SELECT", "INSERT"})}
    return dict(declared)


def declared_policies() -> dict[str, frozenset[str]]:
    """Table → names of its row-level policies; a table that is absent here has none."""
    return {
        plugin.get_model(name)._meta.db_table: frozenset(policies)
        for plugin in registry.plugins()
        for name, policies in plugin.row_policies.items()
    }


def is_of_absent_plugin(table: str) -> bool:
    """Whether a plugin that is quarantined or excluded owns the table, by its name.

    Such tables keep what they have: when the plugin works again nobody need migrate. Those of a
    plugin that is not installed any more lose everything.
    """
    absent = (*registry.quarantined, *registry.excluded)
    if not table.startswith(tuple(f"sello_{slug}_" for slug in absent)):
        return False
    # A slug may begin with another one: sello_map_extra_… is not the map plugin's.
    return not any(
        table.startswith(f"{plugin.label}_") and table in _tables_of(plugin)
        for plugin in registry.plugins()
    )


def _tables_of(plugin: Plugin) -> set[str]:
    return {table for model in plugin.get_models() for table in _tables(model)}


def apply_grants(connection: BaseDatabaseWrapper) -> None:
    """Makes the catalogue equal to :func:`declared_grants`; run as the owner of the tables.

    In one transaction, so that a site that is being used never lacks a privilege, and touching
    only what differs. Logins that do not exist, and one that owns the tables itself
    (installations with a single login), are passed over.
    """
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        logins = _logins_to_grant(cursor)
        for login in logins:
            cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(_role(login)))
        wanted = _wanted(cursor)
        actual = actual_grants(connection)
        for relation, kind in _owned_relations(cursor):
            if is_of_absent_plugin(relation):
                continue
            for login in (*logins, PUBLIC):
                before = actual.get(relation, {}).get(login, frozenset())
                after = wanted.get(relation, {}).get(login, frozenset())
                for verb, privileges in _steps(before, after):
                    if privileges:
                        _change(cursor, verb, privileges, kind, relation, login)
        for function, name, login, may, should in _functions(cursor, logins):
            if may != should and not is_of_absent_plugin(name):
                cursor.execute(
                    sql.SQL("{} ON FUNCTION {} {} {}").format(
                        sql.SQL("GRANT EXECUTE" if should else "REVOKE EXECUTE"),
                        sql.SQL(function),
                        sql.SQL("TO" if should else "FROM"),
                        _role(login),
                    )
                )


def _steps(before: frozenset[str], after: frozenset[str]) -> list[tuple[str, frozenset[str]]]:
    has_columns = any("(" in privilege for privilege in before)
    # Revoking a privilege from columns takes it from the table too.
    return [("REVOKE", before - after), ("GRANT", after if has_columns else after - before)]


def actual_grants(connection: BaseDatabaseWrapper) -> Privileges:
    """Table or sequence → login → privileges as the catalogue has them, without the owner's own.

    Privileges on single columns count as privileges on the table, marked as ``SELECT(column)``.
    """
    actual: Privileges = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, grantee, array_agg(DISTINCT privilege) FROM ("
            "  SELECT c.relname, CASE a.grantee WHEN 0 THEN 'PUBLIC'"
            "    ELSE pg_get_userbyid(a.grantee) END AS grantee, a.privilege_type AS privilege"
            "  FROM pg_class c, LATERAL aclexplode(c.relacl) a"
            "  WHERE c.relnamespace = 'public'::regnamespace AND a.grantee <> c.relowner"
            "  UNION ALL"
            "  SELECT c.relname, CASE a.grantee WHEN 0 THEN 'PUBLIC'"
            "    ELSE pg_get_userbyid(a.grantee) END,"
            "    a.privilege_type || '(' || t.attname || ')'"
            "  FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid,"
            "    LATERAL aclexplode(t.attacl) a"
            "  WHERE c.relnamespace = 'public'::regnamespace AND a.grantee <> c.relowner"
            ") AS granted GROUP BY relname, grantee"
        )
        for relation, login, privileges in cursor.fetchall():
            actual[relation][login] = frozenset(privileges)
    return dict(actual)


def expected_grants(connection: BaseDatabaseWrapper) -> Privileges:
    """What :func:`actual_grants` must answer: the declarations, with the sequences they need."""
    with connection.cursor() as cursor:
        logins = set(_logins_to_grant(cursor))
        return {
            relation: {login: privileges for login, privileges in grants.items() if login in logins}
            for relation, grants in _wanted(cursor).items()
            if logins & grants.keys()
        }


def grant_differences(connection: BaseDatabaseWrapper) -> list[str]:
    """One line for each relation or function whose privileges or row security are not as
    declared."""
    lines = []
    expected, actual = expected_grants(connection), actual_grants(connection)
    for relation in sorted(expected.keys() | actual.keys()):
        if is_of_absent_plugin(relation):
            continue
        wanted, found = expected.get(relation, {}), actual.get(relation, {})
        for login in sorted(wanted.keys() | found.keys()):
            if wanted.get(login) != found.get(login):
                lines.append(
                    f"{relation}: {login} has {_text(found.get(login))}, "
                    f"declared {_text(wanted.get(login))}"
                )
    return lines + function_differences(connection) + policy_differences(connection)


def function_differences(connection: BaseDatabaseWrapper) -> list[str]:
    """One line for each function of ours that a login may call, or may not, against the rule."""
    with connection.cursor() as cursor:
        return [
            f"{function}: {login} {'may' if may else 'may not'} execute it"
            for function, name, login, may, should in _functions(cursor, _logins_to_grant(cursor))
            if may != should and not is_of_absent_plugin(name)
        ]


def _functions(cursor: Any, logins: Iterable[str]) -> list[tuple[str, str, str, bool, bool]]:
    """For each function and each login: the function as SQL names it, its plain name, the login,
    and whether that is granted EXECUTE and should be. PostgreSQL grants it to PUBLIC unless told
    otherwise."""
    cursor.execute(
        "SELECT p.oid::regprocedure::text, p.proname, p.prorettype = 'trigger'::regtype,"
        "  array_agg(CASE a.grantee WHEN 0 THEN %s ELSE pg_get_userbyid(a.grantee)::text END)"
        " FROM pg_proc p,"
        "  LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
        " WHERE p.pronamespace = 'public'::regnamespace AND a.privilege_type = 'EXECUTE'"
        "  AND pg_has_role(current_user, p.proowner, 'USAGE')"
        "  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid"
        "    AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e')"
        " GROUP BY p.oid ORDER BY 1",
        [PUBLIC],
    )
    return [
        (
            function,
            name,
            login,
            login in grantees,
            login == RUNTIME and not is_trigger and name.startswith(RUNTIME_FUNCTIONS),
        )
        for function, name, is_trigger, grantees in cursor.fetchall()
        for login in (*logins, PUBLIC)
    ]


def policy_differences(connection: BaseDatabaseWrapper) -> list[str]:
    """One line for each table whose row-level security is not as declared."""
    declared = declared_policies()
    lines = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, array_remove("
            "  array_agg(p.polname::text ORDER BY p.polname), NULL)"
            " FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
            " GROUP BY c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity"
        )
        for table, is_enabled, is_forced, names in cursor.fetchall():
            if is_of_absent_plugin(table):
                continue
            should = table in declared
            policies = declared.get(table, frozenset())
            if (is_enabled, is_forced, frozenset(names)) != (should, should, policies):
                lines.append(
                    f"{table}: row security enabled={is_enabled} forced={is_forced} "
                    f"policies={_text(names)}, declared {_text(policies)}"
                )
    return sorted(lines)


def _text(names: Iterable[str] | None) -> str:
    return ", ".join(sorted(names or ())) or "nothing"


def _logins_to_grant(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND NOT EXISTS ("
        "  SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        "  AND relkind IN ('r', 'p') AND relowner = pg_roles.oid) ORDER BY rolname",
        [list(LOGINS)],
    )
    return [name for (name,) in cursor.fetchall()]


def _wanted(cursor: Any) -> Privileges:
    """The declarations for relations that exist, with the sequences behind their keys."""
    declared = declared_grants()
    cursor.execute(
        "SELECT c.relname, array_remove(array_agg(s.relname::text), NULL) FROM pg_class c"
        " LEFT JOIN pg_depend d ON d.refobjid = c.oid AND d.deptype IN ('a', 'i')"
        "   AND d.classid = 'pg_class'::regclass"
        " LEFT JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')"
        " GROUP BY c.relname"
    )
    wanted: Privileges = {}
    for table, sequences in cursor.fetchall():
        for login, privileges in declared.get(table, {}).items():
            if not privileges:
                continue
            wanted.setdefault(table, {})[login] = privileges
            if "INSERT" in privileges:
                for sequence in sequences:
                    wanted.setdefault(sequence, {})[login] = SEQUENCE_PRIVILEGES
    return wanted


def _owned_relations(cursor: Any) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT relname, CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')"
        " AND pg_has_role(current_user, relowner, 'USAGE') ORDER BY relname"
    )
    return list(cursor.fetchall())


def _role(login: str) -> sql.Composable:
    return sql.SQL("PUBLIC") if login == PUBLIC else sql.Identifier(login)


def _change(
    cursor: Any, verb: str, privileges: Iterable[str], kind: str, relation: str, login: str
) -> None:
    # Column privileges come as SELECT(column); revoking the plain one on the table takes both.
    plain = sorted({privilege.partition("(")[0] for privilege in privileges})
    cursor.execute(
        sql.SQL("{} {} ON {} public.{} {} {}").format(
            sql.SQL(verb),
            sql.SQL(", ").join(sql.SQL(name) for name in plain),
            sql.SQL(kind),
            sql.Identifier(relation),
            sql.SQL("FROM" if verb == "REVOKE" else "TO"),
            _role(login),
        )
    )
