"""How another command finds the server that already runs."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import psycopg

from sello_site.embedded import running_server

from .conftest import Supervisor, is_alive, wait_until

Supervise = Callable[..., Supervisor]


def test_running_server_is_found_and_answers(var: Path, supervise: Supervise) -> None:
    event = supervise(var).ready()
    found = running_server(var)
    assert found is not None
    assert found.url("sello_app") == f"postgresql://sello_app@/sello?host={event['socket_folder']}"
    with psycopg.connect(found.url("sello_app")) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("sello_app",)


def test_nothing_is_found_where_nothing_ran(var: Path) -> None:
    assert running_server(var) is None


def test_record_of_a_killed_supervisor_misleads_nobody(var: Path, supervise: Supervise) -> None:
    supervisor = supervise(var)
    event = supervisor.ready()
    supervisor.finish(signal.SIGKILL)
    wait_until(lambda: not is_alive(event["process"]))
    assert (var / "embedded.json").exists()
    assert running_server(var) is None
