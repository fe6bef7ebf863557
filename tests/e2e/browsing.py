"""The running site as browser tests see it: its commands, its accounts, and what goes wrong."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page


@dataclass
class Site:
    """A running site: where it answers, and how to run its commands."""

    url: str
    environment: dict[str, str]
    accounts: dict[str, dict[str, str]] = field(default_factory=dict)

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "sello_site.manage", *arguments],
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=180,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def python(self, code: str) -> str:
        """Runs code in the site's Django environment, as the worker or a script would."""
        return self.manage("shell", "--no-imports", "-v", "0", "-c", code)


@dataclass
class Watched:
    """What went wrong in a context while a test ran."""

    violations: list[str] = field(default_factory=list)
    foreign_requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def watch(context: BrowserContext, site: Site) -> Watched:
    """Records policy violations, requests to other hosts, script errors and 5xx answers."""
    watched = Watched()

    def on_request(request: Any) -> None:
        if not request.url.startswith((site.url, "data:", "blob:", "about:")):
            watched.foreign_requests.append(request.url)

    def on_console(message: Any) -> None:
        if "Content Security Policy" in message.text:
            watched.violations.append(message.text)

    def on_response(response: Any) -> None:
        if response.status >= 500:
            watched.failed.append(f"{response.status} {response.url}")

    context.on("request", on_request)
    context.on("console", on_console)
    context.on("response", on_response)
    context.on("weberror", lambda error: watched.errors.append(str(error.error)))
    return watched


def sign_in(context: BrowserContext, site: Site, role: str) -> Page:
    """A page of the admin, signed in as the demonstration account of this role."""
    account = site.accounts[role]
    page = context.new_page()
    page.goto("/admin/")
    page.get_by_label("correo", exact=False).fill(account["email"])
    page.locator("input[type=password]").fill(account["password"])
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/admin/")
    return page
