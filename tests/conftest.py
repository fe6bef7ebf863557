"""The test run: databases made by the owner's login, used by the run-time login, no network."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuses tests that would take the rows of the migrations from those that come after."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction") and not mark.kwargs.get("serialized_rollback"):
            raise pytest.UsageError(f"{item.nodeid}: transaction needs serialized_rollback too")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Hands the migrated test database to the run-time login, as in production.

    TRUNCATE is granted in test databases only: pytest-django empties tables with it.
    """
    from django.db import connection  # inline: settings must be configured

    if not str(connection.settings_dict["NAME"]).startswith("test_"):
        # pytest-django makes no test database when no test of the session is marked django_db.
        pytest.exit(
            "a fixture would touch a database that is not a test's: mark its tests django_db"
        )
    owner = dict(connection.settings_dict)
    runtime = {"USER": settings.SELLO_RUNTIME_USER, "PASSWORD": settings.SELLO_RUNTIME_PASSWORD}
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(f'GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO "{runtime["USER"]}"')
            cursor.execute(f"GRANT UPDATE ON ALL SEQUENCES IN SCHEMA public TO {runtime['USER']}")
        connection.close()
        connection.settings_dict.update(runtime)
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update({key: owner[key] for key in runtime})


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """A test that is rolled back raises no generation: what it cached would reach the next one."""
    cache.clear()


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuses every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        local = self.family == socket.AF_UNIX or address[0] in {"127.0.0.1", "::1", "localhost"}
        if not local:
            raise AssertionError(f"a test tried to reach {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)  # the one place where this is meant
