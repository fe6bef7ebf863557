"""What can go wrong with the embedded server, each as one line for the person at the keyboard."""

from __future__ import annotations

import errno
import os
import re


class EmbeddedProblem(Exception):  # noqa: N818 - what the person sees is a problem, named alike
    """The embedded server cannot be had; the text is one line."""


class AnotherInstance(EmbeddedProblem):
    """Somebody else holds this ``var/``."""


class NoBinaries(EmbeddedProblem):
    """There is no PostgreSQL wheel for this platform, or it is not installed."""


class DiskFull(EmbeddedProblem):
    """No space left (or a quota, or a limit on file sizes) where the data lives."""


_DISK_FULL = re.compile(
    "|".join(
        re.escape(os.strerror(number)) for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    ),
    re.IGNORECASE,
)


def is_disk_full(problem: OSError | str) -> bool:
    """Whether an exception, or what a program printed, says that nothing more can be written."""
    if isinstance(problem, OSError):
        return problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    # The programs are started with LC_ALL=C, so their words are those of strerror in English.
    return bool(_DISK_FULL.search(problem))


def from_output(what: str, output: str, *, where: object) -> EmbeddedProblem:
    """The problem that a failed program's output tells of, in one line."""
    if is_disk_full(output):
        return DiskFull(f"No space left on the disk to {what} in {where}.")
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"\b(FATAL|PANIC|error)\b", line)]
    reason = (telling or lines or ["it gave no reason"])[-1]
    return EmbeddedProblem(f"Could not {what} in {where}: {reason}")
