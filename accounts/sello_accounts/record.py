"""Writes the record of access."""

from __future__ import annotations

import datetime
from typing import Any

from sello_accounts.models import AccessEvent, Organisation, User
from sello_accounts.rights import Authority


def record(
    kind: AccessEvent.Kind,
    *,
    authority: Authority,
    organisation: Organisation | None,
    person: User | None = None,
    **details: Any,
) -> None:
    """Adds one event, in the caller's transaction.

    ``details`` are roles, days and numbers of rows: no names and no addresses, since what stands
    here cannot be erased.
    """
    AccessEvent.objects.create(
        kind=kind,
        actor=authority.actor,
        on_behalf_of=authority.on_behalf_of,
        organisation=organisation,
        person=person,
        details={
            name: value.isoformat() if isinstance(value, datetime.date) else value
            for name, value in details.items()
            if value is not None
        },
    )
