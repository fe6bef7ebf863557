from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.backends.signals import connection_created

from sello_site.page_cache import PageCache
from sello_site.page_cache.installation import (
    cacheable_hosts,
    in_front_of,
    shared_generation,
    start_listener,
)


@pytest.fixture
def own_generation(settings: Any, tmp_path: Path) -> Iterator[Path]:
    shared_generation.cache_clear()
    settings.SELLO_CACHE_FILE = tmp_path / "page-cache.generation"
    yield settings.SELLO_CACHE_FILE
    shared_generation().close()
    shared_generation.cache_clear()


@pytest.mark.parametrize(
    ("addresses", "names", "hosts"),
    [
        (["https://sello.cl"], ["sello.cl"], {"sello.cl", "sello.cl:443"}),
        (["http://localhost:8000"], ["127.0.0.1"], {"localhost:8000", "127.0.0.1:8000"}),
        (["https://sello.cl"], [".sello.cl", "*"], {"sello.cl", "sello.cl:443"}),
        (
            ["https://sello.cl", "https://edit.sello.cl:8443"],
            [],
            {"sello.cl", "sello.cl:443", "edit.sello.cl:8443"},
        ),
    ],
)
def test_only_exact_hosts_are_cacheable(
    addresses: list[str], names: list[str], hosts: set[str]
) -> None:
    assert cacheable_hosts(addresses, names) == hosts


def test_a_cache_of_zero_megabytes_is_none(settings: Any, own_generation: Path) -> None:
    def site(_environ: Any, _start_response: Any) -> list[bytes]:
        return []

    settings.SELLO_CACHE_MB = 0
    assert in_front_of(site) is site
    settings.SELLO_CACHE_MB = 1
    assert isinstance(in_front_of(site), PageCache)


def test_the_listener_runs_in_a_thread_that_stops(own_generation: Path, database_url: str) -> None:
    stop = threading.Event()
    thread = start_listener(database_url, stop)
    assert thread.is_alive()
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


@pytest.mark.django_db
def test_every_connection_of_the_running_site_is_watched() -> None:
    own = connections.create_connection("default")
    for _ in range(2):
        connection_created.send(sender=type(own), connection=own)
    own.close()
    watching = [wrapper.__qualname__ for wrapper in own.execute_wrappers]
    assert watching == ["Invalidation._execute"]
