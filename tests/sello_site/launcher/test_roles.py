"""``./sello database_roles`` from the outside."""

from __future__ import annotations

from pathlib import Path

import psycopg

from sello_site.database_roles import script
from sello_site.embedded import EmbeddedPostgres

from .conftest import run_launcher


def test_sql_is_printed_and_nothing_else(var: Path) -> None:
    answer = run_launcher("database_roles", "--sql", var=var)
    assert answer.stdout == script("sello")
    assert answer.stderr == ""
    assert list(var.iterdir()) == []


def test_administrators_url_makes_logins_with_the_passwords_of_the_settings(var: Path) -> None:
    with EmbeddedPostgres(var / "server", fsync=False) as server:
        url = f"postgresql://sello_app:palabra%20secreta@/casa?host={server.socket_folder}"
        secret = var / "admin"
        secret.write_text(server.url("postgres", "postgres"), encoding="utf-8")
        answer = run_launcher(
            "database_roles", "--admin-url", f"@{secret}", var=var, DATABASE_URL=url
        )
        assert answer.returncode == 0, answer.stderr
        with psycopg.connect(server.url("postgres", "casa")) as connection:
            row = connection.execute(
                "SELECT rolpassword IS NOT NULL, has_database_privilege('sello_app', 'casa',"
                " 'CONNECT') FROM pg_authid WHERE rolname = 'sello_app'"
            ).fetchone()
    assert row == (True, True)


def test_refusal_of_the_server_is_told_in_one_line(var: Path) -> None:
    with EmbeddedPostgres(var / "server", fsync=False) as server:
        answer = run_launcher(
            "database_roles", "--admin-url", server.url("sello_app", "sello"), var=var
        )
    assert answer.returncode == 1
    assert answer.stderr.startswith("sello: The logins could not be made: ")
    assert len(answer.stderr.splitlines()) == 1
