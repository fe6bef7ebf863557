"""Databases that live as long as a benchmark, on the server that the site is given."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from sello_site.bench.registry import BenchmarkProblem

_DROP_LIMIT = 30.0  # seconds


@dataclass(frozen=True)
class Database:
    """A database of the benchmark, for both logins."""

    owner_url: str
    runtime_url: str


@contextmanager
def temporary_database(label: str) -> Iterator[Database]:
    """A new, empty database, removed when the block ends.

    Raises BenchmarkProblem when the owner's login is not known.
    """
    owner_url = os.environ.get("SELLO_DATABASE_OWNER_URL")
    runtime_url = os.environ.get("DATABASE_URL")
    if not owner_url or not runtime_url:
        raise BenchmarkProblem(
            "a database of its own is needed: run it by ./sello bench, "
            "or set DATABASE_URL and SELLO_DATABASE_OWNER_URL"
        )
    name = f"sello_bench_{label}_{secrets.token_hex(4)}"
    # No shell, template or person sees these names; quoted all the same.
    create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(create)
    try:
        yield Database(_named(owner_url, name), _named(runtime_url, name))
    finally:
        with psycopg.connect(owner_url, autocommit=True) as connection:
            _drop(connection, name)


def _drop(connection: psycopg.Connection[Any], name: str) -> None:
    """Remove the database once the servers' connections have ended, as they are about to.

    The owner may not end connections of other logins (DROP ... WITH (FORCE)).
    """
    drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    deadline = time.monotonic() + _DROP_LIMIT
    while True:
        try:
            connection.execute(drop)
        except psycopg.errors.ObjectInUse:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def _named(url: str, name: str) -> str:
    """The same address with another database."""
    parts = urlsplit(url)
    if "dbname" in conninfo_to_dict(url) and parts.path.strip("/"):
        return urlunsplit(parts._replace(path=f"/{name}"))
    raise BenchmarkProblem("a database address without a database name cannot be used")
