"""The mail server of the tests, and letters to send to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from mail_server import Server, running_server
from sello_site.outbox.models import Letter


@pytest.fixture
def server() -> Iterator[Server]:
    with running_server() as told:
        yield told


@pytest.fixture
def to_server(server: Server, settings: Any) -> Server:
    settings.SELLO_MAIL_TRANSPORT = server.transport
    return server


@pytest.fixture
def clean_queue(transactional_db: None) -> Iterator[None]:
    """The queue's tables are not Django's, so its flush passes over them.

    Emptied before, too: any test that commits a letter leaves the job that would send it.
    """
    _empty_queue()
    yield
    _empty_queue()


def _empty_queue() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers"
        )


def state_of(letter: Letter) -> str:
    letter.refresh_from_db()
    return letter.state
