"""Sending again what may not have arrived: a decision of people."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from sello_site.outbox.letters import GIVE_UP_AFTER, wake
from sello_site.outbox.models import Letter


def resend_unknown() -> int:
    """Puts the uncertain letters in line again, with the Message-ID that they had; answers how
    many. Some of their readers may get them twice."""
    now = timezone.now()
    changed = Letter.objects.filter(state=Letter.State.UNKNOWN).update(
        state=Letter.State.PENDING,
        claim=None,
        reason="",
        resend_asked_at=now,
        not_before=now,
        give_up_at=now + GIVE_UP_AFTER,
    )
    if changed:
        transaction.on_commit(wake, robust=True)
    return changed


def counts() -> dict[str, int]:
    """State → number of letters, for every state."""
    found = dict(Letter.objects.values_list("state").annotate(number=Count("pk")).order_by())
    return {state: found.get(state, 0) for state in Letter.State.values}
