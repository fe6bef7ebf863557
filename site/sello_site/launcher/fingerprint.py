"""Tells a second start that nothing which migrating depends on has changed since the first."""

from __future__ import annotations

import hashlib
import os
import sysconfig
from collections.abc import Mapping
from pathlib import Path

from sello_site.launcher.places import ROOT, SOURCE_PATTERN

FILE_NAME = "prepared"
# Settings that decide which tables and grants there are, or what the demonstration holds.
DECISIVE_VARIABLES = ("SELLO_PLUGINS_EXCLUDE", "SELLO_DEMO", "SELLO_PUBLIC_URL")


def fingerprint(environ: Mapping[str, str]) -> str:
    """One short text over all code of ours, what is installed, and the settings that matter.

    Code is taken by name, size and time of change: grants and public models are declared in any
    module, and a migration too many costs seconds, one too few an evening.
    """
    digest = hashlib.sha256()
    # tests/ has folders named like the packages; they change nothing that is served.
    folders_of_code = (path.parent for path in ROOT.glob(f"{SOURCE_PATTERN}/__init__.py"))
    for folder in sorted(folders_of_code):
        for parent, folders, files in os.walk(folder):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(files):
                if not name.endswith(".pyc"):
                    path = Path(parent) / name
                    found = path.stat()
                    digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    # A distribution that comes, goes or changes version changes this folder's list of names.
    packages = Path(sysconfig.get_path("purelib"))
    for path in sorted(packages.glob("*.dist-info")):
        digest.update(f"{path.name}\0{path.stat().st_mtime_ns}\n".encode())
    for name in DECISIVE_VARIABLES:
        digest.update(f"{name}={environ.get(name, '')}\n".encode())
    return digest.hexdigest()


def is_prepared(home: Path, environ: Mapping[str, str]) -> bool:
    """Whether the database in this folder was migrated and loaded under the same fingerprint."""
    try:
        return (home / FILE_NAME).read_text(encoding="ascii") == fingerprint(environ)
    except (OSError, UnicodeDecodeError):
        return False


def mark_prepared(home: Path, environ: Mapping[str, str]) -> None:
    """Remember success. It stands beside the cluster, so that both are deleted together."""
    temporary = home / f"{FILE_NAME}.new"
    temporary.write_text(fingerprint(environ), encoding="ascii")
    temporary.replace(home / FILE_NAME)


def forget(home: Path) -> None:
    """Have the next start migrate and load again."""
    (home / FILE_NAME).unlink(missing_ok=True)
