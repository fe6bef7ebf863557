"""What the passing of days asks for: reminders, and pages that say that an entry may be old."""

from __future__ import annotations

import datetime
import logging

from django.db import transaction
from django.db.models import F

from sello_accounts.models import Organisation
from sello_directory import letters
from sello_directory.freshness import REMIND_DAYS, oldest_current
from sello_directory.models import DirectoryEntry, Proposal
from sello_map.days import today

logger = logging.getLogger("sello.directory")

LOOK_BACK = datetime.timedelta(days=7)
"""So long the work may have stood still, and the pages still change on their own."""


def follow_up_entries() -> int:
    """May be run again: no letter is written twice. Answers how many people were asked."""
    limit = oldest_current()
    # Nothing of them changes but what their pages say: a write, so that no cache keeps the old.
    DirectoryEntry.objects.filter(
        confirmed_on__lt=limit, confirmed_on__gte=limit - LOOK_BACK
    ).update(confirmed_on=F("confirmed_on"))
    soon = oldest_current(today() + datetime.timedelta(days=REMIND_DAYS))
    under_review = Proposal.objects.filter(state=Proposal.State.SENT).values("municipality")
    # Asked once, and not again for ever: the outbox does not keep its letters for a year.
    due = DirectoryEntry.objects.filter(
        confirmed_on__lt=soon, confirmed_on__gte=soon - LOOK_BACK
    ).exclude(municipality__in=under_review)
    confirmed = dict(due.values_list("municipality_id", "confirmed_on"))
    asked = 0
    for organisation in Organisation.objects.active().filter(municipality__in=confirmed):
        try:
            with transaction.atomic():
                asked += letters.confirmation_due(
                    organisation, confirmed_on=confirmed[organisation.code]
                )
        except Exception:
            logger.exception("organisation %s was not asked about its entry", organisation.pk)
    return asked
