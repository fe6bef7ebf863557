"""The worker as a real process: it finishes what it runs, publishes, retries, and dies loudly."""

from __future__ import annotations

import contextlib
import datetime
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import psycopg.sql
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from wagtail.models import Page

from sello_site import tasks
from sello_site.database_settings import django_database
from sello_site.page_cache import Generation

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.xdist_group("worker"),
    pytest.mark.external_database,
]

SLOW_PLUGIN = {
    "sello_slow/__init__.py": "",
    "sello_slow/apps.py": "from sello_site.plugins import Plugin\n\n"
    "class Slow(Plugin):\n    name = label = 'sello_slow'\n    slug = title = 'slow'\n",
    "sello_slow/tasks.py": "import pathlib, time\n"
    "from procrastinate.contrib.django import app\n\n"
    "@app.task\ndef write(path, seconds):\n"
    "    pathlib.Path(path).with_suffix('.began').touch()\n"
    "    time.sleep(seconds)\n"
    "    pathlib.Path(path).touch()\n",
    "sello_slow-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: sello-slow\nVersion: 1.0\n",
    "sello_slow-1.0.dist-info/entry_points.txt": "[sello.plugins]\nslow = sello_slow.apps:Slow\n",
}


def wait_until(is_done: Callable[[], Any], *, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_done():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def _address() -> str:
    database = connection.settings_dict
    login = quote(settings.SELLO_RUNTIME_USER)
    if settings.SELLO_RUNTIME_PASSWORD:
        login += f":{quote(settings.SELLO_RUNTIME_PASSWORD)}"
    host, port = str(database["HOST"]), str(database["PORT"])
    if host.startswith("/"):
        return f"postgresql://{login}@/{database['NAME']}?host={quote(host)}&port={port or 5432}"
    return f"postgresql://{login}@{host}:{port or 5432}/{database['NAME']}"


StartWorker = Callable[[], subprocess.Popen[str]]


@pytest.fixture(autouse=True)
def _empty_queue(transactional_db: None) -> Iterator[None]:
    """An empty queue before and after; Django's flush passes over tables that it does not own."""
    _empty()
    yield
    _empty()


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_workers,"
            " procrastinate_periodic_defers"
        )


@pytest.fixture
def generation_file(tmp_path: Path) -> Path:
    return tmp_path / "page-cache.generation"


@pytest.fixture
def start_worker(tmp_path: Path, generation_file: Path) -> Iterator[StartWorker]:
    """Starts workers on the test database, with a plugin that has a slow task."""
    for name, text in SLOW_PLUGIN.items():
        path = tmp_path / "installed" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    plain = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SELLO_", "DATABASE_"))
    }
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        worker = subprocess.Popen(
            [sys.executable, "-m", "sello_site.manage", "worker"],
            env={
                **plain,
                "DJANGO_SETTINGS_MODULE": "sello_site.settings",
                "DATABASE_URL": _address(),
                "SELLO_SECRET_KEY": "tests-only-" + "x" * 40,
                "SELLO_VAR": str(tmp_path),
                "SELLO_CACHE_FILE": str(generation_file),
                "PYTHONPATH": str(tmp_path / "installed"),
            },
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        with contextlib.suppress(ProcessLookupError):
            worker.kill()
        worker.communicate()


def end(worker: subprocess.Popen[str]) -> tuple[int, str]:
    """Tells the worker to stop; its exit code and what it said."""
    worker.send_signal(signal.SIGTERM)
    _, said = worker.communicate(timeout=40)
    return worker.returncode, said


def slow_job(path: Path, *, seconds: float) -> int:
    deferrer = app.configure_task("sello_slow.tasks.write", allow_unknown=True)
    return deferrer.defer(path=str(path), seconds=seconds)


def status_of(job: int) -> str:
    return ProcrastinateJob.objects.get(pk=job).status


def test_running_job_is_finished_after_term_and_the_exit_is_clean(
    tmp_path: Path, start_worker: StartWorker
) -> None:
    job = slow_job(tmp_path / "done", seconds=3)
    worker = start_worker()
    wait_until((tmp_path / "done.began").exists)
    code, _said = end(worker)
    assert (code, (tmp_path / "done").exists(), status_of(job)) == (0, True, "succeeded")


def test_page_that_was_scheduled_is_published_and_the_page_cache_emptied(
    start_worker: StartWorker, generation_file: Path
) -> None:
    root = Page.objects.get(depth=1)
    page = root.add_child(instance=Page(title="Mañana", slug="manana", live=False))
    due = timezone.now() + datetime.timedelta(seconds=1)
    page.go_live_at = due
    page.save_revision(approved_go_live_at=due).publish()
    page.refresh_from_db()
    assert page.live is False
    generation = Generation(generation_file)
    time.sleep(1.1)
    tasks.publish_scheduled.defer(timestamp=0)
    before = generation.read()
    worker = start_worker()
    wait_until(lambda: Page.objects.get(pk=page.pk).live)
    wait_until(lambda: generation.read() > before)
    assert end(worker)[0] == 0


def test_job_of_a_worker_that_was_killed_is_done_by_the_next_one(
    tmp_path: Path, start_worker: StartWorker
) -> None:
    job = slow_job(tmp_path / "done", seconds=0)
    # As a killed worker leaves it once its silence was noticed.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL WHERE id = %s", [job]
        )
    tasks.retry_stalled.defer(timestamp=0)
    worker = start_worker()
    wait_until((tmp_path / "done").exists)
    wait_until(lambda: status_of(job) == "succeeded")
    assert end(worker)[0] == 0


def test_stalled_job_whose_next_run_waits_already_gives_way_to_it(
    start_worker: StartWorker,
) -> None:
    stalled = tasks.publish_scheduled.defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL WHERE id = %s",
            [stalled],
        )
    waiting = tasks.publish_scheduled.defer(timestamp=1)
    tasks.retry_stalled.defer(timestamp=0)
    worker = start_worker()
    wait_until(lambda: status_of(waiting) == "succeeded")
    assert (end(worker)[0], status_of(stalled)) == (0, "failed")


def test_worker_that_loses_its_database_fails_in_one_line(start_worker: StartWorker) -> None:
    worker = start_worker()
    wait_until(_waits_for_jobs)
    with _database_gone():
        _, said = worker.communicate(timeout=60)
    assert (worker.returncode, said.splitlines()[-1]) == (1, _LOST), said


def test_worker_that_loses_its_database_during_a_job_ends_with_that_line_too(
    tmp_path: Path, start_worker: StartWorker
) -> None:
    slow_job(tmp_path / "done", seconds=1)
    worker = start_worker()
    wait_until((tmp_path / "done.began").exists)
    wait_until(_waits_for_jobs)
    with _database_gone():
        _, said = worker.communicate(timeout=60)
    assert (worker.returncode, said.splitlines()[-1]) == (1, _LOST), said
    assert "never retrieved" not in said


_LOST = "CommandError: the worker lost its database"


def _waits_for_jobs() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND query ILIKE 'LISTEN %procrastinate%'"
        )
        return bool(cursor.fetchone()[0])


@contextlib.contextmanager
def _database_gone() -> Iterator[None]:
    """Cuts all other connections to the test database and lets no new one in."""
    owner = django_database(settings.SELLO_DATABASE_OWNER_URL)
    parts = {"dbname": "postgres", "user": owner["USER"], "password": owner["PASSWORD"]}
    parts |= {"host": owner["HOST"], "port": owner["PORT"]}
    name = psycopg.sql.Identifier(str(connection.settings_dict["NAME"]))
    change = psycopg.sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    login = psycopg.connect(
        **{key: value for key, value in parts.items() if value},  # type: ignore[arg-type]  # all are texts
        autocommit=True,
    )
    with login:
        login.execute(change.format(name, psycopg.sql.SQL("false")))
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    " AND usename = current_user"
                )
            yield
        finally:
            login.execute(change.format(name, psycopg.sql.SQL("true")))


def test_worker_without_settings_is_refused_in_one_line() -> None:
    plain = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SELLO_", "DATABASE_"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "sello_site.manage", "worker"],
        env={**plain, "DJANGO_SETTINGS_MODULE": "sello_site.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.splitlines()) == (
        2,
        [
            "sello: DATABASE_URL is missing: expected postgresql://LOGIN:PASSWORD@HOST/NAME",
            "sello: SELLO_SECRET_KEY is missing: expected at least 40 random characters",
        ],
    )


def test_platforms_own_schedule_publishes_and_retries_every_minute() -> None:
    crons = {
        name: scheduled.cron
        for (name, _slug), scheduled in app.periodic_registry.periodic_tasks.items()
        if name.startswith("sello_site.")
    }
    assert crons == {
        "sello_site.tasks.publish_scheduled": "* * * * *",
        "sello_site.tasks.retry_stalled": "* * * * *",
        "sello_site.tasks.forget_old_jobs": "17 7 * * *",
        "sello_site.tasks.clear_expired_sessions": "37 7 * * *",
        "sello_site.headless.tasks.record": "* * * * *",
        "sello_site.headless.tasks.deliver": "* * * * *",
        "sello_site.headless.tasks.forget": "57 7 * * *",
        "sello_site.limits.tasks.sweep_limits": "*/5 * * * *",
        "sello_site.outbox.tasks.send_letters": "* * * * *",
        "sello_site.privacy.tasks.forget_old_requests": "47 7 * * *",
        "sello_site.privacy.tasks.remind_officers": "5 11 * * *",
        "sello_site.outbox.tasks.forget_letters": "37 7 * * *",
        "sello_site.translations.tasks.synchronise_languages": "27 6 * * *",
        "sello_site.typesetting.tasks.remove_old_typeset_documents": "27 7 * * *",
    }


def test_scheduled_page_also_expires() -> None:
    root = Page.objects.get(depth=1)
    past = timezone.now() - datetime.timedelta(minutes=1)
    page = root.add_child(instance=Page(title="Ayer", slug="ayer", expire_at=past))
    call_command("publish_scheduled")
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)
