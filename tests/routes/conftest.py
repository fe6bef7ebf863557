"""One prepared database for the whole table, and everybody signed in to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings

from routes.material import make_material
from routes.people import EVERYBODY, TAKEN_IN_PASSING, client_of
from routes.visiting import Visitor


@dataclass(frozen=True)
class Stage:
    """``values`` are for the parameters of the addresses; ``clients`` has one for each column."""

    values: dict[str, Any]
    clients: dict[str, Client]
    cookies: dict[str, str]

    def visitor(self, column: str) -> Visitor:
        """Whoever the column is about, without a trace of what was asked before."""
        passing = TAKEN_IN_PASSING.get(column, frozenset())
        return Visitor(self.clients[column], self.cookies[column], passing)


@pytest.fixture(scope="module")
def stage(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """Made once for a module, in a transaction around those of its tests, and undone after it."""
    atomic = transaction.atomic()
    # As that of a test: inside it, what must be committed at once may still run.
    atomic._from_testcase = True  # type: ignore[attr-defined]  # Django's own mark for it
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), media, atomic:
        values, clients = make_material(), {column: client_of(column) for column in EVERYBODY}
        cookies = {
            column: client.cookies.output(header="", sep=";") for column, client in clients.items()
        }
        yield Stage(values, clients, cookies)
        transaction.set_rollback(True)
