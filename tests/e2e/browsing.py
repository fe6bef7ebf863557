"""The running site as browser tests see it: its commands, its accounts, and what goes wrong."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import struct
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page


@dataclass
class Site:
    """A running site: where it answers, and how to run its commands."""

    url: str
    environment: dict[str, str]
    accounts: dict[str, dict[str, str]] = field(default_factory=dict)
    sessions: dict[str, list[Any]] = field(default_factory=dict)
    used_codes: set[tuple[str, str]] = field(default_factory=set)

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "sello_site.manage", *arguments],
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=600,
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


def until(page: Page, expression: str, seconds: float = 30) -> None:
    """Waits until a JavaScript expression is true.

    Not ``wait_for_function``: from its second look on it evaluates in the page's own scripts, which
    the content security policy rightly refuses.

    Raises AssertionError when the time is over.
    """
    over = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < over, f"not true after {seconds} s: {expression}"
        page.wait_for_timeout(20)


ENROL = """
import json, sys
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from sello_accounts.models import User
for email, secret in json.loads({secrets!r}).items():
    Authenticator.objects.create(
        user=User.objects.get(email=email), type="totp",
        data={{"secret": get_adapter().encrypt(secret)}},
    )
"""


def enrol(site: Site, *emails: str) -> dict[str, str]:
    """Gives accounts an authenticator app; returns address → secret."""
    made = {email: base64.b32encode(secrets.token_bytes(20)).decode() for email in emails}
    site.python(ENROL.format(secrets=json.dumps(made)))
    return made


def code(secret: str, step: int = 0) -> str:
    """What an authenticator app shows now, or ``step`` half minutes later."""
    counter = struct.pack(">Q", int(time.time()) // 30 + step)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 1_000_000:06}"


def fresh_code(site: Site, secret: str) -> str:
    """A code that was not used yet: each is taken once."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for step in (0, 1, -1):
            found = code(secret, step)
            if (secret, found) not in site.used_codes:
                site.used_codes.add((secret, found))
                return found
        time.sleep(1)
    raise AssertionError("no unused code came")


def enter(page: Page, site: Site, email: str, password: str, secret: str) -> None:
    """Through both steps of the sign-in that the page shows."""
    page.get_by_label("Correo electrónico").fill(email)
    page.get_by_label("Contraseña").fill(password)
    page.get_by_role("button", name="Entrar", exact=True).click()
    page.get_by_label("Código", exact=False).fill(fresh_code(site, secret))
    page.get_by_role("button", name="Entrar", exact=True).click()


def sign_in(context: BrowserContext, site: Site, role: str) -> Page:
    """A page of the admin, signed in as the demonstration account of this role.

    Once for each role, then with the same session: codes are taken once, and people are few.
    """
    context.add_cookies(site.sessions.get(role, []))
    page = context.new_page()
    page.goto("/admin/")
    if "/cuenta/entrar/" in page.url:
        account = site.accounts[role]
        enter(page, site, account["email"], account["password"], account["secret"])
        page.wait_for_url("**/admin/")
        site.sessions[role] = [
            cookie for cookie in context.cookies() if cookie["name"].endswith("sello_session")
        ]
    return page
