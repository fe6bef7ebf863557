"""Addresses that get no mail any more: who puts them there, and who takes them out again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from sello_site.outbox.models import Suppression, address_hash

LIFTED = "sello_outbox.suppression_lifted"
"""The action under which Wagtail's log, which nobody can change, keeps each lifting."""


def suppress(*, address: str, reason: str) -> None:
    """No letter goes to the address any more, also of those that wait; can be repeated."""
    Suppression.objects.bulk_create(
        [Suppression(address_hash=address_hash(address), reason=reason)], ignore_conflicts=True
    )


def suppression_of(*, address: str) -> Suppression | None:
    """Why and since when the address gets no mail, or None when it does."""
    return Suppression.objects.filter(address_hash=address_hash(address)).first()


@transaction.atomic
def lift(*, address: str, why: str, by: Any) -> bool:
    """Lets mail go to the address again; False when nothing held it back.

    Letters that failed meanwhile stay failed. Raises :class:`ValueError` without a reason.
    """
    if not why.strip():
        raise ValueError("lifting a suppression needs a reason")
    found = (
        Suppression.objects.select_for_update().filter(address_hash=address_hash(address)).first()
    )
    if found is None:
        return False
    # The log names the hash, as the table does: it outlives the erasure of the person.
    log(
        found,
        LIFTED,
        user=by,
        title=found.address_hash,
        data={"why": why.strip(), "suppressed_for": found.reason},
    )
    found.delete()
    return True
