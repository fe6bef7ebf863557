"""A real site for the browser: own database, granian, the worker, the demonstration content."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from e2e.browsing import Site, Watched, enrol, watch

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All browser tests share one site, so one xdist worker runs them."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = os.environ.get("SELLO_TEST_CHROMIUM", "")
    if path and Path(path).exists():
        return path
    if os.environ.get("SELLO_TEST_BROWSER_REQUIRED") == "1":
        pytest.fail("a browser is required, and SELLO_TEST_CHROMIUM names none")
    pytest.skip("no Chromium on this machine: browser tests are skipped")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _with_database(url: str, name: str) -> str:
    parts: dict[str, Any] = {**conninfo_to_dict(url), "dbname": name}
    host = parts.get("host") or ""
    if host.startswith("/"):
        return f"postgresql://{parts['user']}@/{name}?host={host}" + (
            f"&port={parts['port']}" if parts.get("port") else ""
        )
    password = f":{parts['password']}" if parts.get("password") else ""
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"postgresql://{parts['user']}{password}@{host}{port}/{name}"


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="session")
def site(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    var = tmp_path_factory.mktemp("var")
    name = f"sello_e2e_{secrets.token_hex(4)}"
    owner_url = os.environ["SELLO_DATABASE_OWNER_URL"]
    port = _free_port()
    with psycopg.connect(
        make_conninfo(owner_url, dbname="postgres"), autocommit=True
    ) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("SELLO_")},
        "DJANGO_SETTINGS_MODULE": "sello_site.settings",
        "DATABASE_URL": _with_database(os.environ["DATABASE_URL"], name),
        "SELLO_SECRET_KEY": secrets.token_urlsafe(50),
        "SELLO_PUBLIC_URL": f"http://localhost:{port}",
        "SELLO_HEADLESS_URL": f"http://localhost:{_free_port()}",
        "SELLO_VAR": str(var),
        "SELLO_DEMO": "1",
    }
    running: list[subprocess.Popen[bytes]] = []
    site = Site(f"http://localhost:{port}", environment)
    try:
        environment["SELLO_DATABASE_OWNER_URL"] = _with_database(owner_url, name)
        site.manage("migrate", "-v", "0")
        del environment["SELLO_DATABASE_OWNER_URL"]
        site.manage("collectstatic", "--noinput", "-v", "0")
        site.manage("load_demo")
        accounts = json.loads((var / "demo-accounts.json").read_text(encoding="utf-8"))
        site.accounts = {account["role"]: account for account in accounts}
        made = enrol(site, *(account["email"] for account in accounts))
        for account in accounts:
            account["secret"] = made[account["email"]]
        with (var / "server.log").open("wb") as log:
            for command in (
                [
                    *(sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2"),
                    *("--host", "127.0.0.1", "--port", str(port), "--no-ws"),
                    *("--blocking-threads", "4", "sello_site.wsgi:application"),
                ],
                [sys.executable, "-m", "sello_site.manage", "worker"],
            ):
                running.append(
                    subprocess.Popen(
                        command,
                        env=environment,
                        stdout=log,
                        stderr=log,
                        start_new_session=True,
                    )
                )
        _wait_until_served(site.url, var / "server.log")
        yield site
    finally:
        for process in running:
            _stop(process)
        with psycopg.connect(
            make_conninfo(owner_url, dbname="postgres"), autocommit=True
        ) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


def _wait_until_served(url: str, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=5)  # noqa: S310  # our own server on loopback
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(log.read_text(encoding="utf-8", errors="replace")[-3000:])


# Not for the session: Playwright keeps an event loop running in this thread, in which Django
# refuses the queries of the tests that follow.
@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """An anonymous reader on a desktop; whatever the test does, nothing may go wrong quietly."""
    context = browser.new_context(base_url=site.url, locale="es-CL")
    watched = watch(context, site)
    yield context
    context.close()
    assert watched == Watched()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
