"""The counter that says whether a stored page may still be served."""

from __future__ import annotations

import contextlib
import fcntl
import mmap
import os
import secrets
import sys
import threading
from pathlib import Path

_SIZE = 8  # one native unsigned 64-bit integer, aligned because a mapping starts on a memory page

# Record locks exclude processes from one another but not threads, and not two objects on the same
# file in one process; this lock does. A child forked while it was held would wait for ever.
_process_lock = threading.Lock()


def _renew_process_lock() -> None:
    global _process_lock
    _process_lock = threading.Lock()


os.register_at_fork(after_in_child=_renew_process_lock)


class GenerationFileError(Exception):
    """The counter's file cannot be created, opened or understood."""


class Generation:
    """A counter in a memory-mapped file, shared by every process that opens the same path.

    `read()` costs well under a microsecond and never tears, since the value is one aligned
    machine word. `bump()` is safe between threads, processes and forks. The file is created
    complete or not at all, and from then on is never renamed, truncated or deleted: a process
    that had mapped it would go on reading a counter that nobody raises.

    Raises `GenerationFileError` when the file cannot be created or has another size.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        try:
            self._descriptor = _open_or_create(self.path)
        except OSError as error:
            raise GenerationFileError(f"{self.path}: {error.strerror or error}") from error
        size = os.fstat(self._descriptor).st_size
        if size != _SIZE:
            os.close(self._descriptor)
            raise GenerationFileError(
                f"{self.path}: expected a file of {_SIZE} bytes, found {size} bytes"
            )
        self._mapping = mmap.mmap(self._descriptor, _SIZE)
        # A view cast to "Q" reads and writes whole words; struct with "=" or "<" goes byte by byte.
        self._word = memoryview(self._mapping).cast("Q")

    def read(self) -> int:
        """The present generation."""
        return self._word[0]

    def bump(self) -> None:
        """Make every page stored so far unservable, in all processes of this host."""
        with _process_lock:
            # A record lock belongs to one process; a flock on an inherited descriptor would be
            # shared with the processes forked from this one.
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX)
            try:
                self._word[0] = (self._word[0] + 1) % 2**64
            finally:
                fcntl.lockf(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Release the mapping; the file stays."""
        with _process_lock:  # closing any descriptor of a file drops the process's record locks
            self._word.release()
            self._mapping.close()
            os.close(self._descriptor)


def _open_or_create(path: Path) -> int:
    flags = os.O_RDWR | os.O_CLOEXEC
    with contextlib.suppress(FileNotFoundError):
        return os.open(path, flags)
    path.parent.mkdir(parents=True, exist_ok=True)
    complete = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(complete, flags | os.O_CREAT | os.O_EXCL, 0o660)
    try:
        os.write(descriptor, (1).to_bytes(_SIZE, sys.byteorder))
    finally:
        os.close(descriptor)
    try:
        # link, unlike rename, fails when another process was first: its file stays the only one.
        with contextlib.suppress(FileExistsError):
            os.link(complete, path)
    finally:
        complete.unlink()
    return os.open(path, flags)
