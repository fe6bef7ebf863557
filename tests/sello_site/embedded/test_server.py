"""The life of the embedded server: every way of dying, every way of starting again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from .conftest import Supervisor, cluster_state, connect, is_alive, wait_until

linux_only = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks at processes through /proc"
)
pytestmark = linux_only
Supervise = Callable[..., Supervisor]


def test_first_start_makes_cluster_and_second_start_keeps_its_data(
    var: Path, supervise: Supervise
) -> None:
    first = supervise(var)
    event = first.ready()
    assert event["was_created"] is True
    with connect(event, "sello_owner") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    assert first.finish() == 0
    second = supervise(var).ready()
    assert second["was_created"] is False
    with connect(second, "sello_owner") as connection:
        assert connection.execute("SELECT number FROM kept").fetchall() == [(7,)]


def test_server_has_no_tcp_port_and_its_socket_folder_is_closed(
    var: Path, supervise: Supervise
) -> None:
    event = supervise(var).ready()
    with connect(event) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW data_directory_mode").fetchone() == ("0700",)
    assert Path(event["socket_folder"]).stat().st_mode & 0o777 == 0o700


def test_callers_postgresql_variables_change_nothing(var: Path, supervise: Supervise) -> None:
    confusing = {"PGPORT": "6543", "PGDATA": "/nowhere", "PGUSER": "x", "LC_ALL": "es_CL.UTF-8"}
    sources = str(Path(__file__).resolve().parents[3] / "site")
    environment = {**os.environ, **confusing, "PYTHONPATH": sources}
    event = supervise(var, popen={"environment": environment}).ready()
    with connect(event) as connection:
        assert connection.execute("SHOW port").fetchone() == ("5432",)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signal_to_supervisor_stops_server_cleanly(
    var: Path, supervise: Supervise, number: int
) -> None:
    supervisor = supervise(var)
    event = supervisor.ready()
    assert supervisor.finish(number) == 0
    assert not is_alive(event["process"])
    assert cluster_state(event["home"]) == "shut down"
    assert not Path(event["socket_folder"]).exists()


def test_killed_supervisor_takes_its_server_along_cleanly(var: Path, supervise: Supervise) -> None:
    supervisor = supervise(var)
    event = supervisor.ready()
    supervisor.finish(signal.SIGKILL)
    wait_until(lambda: not is_alive(event["process"]))
    assert cluster_state(event["home"]) == "shut down"


def test_killed_server_is_started_again_with_its_data(var: Path, supervise: Supervise) -> None:
    supervisor = supervise(var, fsync=True)
    event = supervisor.ready()
    with connect(event, "sello_owner") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(event["process"], signal.SIGKILL)
    again = supervisor.event()
    assert again["event"] == "restarted"
    assert again["process"] != event["process"]
    with connect(event, "sello_owner") as connection:
        assert connection.execute("SELECT number FROM kept").fetchall() == [(7,)]


def test_start_after_both_were_killed_keeps_what_was_committed(
    var: Path, supervise: Supervise
) -> None:
    supervisor = supervise(var, fsync=True)
    event = supervisor.ready()
    with connect(event, "sello_owner") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(supervisor.process.pid, signal.SIGSTOP)  # so that it cannot restart anything
    os.kill(event["process"], signal.SIGKILL)
    supervisor.finish(signal.SIGKILL)
    again = supervise(var).ready()
    with connect(again, "sello_owner") as connection:
        assert connection.execute("SELECT number FROM kept").fetchall() == [(7,)]


def test_server_that_dies_over_and_over_is_given_up_in_one_line(
    var: Path, supervise: Supervise
) -> None:
    supervisor = supervise(var)
    event = supervisor.ready()
    while event.get("event") in ("ready", "restarted"):
        os.kill(event["process"], signal.SIGKILL)
        event = supervisor.event()
    assert event["kind"] == "EmbeddedProblem"
    assert event["text"].startswith(f"Could not keep PostgreSQL running in {var}/postgres")
    assert "\n" not in event["text"]


def test_second_instance_is_refused_in_one_line_and_first_goes_on(
    var: Path, supervise: Supervise
) -> None:
    first = supervise(var)
    event = first.ready()
    refused = supervise(var).event()
    assert refused == {
        "event": "problem",
        "kind": "AnotherInstance",
        "text": f"Another instance already runs on {var} (process {first.process.pid}): "
        "stop it, or name another folder in SELLO_VAR.",
    }
    with connect(event) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_reused_number_in_pid_file_harms_no_bystander(var: Path, supervise: Supervise) -> None:
    first = supervise(var)
    first.ready()
    assert first.finish() == 0
    with subprocess.Popen(["sleep", "600"]) as bystander:
        try:
            pid_file = var / "postgres" / "data" / "postmaster.pid"
            pid_file.write_text(f"{bystander.pid}\n{var}/postgres/data\n", encoding="utf-8")
            second = supervise(var)
            second.ready()
            assert second.finish() == 0
            assert bystander.poll() is None
        finally:
            bystander.kill()


def test_another_postgres_elsewhere_with_that_number_is_unharmed(
    var: Path, supervise: Supervise
) -> None:
    first = supervise(var)
    first.ready()
    assert first.finish() == 0
    impostor = var / "bin" / "postgres"
    impostor.parent.mkdir()
    sleep = shutil.which("sleep")
    assert sleep is not None
    shutil.copy(sleep, impostor)
    with subprocess.Popen([str(impostor), "600"], cwd="/") as bystander:
        try:
            pid_file = var / "postgres" / "data" / "postmaster.pid"
            pid_file.write_text(f"{bystander.pid}\n", encoding="utf-8")
            supervise(var).ready()
            assert bystander.poll() is None
        finally:
            bystander.kill()


def test_orphaned_server_is_stopped_before_the_data_is_used_again(
    var: Path, supervise: Supervise
) -> None:
    first = supervise(var)
    event = first.ready()
    # The kernel's word to the child takes a moment; a new start must not overtake it.
    os.kill(event["process"], signal.SIGSTOP)
    first.finish(signal.SIGKILL)
    second = supervise(var)
    os.kill(event["process"], signal.SIGCONT)
    again = second.ready()
    assert not is_alive(event["process"])
    assert again["process"] != event["process"]


def test_path_longer_than_a_socket_address_works(var: Path, supervise: Supervise) -> None:
    deep = var / ("carpeta-" * 12) / ("larga-" * 15)
    deep.mkdir(parents=True)
    event = supervise(deep).ready()
    assert len(str(deep)) > 180
    with connect(event) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_interrupted_creation_is_swept_away_and_never_taken_for_whole(
    var: Path, supervise: Supervise
) -> None:
    unfinished = var / "postgres" / "data-new-interrupted"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n", encoding="utf-8")
    assert supervise(var).ready()["was_created"] is True
    assert not unfinished.exists()


def test_limit_on_file_sizes_is_told_as_a_full_disk(var: Path, supervise: Supervise) -> None:
    event = supervise(var, largest_file=100_000).event()
    assert event["kind"] == "DiskFull"
    assert event["text"].startswith("No space left on the disk to ")
    assert "\n" not in event["text"]
    assert list((var / "postgres").glob("data*")) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_full_disk_is_told_in_one_line_and_leaves_nothing_behind(
    var: Path, supervise: Supervise
) -> None:
    disk = var / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m,mode=755", "tmpfs", str(disk)], check=False
    )
    if mounted.returncode != 0:
        pytest.skip("this root may not mount")
    try:
        event = supervise(disk).event()
        assert event == {
            "event": "problem",
            "kind": "DiskFull",
            "text": f"No space left on the disk to create the database in {disk}/postgres.",
        }
        assert list((disk / "postgres").glob("data*")) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_symbolic_link_in_place_of_the_socket_folder_is_refused(
    var: Path, supervise: Supervise
) -> None:
    first = supervise(var)
    folder = Path(first.ready()["socket_folder"])
    assert first.finish() == 0
    folder.symlink_to(var)
    try:
        event = supervise(var).event()
        assert event["text"] == f"{folder} is somebody else's: remove it and start again."
    finally:
        folder.unlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_strangers_socket_folder_is_refused(var: Path, supervise: Supervise) -> None:
    first = supervise(var)
    folder = Path(first.ready()["socket_folder"])
    assert first.finish() == 0
    folder.mkdir(mode=0o700)
    os.chown(folder, 12345, 12345)
    try:
        event = supervise(var).event()
        assert event["text"] == f"{folder} is somebody else's: remove it and start again."
    finally:
        folder.rmdir()


def test_connection_with_an_unknown_login_is_refused(var: Path, supervise: Supervise) -> None:
    event = supervise(var).ready()
    with pytest.raises(psycopg.OperationalError, match='role "stranger" does not exist'):
        connect(event, "stranger")
