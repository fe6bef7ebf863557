"""A plugin of somebody else, from its own distribution: installed, used, and taken away again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from sello_site.database_settings import django_database

from .conftest import ROOT, Run, database_address

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("third_party_plugin")]

PROBE = Path(__file__).with_name("notices_probe.py")
DISTRIBUTION = ROOT / "tests" / "plugins" / "sello_notices"
SITE_OF_ITS_OWN = {
    "SELLO_NOTICES_KEEP_DAYS": "30",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the distribution is installed, as pip does it, without the network."""
    source = tmp_path_factory.mktemp("source") / "sello_notices"
    shutil.copytree(DISTRIBUTION, source, ignore=shutil.ignore_patterns("__pycache__"))
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps",
         "--no-build-isolation", "--disable-pip-version-check", "--root-user-action=ignore",
         "--target", str(folder), str(source)],
        check=True,
    )  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def database(django_db_setup: None) -> Iterator[dict[str, str]]:
    """A database of its own, whose test twin is the same one; dropped afterwards."""
    owner = django_database(settings.SELLO_DATABASE_OWNER_URL)
    name = f"notices_{os.getpid()}"
    login = {"user": owner["USER"], "password": owner["PASSWORD"]}
    admin = database_address("postgres", **login)
    with psycopg.connect(admin, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "test_{name}"')
    runtime = {"user": settings.SELLO_RUNTIME_USER, "password": settings.SELLO_RUNTIME_PASSWORD}
    yield {
        "DATABASE_URL": database_address(f"test_{name}", **runtime),
        "SELLO_DATABASE_OWNER_URL": database_address(f"test_{name}", **login),
        "twin": database_address(name, **runtime),
        "twin of owner": database_address(name, **login),
    }
    with psycopg.connect(admin, autocommit=True) as server:
        server.execute(f'DROP DATABASE "test_{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def run(run_platform: Run, database: dict[str, str]) -> Run:
    """Runs a process of the site; the owner's login goes to those that ask for it."""

    def run(*arguments: str, owner: bool = False, **options: Any) -> Any:
        environment = {"DATABASE_URL": database["DATABASE_URL"]}
        if owner:
            environment["SELLO_DATABASE_OWNER_URL"] = database["SELLO_DATABASE_OWNER_URL"]
        answer = run_platform(*arguments, **{**environment, **options})
        assert answer.code == 0, answer.stderr[-4000:]
        return answer

    return run


@pytest.fixture(scope="module")
def migrated(run: Run, folder: Path) -> None:
    manage = ("-m", "sello_site.manage")
    run(
        *manage,
        "migrate",
        "-v0",
        folder=folder,
        owner=True,
        DJANGO_SETTINGS_MODULE="sello_site.settings",
    )


@pytest.mark.usefixtures("migrated")
def test_its_own_tests_and_the_contract_tests_pass(
    run: Run, folder: Path, database: dict[str, str]
) -> None:
    answer = run(
        "-m", "pytest", "-q", "--reuse-db", "-p", "no:cacheprovider", str(DISTRIBUTION / "tests"),
        f"--rootdir={DISTRIBUTION}", "-c", str(DISTRIBUTION / "pyproject.toml"),
        folder=folder,
        DATABASE_URL=database["twin"], SELLO_DATABASE_OWNER_URL=database["twin of owner"],
    )  # fmt: skip
    assert " passed" in answer.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def installed(run: Run, folder: Path, migrated: None) -> dict[str, Any]:
    run("-m", "sello_site.manage", "load_demo", folder=folder)
    return run(str(PROBE), folder=folder, **SITE_OF_ITS_OWN).facts


def test_installed_it_appears_everywhere_with_no_line_of_the_platform_changed(
    installed: dict[str, Any],
) -> None:
    assert installed == {
        "plugins": [
            "map",
            "accounts",
            "pages",
            "directory",
            "editorial",
            "graphics",
            "guides",
            "notices",
            "atlas",
        ],
        "home": 200,
        "page": 200,
        "page as editor": 200,
        "list": 200,
        "list names it": True,
        "menu": True,
        "sitemap": True,
        "search": ["/aviso-de-demostracion/", "/avisos/"],
        "pages api": True,
        "plugin api": 200,
        "document": True,
        "admin": 200,
        "tree": 200,
        "screen": 200,
        "screen for a stranger": 302,
        "admin menu": True,
        "tile": True,
        "schedule": ["30 6 * * *"],
        "settings": [{"keep_days": 30, "list_size": 20}],
    }


@pytest.mark.usefixtures("installed")
def test_check_is_content_and_privileges_are_as_declared(run: Run, folder: Path) -> None:
    answer = run("-m", "sello_site.manage", "check", "--database", "default", folder=folder)
    assert answer.stdout.strip() == "System check identified no issues (0 silenced)."


@pytest.mark.usefixtures("installed")
def test_runtime_login_is_refused_what_only_the_owner_may(database: dict[str, str]) -> None:
    refused = []
    for statement in (
        "ALTER TABLE sello_notices_reminder ADD COLUMN more text",
        "TRUNCATE sello_notices_reminder",
        "CREATE TABLE more (id int)",
        "DROP TABLE sello_notices_reminder",
        "SET ROLE sello_owner",
        "CREATE ROLE more",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
    ):
        with psycopg.connect(database["DATABASE_URL"]) as login:
            try:
                login.execute(statement)
            except psycopg.errors.InsufficientPrivilege:
                refused.append(True)
            else:
                refused.append(statement)
    assert refused == [True] * 7


@pytest.mark.usefixtures("installed")
def test_its_scheduled_task_runs_in_a_real_worker(
    run: Run,
    folder: Path,
    database: dict[str, str],
    platform_environment: dict[str, str],
) -> None:
    run(
        "-c",
        "import django; django.setup()\n"
        "from sello_notices.models import NoticePage, Reminder\n"
        "from sello_notices.tasks import forget_old_reminders\n"
        "from datetime import timedelta\n"
        "from django.utils import timezone\n"
        "notice = NoticePage.objects.get(locale__language_code='es')\n"
        "for name, days in (('old', 31), ('new', 29)):\n"
        "    one = Reminder.objects.create(email=name + '@example.org', notice=notice)\n"
        "    asked = timezone.now() - timedelta(days=days)\n"
        "    Reminder.objects.filter(pk=one.pk).update(asked_at=asked)\n"
        "forget_old_reminders.defer(timestamp=0)\n",
        folder=folder,
        **SITE_OF_ITS_OWN,
    )
    worker = subprocess.Popen(
        [sys.executable, "-m", "sello_site.manage", "worker"],
        env={
            **platform_environment,
            **SITE_OF_ITS_OWN,
            "PYTHONPATH": str(folder),
            "DATABASE_URL": database["DATABASE_URL"],
        },
        cwd=ROOT,
    )
    try:
        with psycopg.connect(database["DATABASE_URL"], autocommit=True) as look:
            wait_until(lambda: one_value(look, "SELECT count(*) FROM sello_notices_reminder") == 1)
            kept = one_value(look, "SELECT string_agg(email, ',') FROM sello_notices_reminder")
    finally:
        worker.send_signal(signal.SIGTERM)
        code = worker.wait(timeout=30)
    assert (kept, code) == ("new@example.org", 0)


@pytest.fixture(scope="module")
def uninstalled(run: Run, installed: dict[str, Any]) -> dict[str, Any]:
    """The same site without the distribution, its pages still in the database."""
    return run(str(PROBE)).facts


def test_uninstalled_with_live_pages_left_behind_the_site_stands(
    uninstalled: dict[str, Any],
) -> None:
    assert uninstalled == {
        "plugins": [
            "map",
            "accounts",
            "pages",
            "directory",
            "editorial",
            "graphics",
            "guides",
            "atlas",
        ],
        "home": 200,
        "page": 404,
        "page as editor": 404,
        "list": 404,
        "list names it": False,
        "menu": False,
        "sitemap": False,
        "search": [],
        "pages api": False,
        "plugin api": 404,
        "document": False,
        "admin": 200,
        "tree": 200,
        "screen": 404,
        "screen for a stranger": 302,
        "admin menu": False,
        "tile": False,
        "schedule": [],
        "settings": [],
    }


@pytest.mark.usefixtures("uninstalled")
def test_uninstalled_plugin_leaves_checks_and_migrations_working(run: Run) -> None:
    manage = ("-m", "sello_site.manage")
    run(*manage, "check")
    run(*manage, "migrate", "-v0", owner=True, DJANGO_SETTINGS_MODULE="sello_site.settings")
    run(*manage, "rebuild_search")
    run(*manage, "publish_scheduled")


def test_excluded_it_is_as_if_it_were_not_installed(
    run: Run, folder: Path, uninstalled: dict[str, Any]
) -> None:
    answer = run(str(PROBE), folder=folder, SELLO_PLUGINS_EXCLUDE="notices", **SITE_OF_ITS_OWN)
    assert answer.facts == uninstalled


@pytest.mark.usefixtures("uninstalled")
def test_with_one_login_and_no_owner_the_site_starts_without_the_desk_and_says_so(
    run: Run, database: dict[str, str]
) -> None:
    one_login = {
        "DATABASE_URL": database["SELLO_DATABASE_OWNER_URL"],
        "DJANGO_SETTINGS_MODULE": "sello_site.settings",
    }
    run("-m", "sello_site.manage", "migrate", "-v0", **one_login)
    answer = run("-c", "import sello_site.wsgi", **one_login)
    assert sum("the desk zone is not served" in line for line in answer.lines) == 1


def one_value(login: psycopg.Connection[Any], query: str) -> Any:
    row = login.execute(query.encode()).fetchone()
    return row[0] if row else None


def wait_until(is_done: Callable[[], bool], *, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_done():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)
