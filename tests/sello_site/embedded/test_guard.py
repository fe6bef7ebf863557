"""The guard: what is watched ends with its owner, what is forgotten does not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from sello_site.embedded.children import Guard

from .conftest import SOURCES, is_alive, wait_until

STUBBORN = "trap '' TERM; echo ready; while :; do sleep 0.1; done"


def test_closing_stops_watched_groups_and_leaves_forgotten_ones() -> None:
    guard = Guard()
    with (
        subprocess.Popen(["sleep", "600"], start_new_session=True) as watched,
        subprocess.Popen(["sleep", "600"], start_new_session=True) as forgotten,
    ):
        try:
            guard.watch(watched.pid, [signal.SIGTERM])
            guard.watch(forgotten.pid, [signal.SIGTERM])
            guard.forget(forgotten.pid)
            # Collected here, as its parent would; the guard waits until the group is gone.
            os.kill(watched.pid, 0)
            assert guard._process.stdin is not None
            guard._process.stdin.close()
            assert watched.wait(10) == -signal.SIGTERM
            guard._process.wait(10)
            assert forgotten.poll() is None
        finally:
            forgotten.kill()


def test_killed_owner_leaves_no_grandchild() -> None:
    owner = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess, time\n"
            "from sello_site.embedded.children import Guard\n"
            "guard = Guard()\n"
            "child = subprocess.Popen(['sh', '-c', 'sleep 600 & echo $!; wait'],\n"
            "    start_new_session=True, stdout=subprocess.PIPE, text=True)\n"
            "grandchild = child.stdout.readline().strip()\n"
            "guard.watch(child.pid, [15])\n"
            "print(child.pid, grandchild, flush=True)\n"
            "time.sleep(600)\n",
        ],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout is not None
    child, grandchild = (int(word) for word in owner.stdout.readline().split())
    os.kill(child, signal.SIGKILL)  # the web server's main process, together with its supervisor
    owner.kill()
    owner.wait()
    owner.stdout.close()
    wait_until(lambda: not is_alive(grandchild))


def test_guard_survives_the_terminals_signals() -> None:
    guard = Guard()
    wait_until(lambda: b"guard.py" in Path(f"/proc/{guard._process.pid}/cmdline").read_bytes())
    with subprocess.Popen(["sleep", "600"], start_new_session=True) as watched:
        guard.watch(watched.pid, [signal.SIGTERM])
        wait_until(lambda: _ignores(guard._process.pid, signal.SIGHUP))
        for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
            guard._process.send_signal(number)
        assert guard._process.poll() is None
        assert watched.poll() is None
        assert guard._process.stdin is not None
        guard._process.stdin.close()
        assert watched.wait(10) == -signal.SIGTERM
    guard._process.wait(10)


def _ignores(process: int, number: int) -> bool:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    mask = next(line.split()[1] for line in status.splitlines() if line.startswith("SigIgn"))
    return bool(int(mask, 16) & (1 << (number - 1)))
