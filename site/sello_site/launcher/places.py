"""Where things are: the checkout, its run-time data, what the launcher keeps there."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from sello_site.launcher.problems import LauncherProblem

ROOT = Path(__file__).resolve().parents[3]
SOURCE_PATTERN = "*/sello_*"


def var_folder() -> Path:
    """The folder of run-time data: SELLO_VAR, or ``var`` in the checkout.

    Raises LauncherProblem when SELLO_VAR is not an absolute path or the folder cannot be made.
    """
    named = os.environ.get("SELLO_VAR")
    if named and not Path(named).is_absolute():
        raise LauncherProblem(f"SELLO_VAR is malformed: expected an absolute path, got {named!r}")
    var = Path(named) if named else ROOT / "var"
    try:
        var.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise LauncherProblem(f"Cannot make the folder {var}: {problem.strerror}.") from problem
    return var.resolve()


def secret_key_file(var: Path) -> Path:
    """The file with this installation's own secret key, made on first use, for our eyes only."""
    path = var / "secret-key"
    if not path.exists():
        temporary = var / f"secret-key.{os.getpid()}"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
        # Linked, not renamed: of two that start at once both end with the same key.
        with suppress(FileExistsError):
            path.hardlink_to(temporary)
        temporary.unlink()
    return path
