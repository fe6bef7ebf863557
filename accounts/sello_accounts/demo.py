"""Demonstration accounts: one for each role of the editorial zone, with passwords of chance.

They are made only where ``SELLO_DEMO`` says that this is a demonstration.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.models import Group

from sello_accounts.models import User
from sello_site.demo import DemoContext
from sello_site.roles import ADMINISTRATOR, AUTHOR, EDITOR

ACCOUNTS_FILE = "demo-accounts.json"
"""In ``SELLO_VAR``, readable by its owner alone; the launcher prints what it holds."""


@dataclass(frozen=True)
class DemoAccount:
    """A role and the address of the account that shows it (a domain that nobody can own)."""

    role: str
    email: str


DEMO_ACCOUNTS = (
    DemoAccount(AUTHOR, "autoria@example.org"),
    DemoAccount(EDITOR, "edicion@example.org"),
    DemoAccount(ADMINISTRATOR, "administracion@example.org"),
)


def load(*, context: DemoContext) -> None:
    """Makes the accounts and writes their passwords; does nothing without ``SELLO_DEMO``.

    A password that the file knows is kept, so that it stays the same over repeated runs.
    """
    if not context.demonstration:
        context.say("  no accounts: SELLO_DEMO is off")
        return
    path = context.var / ACCOUNTS_FILE
    known = _read_passwords(path)
    rows = []
    for account in DEMO_ACCOUNTS:
        password = known.get(account.email) or secrets.token_urlsafe(12)
        context.people[account.role] = _account(account, password)
        rows.append({"email": account.email, "password": password, "role": account.role})
    # Before the commit: a password without its account is used by the next run, while an account
    # without its password would be lost.
    _write_privately(path, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    context.say(f"  {len(rows)} accounts, passwords in {path}")


def _account(account: DemoAccount, password: str) -> User:
    user = User.objects.filter(email=account.email).first()
    if user is None:
        user = User.objects.create_user(
            account.email, password, first_name=account.role, last_name="de demostración"
        )
    elif not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    group, _created = Group.objects.get_or_create(name=account.role)
    user.groups.add(group)
    return user


def _read_passwords(path: Path) -> dict[str, str]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {row["email"]: row["password"] for row in rows}
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def _write_privately(path: Path, text: str) -> None:
    """Replaces the file in one step; at no moment can another user of the machine read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        draft.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
