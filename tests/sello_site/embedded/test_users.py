"""Who the server runs as: root never, and no parent folder's permissions are touched for it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sello_site.embedded.binaries import INSTALLATION, PACKAGE, wheel_folder

from .conftest import SCRIPT, SOURCES, Supervisor, connect

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")
Supervise = Callable[..., Supervisor]


def _owner_of_process(process: int) -> int:
    return Path(f"/proc/{process}").stat().st_uid


def _python_for(uid: int) -> str | None:
    """An interpreter that this user can start and that can read our sources and the wheel."""
    for candidate in (sys.executable, "/usr/bin/python3"):
        probe = (
            subprocess.run(
                [candidate, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"],
                user=uid,
                group=uid,
                extra_groups=[],
                cwd="/",
                check=False,
                capture_output=True,
            )
            if shutil.which(candidate) and _can(uid, "-x", candidate)
            else None
        )
        if probe is not None and probe.returncode == 0:
            break
    else:
        return None
    needed = (SCRIPT, SOURCES, wheel_folder() / INSTALLATION / "bin" / "postgres")
    return candidate if all(_can(uid, "-r", path) for path in needed) else None


def _can(uid: int, flag: str, path: object) -> bool:
    return (
        subprocess.run(
            ["test", flag, str(path)], user=uid, group=uid, extra_groups=[], cwd="/", check=False
        ).returncode
        == 0
    )


@as_root
def test_root_runs_the_server_as_somebody_else(var: Path, supervise: Supervise) -> None:
    event = supervise(var).ready()
    assert _owner_of_process(event["process"]) != 0
    assert event["home"] == str(var / "postgres")


@as_root
def test_existing_data_decides_who_runs_the_server(var: Path, supervise: Supervise) -> None:
    first = supervise(var)
    first.ready()
    assert first.finish() == 0
    nobody = pwd.getpwnam("nobody")
    data = var / "postgres" / "data"
    for path in (data, *data.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    event = supervise(var).ready()
    assert _owner_of_process(event["process"]) == nobody.pw_uid


@as_root
def test_closed_clone_keeps_its_permissions_and_the_data_lives_elsewhere(
    var: Path, supervise: Supervise
) -> None:
    closed = var / "closed"
    closed.mkdir(mode=0o700)
    inside = closed / "clone" / "var"
    inside.mkdir(parents=True)
    elsewhere = var / "elsewhere"
    supervisor = supervise(inside, elsewhere=str(elsewhere))
    event = supervisor.ready()
    assert Path(event["home"]).parent == elsewhere
    assert supervisor.said == [
        f"{inside} is closed to the user {_user_name(event['process'])}, "
        f"so the database is kept in {event['home']}"
    ]
    assert closed.stat().st_mode & 0o777 == 0o700
    with connect(event) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert supervisor.finish() == 0
    assert supervise(inside, elsewhere=str(elsewhere)).ready()["was_created"] is False


@as_root
def test_programs_behind_a_closed_folder_are_copied_to_a_reachable_one(
    var: Path, supervise: Supervise
) -> None:
    closed = var / "closed"
    closed.mkdir(mode=0o700)
    source = wheel_folder()
    shutil.copytree(source / INSTALLATION, closed / PACKAGE / INSTALLATION)
    shutil.copytree(source.parent / f"{PACKAGE}.libs", closed / f"{PACKAGE}.libs")
    (closed / PACKAGE / "__init__.py").touch()
    elsewhere = var / "elsewhere"
    environment = {**os.environ, "PYTHONPATH": f"{closed}:{SOURCES}"}
    event = supervise(var, elsewhere=str(elsewhere), popen={"environment": environment}).ready()
    program = Path(f"/proc/{event['process']}/exe").readlink()
    assert elsewhere in program.parents
    assert event["home"] == str(var / "postgres")
    assert closed.stat().st_mode & 0o777 == 0o700


@as_root
def test_plain_user_without_home_can_run_it(var: Path, supervise: Supervise) -> None:
    nobody = pwd.getpwnam("nobody")
    python = _python_for(nobody.pw_uid)
    if python is None:
        pytest.skip("this checkout or this Python cannot be reached by a plain user")
    os.chown(var, nobody.pw_uid, nobody.pw_gid)
    packages = wheel_folder().parent
    event = supervise(
        var,
        popen={
            "program": (python,),
            "environment": {"PYTHONPATH": f"{SOURCES}:{packages}", "PATH": "/usr/bin:/bin"},
            "user": nobody.pw_uid,
            "group": nobody.pw_gid,
            "extra_groups": [],
            "cwd": "/",
        },
    ).ready()
    assert _owner_of_process(event["process"]) == nobody.pw_uid


@as_root
def test_plain_user_is_told_when_the_data_is_somebody_elses(
    var: Path, supervise: Supervise
) -> None:
    nobody = pwd.getpwnam("nobody")
    python = _python_for(nobody.pw_uid)
    if python is None:
        pytest.skip("this checkout or this Python cannot be reached by a plain user")
    os.chown(var, nobody.pw_uid, nobody.pw_gid)
    data = var / "postgres" / "data"
    data.mkdir(parents=True)
    event = supervise(
        var,
        popen={
            "program": (python,),
            "environment": {"PYTHONPATH": str(SOURCES), "PATH": "/usr/bin:/bin"},
            "user": nobody.pw_uid,
            "group": nobody.pw_gid,
            "extra_groups": [],
            "cwd": "/",
        },
    ).event()
    assert event["text"] == (
        f"The data in {data} belongs to the user root: "
        "start as that user, or name another folder in SELLO_VAR."
    )


def _user_name(process: int) -> str:
    return pwd.getpwuid(_owner_of_process(process)).pw_name
