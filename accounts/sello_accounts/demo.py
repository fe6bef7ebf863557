"""Demonstration accounts and organisations: one account at least for each role, with passwords of
chance.

They are made only where ``SELLO_DEMO`` says that this is a demonstration.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from sello_accounts.access import bring_up_to_date
from sello_accounts.configuration import configuration
from sello_accounts.days import today
from sello_accounts.membership_roles import (
    AGENCY_LIAISON,
    DATA_PROTECTION,
    MUNICIPAL_COORDINATOR,
    MUNICIPAL_OPERATOR,
    REGIONAL_OFFICER,
    TRANSLATOR,
)
from sello_accounts.models import Membership, Organisation, User
from sello_map.models import Municipality, Region
from sello_site.demo import DemoContext
from sello_site.roles import ADMINISTRATOR, AUTHOR, EDITOR

ACCOUNTS_FILE = "demo-accounts.json"
"""In ``SELLO_VAR``, readable by its owner alone; the launcher prints what it holds."""

DEPARTMENT = "inclusion"
AGENCY = "organismo"
MUNICIPALITIES = ("13101", "05109", "01101")
METROPOLITAN = "13"


@dataclass(frozen=True)
class DemoAccount:
    """A role, the organisation that it is held in, and the address of the account that shows it
    (in a domain that nobody can own)."""

    role: str
    email: str
    organisation: str


DEMO_ACCOUNTS = (
    DemoAccount(AUTHOR, "autoria@example.org", DEPARTMENT),
    DemoAccount(EDITOR, "edicion@example.org", DEPARTMENT),
    DemoAccount(ADMINISTRATOR, "administracion@example.org", DEPARTMENT),
    DemoAccount(TRANSLATOR, "traduccion@example.org", DEPARTMENT),
    DemoAccount(DATA_PROTECTION, "proteccion.datos@example.org", DEPARTMENT),
    DemoAccount(REGIONAL_OFFICER, "region.metropolitana@example.org", f"dr-{METROPOLITAN}"),
    DemoAccount(AGENCY_LIAISON, "organismo@example.org", AGENCY),
    DemoAccount(MUNICIPAL_COORDINATOR, "coordinacion.santiago@example.org", "13101"),
    DemoAccount(MUNICIPAL_OPERATOR, "operacion.santiago@example.org", "13101"),
    DemoAccount(MUNICIPAL_COORDINATOR, "coordinacion.vina@example.org", "05109"),
    DemoAccount(MUNICIPAL_OPERATOR, "operacion.vina@example.org", "05109"),
    DemoAccount(MUNICIPAL_COORDINATOR, "coordinacion.iquique@example.org", "01101"),
    DemoAccount(MUNICIPAL_OPERATOR, "operacion.iquique@example.org", "01101"),
)


def load(*, context: DemoContext) -> None:
    """Makes organisations and accounts, and writes the passwords; nothing without ``SELLO_DEMO``.

    A password that the file knows is kept, so that it stays the same over repeated runs.
    """
    if not context.demonstration:
        context.say("  no accounts: SELLO_DEMO is off")
        return
    organisations = _organisations()
    context.say(f"  {len(organisations)} organisations")
    path = context.var / ACCOUNTS_FILE
    known = _read_passwords(path)
    rows = []
    for account in DEMO_ACCOUNTS:
        password = known.get(account.email) or secrets.token_urlsafe(12)
        user = _account(account, password, organisations[account.organisation])
        context.people.setdefault(account.role, user)
        rows.append({"email": account.email, "password": password, "role": account.role})
    # Before the commit: a password without its account is used by the next run, while an account
    # without its password would be lost.
    _write_privately(path, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    context.say(f"  {len(rows)} accounts, passwords in {path}")


def _organisations() -> dict[str, Organisation]:
    """By code: the department, the directorates, an agency and three municipalities, marked.

    One that is there already, as after an import, is taken as it is.
    """
    kinds = Organisation.Kind
    found = {
        DEPARTMENT: _organisation(
            DEPARTMENT, kinds.SERMIG_DEPARTMENT, "Departamento de Inclusión (demostración)"
        ),
        AGENCY: _organisation(AGENCY, kinds.STATE_AGENCY, "Organismo del Estado (demostración)"),
    }
    for region in Region.objects.all():
        code = f"dr-{region.pk}"
        directorate = Organisation.objects.filter(
            kind=kinds.REGIONAL_DIRECTORATE, region=region
        ).first()
        found[code] = directorate or _organisation(
            code,
            kinds.REGIONAL_DIRECTORATE,
            f"Dirección regional, {region.name} (demostración)",
            region_id=region.pk,
        )
    due_on = today() + datetime.timedelta(days=configuration().list_days)
    for municipality in Municipality.objects.filter(pk__in=MUNICIPALITIES):
        found[municipality.pk] = _organisation(
            municipality.pk,
            kinds.MUNICIPALITY,
            f"{municipality.name} (demostración)",
            municipality_id=municipality.pk,
            region_id=municipality.pk[:2],
            list_due_on=due_on,
        )
    return found


def _organisation(code: str, kind: str, name: str, **values: object) -> Organisation:
    defaults = {"kind": kind, "name": name, **values}
    return Organisation.objects.get_or_create(code=code, defaults=defaults)[0]


def _account(account: DemoAccount, password: str, organisation: Organisation) -> User:
    user = User.objects.filter(email=account.email).first()
    if user is None:
        user = User.objects.create_user(
            account.email, password, first_name=account.role, last_name="de demostración"
        )
    elif not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    there = Membership.objects.not_over().filter(
        user=user, organisation=organisation, role=account.role
    )
    if not there.exists():
        Membership.objects.create(
            user=user, organisation=organisation, role=account.role, starts_on=today()
        )
    bring_up_to_date(user)
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
