"""The logins and their rights, on a real server."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sello_site.database_roles import DESKS, LOGINS, apply_to_server, literal, quoted, script
from sello_site.embedded import EmbeddedPostgres


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    var = Path(tempfile.mkdtemp(prefix="sello-roles-"))
    var.chmod(0o755)
    with EmbeddedPostgres(var, fsync=False) as running:
        yield running
    shutil.rmtree(var)


def _admin(server: EmbeddedPostgres, database: str = "postgres") -> str:
    return server.url("postgres", database)


def test_logins_can_sign_in_and_nothing_else(server: EmbeddedPostgres) -> None:
    with psycopg.connect(_admin(server)) as connection:
        rows = connection.execute(
            "SELECT rolname, rolcanlogin, rolcreatedb, rolinherit, rolsuper, rolbypassrls,"
            " rolcreaterole, rolreplication FROM pg_roles WHERE rolname LIKE 'sello%'"
        ).fetchall()
    assert sorted(rows) == sorted(
        (login, True, login == "sello_owner", False, False, False, False, False) for login in LOGINS
    )


@pytest.mark.parametrize("login", [login for login in LOGINS if login != "sello_owner"])
def test_only_the_owner_creates_tables(server: EmbeddedPostgres, login: str) -> None:
    with (
        psycopg.connect(server.url(login)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE forbidden (number integer)")


@pytest.mark.parametrize("login", [login for login in LOGINS if login != "sello_owner"])
def test_login_reads_no_table_by_default(server: EmbeddedPostgres, login: str) -> None:
    with psycopg.connect(server.url("sello_owner")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS private_rows (number integer)")
    with (
        psycopg.connect(server.url(login)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("SELECT * FROM private_rows")


@pytest.mark.parametrize("other", DESKS)
def test_runtime_login_cannot_become_a_desk_login(server: EmbeddedPostgres, other: str) -> None:
    with (
        psycopg.connect(server.url("sello_app")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(f"SET ROLE {quoted(other)}")


def test_stranger_may_not_connect(server: EmbeddedPostgres) -> None:
    with psycopg.connect(_admin(server), autocommit=True) as connection:
        connection.execute("CREATE ROLE stranger LOGIN")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(server.url("stranger"))


def test_applying_again_takes_away_what_was_given_by_hand(server: EmbeddedPostgres) -> None:
    with psycopg.connect(_admin(server), autocommit=True) as connection:
        connection.execute("ALTER ROLE sello_app CREATEROLE INHERIT")
        connection.execute("GRANT sello_desk_sermig, pg_read_all_data TO sello_app")
    with psycopg.connect(_admin(server, "sello"), autocommit=True) as connection:
        connection.execute("GRANT CREATE ON SCHEMA public TO sello_app, PUBLIC")
    apply_to_server(_admin(server))
    test_logins_can_sign_in_and_nothing_else(server)
    test_only_the_owner_creates_tables(server, "sello_app")
    test_runtime_login_cannot_become_a_desk_login(server, "sello_desk_sermig")
    test_login_reads_no_table_by_default(server, "sello_app")


def test_script_and_application_make_the_same(server: EmbeddedPostgres) -> None:
    catalogue = (
        "SELECT datacl::text FROM pg_database WHERE datname = current_database()"
        " UNION ALL SELECT nspacl::text FROM pg_namespace WHERE nspname = 'public'"
    )
    apply_to_server(_admin(server), database="by application")
    server.run_sql(script("by script"))
    found = []
    for database in ("by application", "by script"):
        with psycopg.connect(_admin(server, database)) as connection:
            found.append(connection.execute(catalogue).fetchall())
    assert found[0] == found[1]


def test_passwords_are_set_hashed(server: EmbeddedPostgres) -> None:
    apply_to_server(_admin(server), passwords={"sello_app": "contraseña con 'comilla'"})
    with psycopg.connect(_admin(server)) as connection:
        row = connection.execute(
            "SELECT rolpassword FROM pg_authid WHERE rolname = 'sello_app'"
        ).fetchone()
    assert row is not None
    assert row[0].startswith("SCRAM-SHA-256$")


def test_administrator_without_superuser_rights_is_enough() -> None:
    var = Path(tempfile.mkdtemp(prefix="sello-managed-"))
    var.chmod(0o755)
    try:
        with EmbeddedPostgres(var, fsync=False) as managed:
            managed.run_sql(
                "DROP DATABASE sello; CREATE ROLE managed LOGIN CREATEROLE CREATEDB;"
                + "".join(f"DROP ROLE {login};" for login in LOGINS)
            )
            apply_to_server(managed.url("managed", "postgres"))
            test_logins_can_sign_in_and_nothing_else(managed)
            test_only_the_owner_creates_tables(managed, "sello_app")
    finally:
        shutil.rmtree(var)


def test_rights_that_cannot_be_set_are_an_error(server: EmbeddedPostgres) -> None:
    with psycopg.connect(_admin(server), autocommit=True) as connection:
        connection.execute("CREATE ROLE powerless LOGIN CREATEROLE")
        connection.execute("GRANT sello_owner TO powerless WITH ADMIN OPTION, INHERIT FALSE")
    with pytest.raises(psycopg.Error):
        apply_to_server(server.url("powerless", "postgres"), database="template1")


def test_names_and_texts_are_quoted() -> None:
    assert quoted('a"b') == '"a""b"'
    assert literal("it's") == "'it''s'"
    with pytest.raises(ValueError, match="not a PostgreSQL name"):
        quoted("")
