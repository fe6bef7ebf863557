from __future__ import annotations

import os
import threading

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from sello_site.bench.databases import temporary_database

needs_server = pytest.mark.skipif(
    "SELLO_DATABASE_OWNER_URL" not in os.environ or "DATABASE_URL" not in os.environ,
    reason="needs the logins that ./sello test gives",
)


@needs_server
def test_a_temporary_database_waits_for_its_last_connection_and_is_gone() -> None:
    with temporary_database("test") as database:
        name = conninfo_to_dict(database.owner_url)["dbname"]
        assert conninfo_to_dict(database.runtime_url)["dbname"] == name
        # A server that is being stopped still holds its connection for a moment.
        lingering = psycopg.connect(database.runtime_url)
        timer = threading.Timer(0.5, lingering.close)
        timer.start()
    timer.join()
    with psycopg.connect(os.environ["SELLO_DATABASE_OWNER_URL"]) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        assert found.fetchall() == []
