"""The five database logins and the rights that are theirs before any table exists.

One text serves everybody: the embedded server runs it at its bootstrap, ``./sello database_roles``
applies it to a server of one's own or prints it for a DBA. Rights on tables are granted by the
plugins' declarations after migrating, never here and never as default privileges.
"""

# ruff: noqa: S608 - only the fixed names below and quoted identifiers enter these statements

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg

OWNER = "sello_owner"
RUNTIME = "sello_app"
DESKS = ("sello_desk_municipality", "sello_desk_sermig", "sello_desk_agency")
LOGINS = (OWNER, RUNTIME, *DESKS)

DATABASE = "sello"


def quoted(name: str) -> str:
    """A name as an SQL identifier.

    Raises ValueError for an empty name or one with a NUL byte, which PostgreSQL cannot hold.
    """
    if not name or "\0" in name:
        raise ValueError(f"not a PostgreSQL name: {name!r}")
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL string literal."""
    if "\\" in text or "\0" in text:
        raise ValueError(f"not allowed in a name here: {text!r}")
    return "'" + text.replace("'", "''") + "'"


def _attributes(login: str) -> str:
    databases = "CREATEDB" if login == OWNER else "NOCREATEDB"
    return f"LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION {databases}"


def login_statements() -> list[str]:
    """Statements that create or mend the logins; they concern the whole server.

    ALTER ROLE comes only where something differs: an administrator who is no superuser (managed
    servers) may not name SUPERUSER or BYPASSRLS even to deny them. Memberships are taken away,
    because a login that is a member of another could SET ROLE to it and read what is the other's.
    """
    statements = [
        """DO $body$
BEGIN
    IF NOT (SELECT rolsuper OR rolcreaterole FROM pg_catalog.pg_roles WHERE rolname = current_user)
    THEN
        RAISE EXCEPTION '% may not make logins: an administrator is needed', current_user;
    END IF;
END
$body$"""
    ]
    for login in LOGINS:
        createdb = "" if login == OWNER else "NOT "
        statements.append(
            f"""DO $body$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {literal(login)}) THEN
        CREATE ROLE {quoted(login)} {_attributes(login)};
    ELSIF NOT EXISTS (
        SELECT FROM pg_catalog.pg_roles WHERE rolname = {literal(login)}
        AND rolcanlogin AND {createdb}rolcreatedb AND NOT (
            rolinherit OR rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication)
    ) THEN
        ALTER ROLE {quoted(login)} {_attributes(login)};
    END IF;
END
$body$"""
        )
    # An administrator who is no superuser makes a database for the owner only as its member.
    statements.append(
        f"""DO $body$
BEGIN
    IF NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT {quoted(OWNER)} TO %I', current_user);
    END IF;
END
$body$"""
    )
    names = ", ".join(literal(login) for login in LOGINS)
    statements.append(
        f"""DO $body$
DECLARE
    membership record;
BEGIN
    FOR membership IN
        SELECT DISTINCT held.rolname AS held, member.rolname AS member
        FROM pg_catalog.pg_auth_members
        JOIN pg_catalog.pg_roles held ON held.oid = roleid
        JOIN pg_catalog.pg_roles member ON member.oid = pg_auth_members.member
        WHERE member.rolname IN ({names})
    LOOP
        EXECUTE format('REVOKE %I FROM %I', membership.held, membership.member);
    END LOOP;
END
$body$"""
    )
    return statements


def create_database_statement(database: str = DATABASE) -> str:
    """The statement that creates the database; CREATE DATABASE knows no IF NOT EXISTS."""
    return (
        f"CREATE DATABASE {quoted(database)} OWNER {quoted(OWNER)} "
        "TEMPLATE template0 ENCODING 'UTF8'"
    )


def database_statements(database: str = DATABASE) -> list[str]:
    """Statements to run inside the database: who may connect, who may create tables."""
    users = ", ".join(quoted(login) for login in LOGINS if login != OWNER)
    return [
        f"ALTER DATABASE {quoted(database)} OWNER TO {quoted(OWNER)}",
        f"REVOKE ALL ON DATABASE {quoted(database)} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {quoted(database)} TO {users}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"REVOKE ALL ON SCHEMA public FROM {users}",
        f"GRANT USAGE, CREATE ON SCHEMA public TO {quoted(OWNER)}",
        f"GRANT USAGE ON SCHEMA public TO {users}",
        _verification(),
    ]


def _verification() -> str:
    """Fails when a grant or revocation did nothing, of which PostgreSQL only warns."""
    missing = [
        "has_database_privilege('public', current_database(), 'CONNECT')",
        "has_schema_privilege('public', 'public', 'CREATE')",
        f"NOT has_schema_privilege({literal(OWNER)}, 'public', 'CREATE')",
    ]
    for login in LOGINS[1:]:
        missing += [
            f"NOT has_database_privilege({literal(login)}, current_database(), 'CONNECT')",
            f"has_schema_privilege({literal(login)}, 'public', 'CREATE')",
        ]
    return f"""DO $body$
BEGIN
    IF {" OR ".join(missing)} THEN
        RAISE EXCEPTION '% may not set the rights of %: a superuser is needed',
            current_user, current_database();
    END IF;
END
$body$"""


def script(database: str = DATABASE) -> str:
    """The whole as a psql script that may be run any number of times.

    It holds no password: on a server that asks for one, set it with psql's ``\\password LOGIN``.
    """
    create = create_database_statement(database)
    lines = [
        "-- Sello Migrante: the five database logins and who may connect.",
        "-- Run it with psql as an administrator; it may be run again at any time.",
        "-- Afterwards, where the server asks for passwords: \\password "
        + ", \\password ".join(LOGINS),
        "\\set ON_ERROR_STOP on",
        *(f"{statement};" for statement in login_statements()),
        f"SELECT {literal(create)}",
        "WHERE NOT EXISTS ("
        f"SELECT FROM pg_catalog.pg_database WHERE datname = {literal(database)})",
        "\\gexec",
        f"\\connect {quoted(database)}",
        *(f"{statement};" for statement in database_statements(database)),
    ]
    return "\n".join(lines) + "\n"


def apply_to_server(
    admin_url: str, *, database: str = DATABASE, passwords: Mapping[str, str] | None = None
) -> Sequence[str]:
    """Create or mend logins and database on the server of ``admin_url``; returns what was done.

    ``passwords`` (login → password) are sent hashed, so that they do not stand in a server's log.
    Raises psycopg.Error with the server's reason.
    """
    import psycopg  # here alone: --sql and the embedded bootstrap run without the driver

    done = []
    with psycopg.connect(admin_url, autocommit=True) as connection:
        for statement in login_statements():
            _run(connection, statement)
        done.append(f"logins: {', '.join(LOGINS)}")
        for login, password in (passwords or {}).items():
            encrypted = connection.pgconn.encrypt_password(
                password.encode(), login.encode(), b"scram-sha-256"
            ).decode()
            _run(connection, f"ALTER ROLE {quoted(login)} PASSWORD {literal(encrypted)}")
            done.append(f"password of {login}")
        found = connection.execute(
            "SELECT FROM pg_catalog.pg_database WHERE datname = %s", [database]
        ).fetchone()
        if found is None:
            _run(connection, create_database_statement(database))
            done.append(f"database {database} created")
    with psycopg.connect(admin_url, dbname=database, autocommit=True) as connection:
        for statement in database_statements(database):
            _run(connection, statement)
    done.append(f"who may connect to {database}")
    return done


def _run(connection: psycopg.Connection[tuple[object, ...]], statement: str) -> None:
    # Bytes: the statements are made here from fixed names, there is nothing to interpolate.
    connection.execute(statement.encode())
