"""What a killed server leaves in its data folder, and how to tell it from a stranger.

A process counts as a server on this data only if its program is ``postgres`` and its working
folder is the data folder. The number in ``postmaster.pid`` alone proves nothing: after a crash it
may by now be the number of anybody.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sello_site.embedded.children import IS_LINUX
from sello_site.embedded.problems import EmbeddedProblem

PID_FILE = "postmaster.pid"


def clear_leftovers(data: Path, *, patience: float = 30) -> None:
    """Make ``data`` startable. Only the holder of the lock may call this.

    Waits for processes of a dying server, stops an orphaned one, and only then removes the pid
    file: a second server over the same files would destroy them. Raises EmbeddedProblem when
    something does not end within about twice ``patience`` seconds.
    """
    pid_file = data / PID_FILE
    if not pid_file.exists():
        return
    main = _recorded(pid_file)
    began = time.monotonic()
    asked = insisted = False
    while processes := set(_servers_on(data)):
        waited = time.monotonic() - began
        if main in processes and not asked:
            # We hold the lock, so nobody supervises it any more. A fast shutdown keeps the data.
            _send(main, signal.SIGINT)
            asked = True
        elif waited > patience and not insisted:
            for process in processes:
                _send(process, signal.SIGQUIT)
            insisted = True
        elif waited > 2 * patience:
            raise EmbeddedProblem(
                f"PostgreSQL processes of an earlier run still use {data}: "
                f"{', '.join(str(process) for process in sorted(processes))}."
            )
        time.sleep(0.05)
    pid_file.unlink(missing_ok=True)


def _recorded(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text(encoding="utf-8").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def _send(process: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, number)


def _servers_on(data: Path) -> Iterator[int]:
    folder = str(data.resolve())
    for process, program, working_folder in _processes():
        if Path(program.removesuffix(" (deleted)")).name == "postgres" and working_folder == folder:
            yield process


def _processes() -> Iterator[tuple[int, str, str]]:
    """(number, program, working folder) of every process that we may look at."""
    if not IS_LINUX:
        import psutil  # type: ignore[import-untyped]  # no stubs; used where there is no /proc

        for process in psutil.process_iter(["exe", "cwd"]):
            yield process.pid, process.info["exe"] or "", process.info["cwd"] or ""
        return
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            # Gone meanwhile, or another user's, which cannot be a server of ours.
            with suppress(OSError):
                yield (
                    int(entry.name),
                    str((entry / "exe").readlink()),
                    str((entry / "cwd").readlink()),
                )
