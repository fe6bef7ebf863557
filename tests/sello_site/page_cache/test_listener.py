from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from sello_site.page_cache import Generation
from sello_site.page_cache.listener import run_listener
from sello_site.page_cache.triggers import drop_triggers, sync_triggers


@pytest.fixture
def listening(
    connection: BaseDatabaseWrapper, database_url: str, generation: Generation
) -> Iterator[None]:
    sync_triggers(connection, {"shown": frozenset()})
    stop = threading.Event()
    thread = threading.Thread(target=run_listener, args=(database_url, generation, stop))
    thread.start()
    try:
        assert rises(generation, above=1)  # on connecting, since changes may have been missed
        yield
    finally:
        stop.set()
        thread.join(5)
        drop_triggers(connection)
    assert not thread.is_alive()


def rises(generation: Generation, *, above: int, within: float = 10) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if generation.read() > above:
            return True
        time.sleep(0.005)
    return False


@pytest.mark.usefixtures("listening")
def test_a_change_made_outside_django_bumps(database_url: str, generation: Generation) -> None:
    before = generation.read()
    with psycopg.connect(database_url) as other, other.cursor() as cursor:
        with cursor.copy("COPY shown (title) FROM STDIN") as copy:
            copy.write_row(["from outside"])
        assert generation.read() == before
    assert rises(generation, above=before)


@pytest.mark.usefixtures("listening")
def test_a_change_nobody_shows_does_not_bump(database_url: str, generation: Generation) -> None:
    before = generation.read()
    with psycopg.connect(database_url) as other:
        other.execute("INSERT INTO hidden (title) VALUES ('x')")
    assert not rises(generation, above=before, within=0.3)


@pytest.mark.usefixtures("listening")
def test_a_lost_connection_is_opened_again_and_bumps(
    database_url: str, generation: Generation
) -> None:
    before = generation.read()
    with psycopg.connect(database_url, autocommit=True) as other:
        ended = other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE 'LISTEN%' AND datname = current_database()"
        ).fetchall()
        assert ended == [(True,)]
        assert rises(generation, above=before)
        before = generation.read()
        other.execute("INSERT INTO shown (title) VALUES ('x')")
    assert rises(generation, above=before)


WRITER_THAT_DIES = """
import os, signal, sys
import django
from django.conf import settings
from sello_site.database_settings import django_database
settings.configure(DATABASES={"default": django_database(sys.argv[1])})
django.setup()
from django.db import connection, transaction
from sello_site.page_cache.invalidation import Invalidation

class Dying:
    def bump(self):
        os.kill(os.getpid(), signal.SIGKILL)

Invalidation(Dying, lambda: {"shown": frozenset()}).install()
with transaction.atomic(), connection.cursor() as cursor:
    cursor.execute("INSERT INTO shown (title) VALUES ('committed, then killed')")
"""


@pytest.mark.usefixtures("listening")
def test_a_process_killed_between_commit_and_bump_leaves_no_stale_page(
    database_url: str, generation: Generation
) -> None:
    before = generation.read()
    writer = subprocess.run([sys.executable, "-c", WRITER_THAT_DIES, database_url], check=False)
    assert writer.returncode == -signal.SIGKILL
    with psycopg.connect(database_url) as other:
        count = other.execute(
            "SELECT count(*) FROM shown WHERE title = 'committed, then killed'"
        ).fetchone()
    assert count == (1,)
    assert rises(generation, above=before)


def test_a_server_that_is_not_there_is_waited_for_and_the_thread_still_stops(
    generation: Generation, tmp_path: object
) -> None:
    stop = threading.Event()
    thread = threading.Thread(
        target=run_listener, args=(f"postgresql://nobody@/x?host={tmp_path}", generation, stop)
    )
    thread.start()
    time.sleep(0.3)
    assert thread.is_alive()
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert generation.read() == 1
