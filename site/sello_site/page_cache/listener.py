"""Turns the announcements of the database into a raised generation, one process per host."""

from __future__ import annotations

import logging
import threading
import time

import psycopg

from sello_site.page_cache.generation import Generation
from sello_site.page_cache.triggers import CHANNEL

logger = logging.getLogger(__name__)

_STOP_CHECKED_EVERY = 1.0  # seconds
_CONNECTION_PROVED_EVERY = 15.0  # seconds: a silent network would otherwise look like no changes
_FIRST_WAIT = 0.1  # seconds before connecting again, doubled up to the longest
_LONGEST_WAIT = 2.0


def run_listener(dsn: str, generation: Generation, stop: threading.Event) -> None:
    """Bump `generation` for every change of a public table until `stop` is set.

    `dsn` is a PostgreSQL URL that leads to a server, not to a pooler in transaction mode, which
    would lose LISTEN. Losing the connection is survived: it is opened again, and the generation
    bumped, since changes may have been missed meanwhile.
    """
    wait = _FIRST_WAIT
    while not stop.is_set():
        try:
            with psycopg.connect(dsn, autocommit=True, connect_timeout=10) as connection:
                connection.execute(f"LISTEN {CHANNEL}")
                # From here on nothing can be missed; what came before may have been.
                generation.bump()
                wait = _FIRST_WAIT
                _listen(connection, generation, stop)
        except psycopg.OperationalError as error:
            if stop.is_set():
                return
            logger.warning("page cache listener: %s; connecting again", str(error).strip())
            stop.wait(wait)
            wait = min(wait * 2, _LONGEST_WAIT)


def _listen(
    connection: psycopg.Connection[tuple[object, ...]],
    generation: Generation,
    stop: threading.Event,
) -> None:
    proved = time.monotonic()
    while not stop.is_set():
        for _ in connection.notifies(timeout=_STOP_CHECKED_EVERY, stop_after=1):
            generation.bump()
        if time.monotonic() - proved > _CONNECTION_PROVED_EVERY:
            connection.execute("SELECT 1")
            proved = time.monotonic()
