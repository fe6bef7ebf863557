"""Management commands with an embedded server that lives as long as they do."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

from .conftest import (
    launcher_command,
    launcher_environment,
    processes_of,
    run_launcher,
    wait_until,
)


def _shell(code: str) -> tuple[str, ...]:
    return ("shell", "--no-imports", "-c", code)


def test_exit_code_is_passed_on_and_nothing_stays(var: Path) -> None:
    answer = run_launcher(*_shell("import sys; sys.exit(7)"), var=var)
    assert answer.returncode == 7
    assert processes_of(var) == {}


def test_only_commands_that_change_tables_see_the_owner(var: Path) -> None:
    code = "import os; print('SELLO_DATABASE_OWNER_URL' in os.environ)"
    assert run_launcher(*_shell(code), var=var).stdout == "False\n"
    migrated = run_launcher("migrate", "sello_accounts", "zero", "--plan", var=var)
    assert migrated.returncode == 0, migrated.stderr


def test_term_reaches_the_command_and_stops_the_server(var: Path) -> None:
    code = "print('ready', flush=True); import time; time.sleep(600)"
    with subprocess.Popen(
        launcher_command(*_shell(code)),
        env=launcher_environment(var),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 128 + signal.SIGTERM
    assert processes_of(var) == {}


def test_killed_launcher_leaves_neither_command_nor_server(var: Path) -> None:
    code = "print('ready', flush=True); import time; time.sleep(600)"
    with subprocess.Popen(
        launcher_command(*_shell(code)),
        env=launcher_environment(var),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.kill()
    wait_until(lambda: processes_of(var) == {})


def test_command_that_borrowed_the_server_is_not_cut_off(var: Path) -> None:
    short = "print('ready', flush=True); import time; time.sleep(6)"
    long = (
        "import time; time.sleep(8); from django.db import connection as c;"
        "cursor = c.cursor(); cursor.execute('SELECT 1'); print(cursor.fetchone())"
    )
    with subprocess.Popen(
        launcher_command(*_shell(short)),
        env=launcher_environment(var),
        stdout=subprocess.PIPE,
        text=True,
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "ready\n"
        began = time.monotonic()
        borrower = run_launcher(*_shell(long), var=var)
        assert time.monotonic() - began > 8
        assert borrower.returncode == 0, borrower.stderr
        assert borrower.stdout == "(1,)\n"
        assert owner.wait(30) == 0
    assert processes_of(var) == {}
