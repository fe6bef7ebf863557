"""A database of one's own, in which commits are real."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from psycopg import sql
from psycopg.conninfo import make_conninfo

from sello_site.database_settings import django_database
from sello_site.page_cache import Generation


@pytest.fixture
def generation(tmp_path: Path) -> Iterator[Generation]:
    opened = Generation(tmp_path / "page-cache.generation")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def owner_url() -> Iterator[str]:
    """A login that may create databases: the test run's owner, else that of an own server."""
    given = os.environ.get("SELLO_DATABASE_OWNER_URL")
    if given:
        yield given
        return
    from sello_site.embedded import EmbeddedPostgres  # inline: not needed with a given server

    with (
        tempfile.TemporaryDirectory(prefix="sello-cache-") as folder,
        EmbeddedPostgres(Path(folder), fsync=False) as server,
    ):
        yield server.url("sello_owner")


@pytest.fixture(scope="session")
def database_url(owner_url: str) -> Iterator[str]:
    """A database with one table that public pages show, one that they do not."""
    name = f"page_cache_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(owner_url, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    url = make_conninfo(owner_url, dbname=name)
    with psycopg.connect(url) as connection:
        for table in ("shown", "hidden"):
            connection.execute(
                f"CREATE TABLE {table} (id serial PRIMARY KEY, title text, draft_title text)"
            )
            connection.execute(
                sql.SQL("INSERT INTO {} (title) VALUES ('a')").format(sql.Identifier(table))
            )
    yield url
    with psycopg.connect(owner_url, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def connection(database_url: str, django_db_blocker: Any) -> Iterator[BaseDatabaseWrapper]:
    """Django's default connection, to the database above and without a test's transaction."""
    with django_db_blocker.unblock():
        usual = connections["default"]
        own = ConnectionHandler({"default": django_database(database_url)})["default"]
        connections["default"] = own
        yield own
        own.close()
        connections["default"] = usual
