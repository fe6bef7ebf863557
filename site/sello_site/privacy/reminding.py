"""What happens to requests by themselves: officers are reminded, old ones are forgotten."""

from __future__ import annotations

import datetime
import logging

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from sello_site.outbox import letters
from sello_site.privacy.models import RightsEvent, RightsRequest
from sello_site.privacy.rights import CONFIRM_WITHIN, officers, words_for_officers

logger = logging.getLogger("sello.privacy")

REMIND_BEFORE = (0, 2, 7)
"""Days left from which officers are told, once for each; after the deadline they are told daily."""

KEPT_YEARS = 3
"""How long a closed request is kept with what it says; afterwards only that there was one."""


def remind_officers() -> int:
    """Writes to every officer about requests that are due soon or overdue; answers how many.

    Can be repeated: for each mark on the way to the deadline it is done once.
    """
    today = timezone.localdate()
    due = RightsRequest.objects.filter(
        state=RightsRequest.State.OPEN,
        due_on__lte=today + datetime.timedelta(days=max(REMIND_BEFORE)),
    )
    told = list(officers())
    number = 0
    for request in due:
        mark = _mark(request)
        if not told:
            logger.error("request %s is due, and nobody has the role to answer it", request.folio)
            continue
        with transaction.atomic():
            # One after the other: two runs at once would both find that nothing was sent.
            RightsRequest.objects.select_for_update().get(pk=request.pk)
            if request.events.filter(kind=RightsEvent.Kind.REMINDED, data__mark=mark).exists():
                continue
            RightsEvent.objects.create(
                request=request, kind=RightsEvent.Kind.REMINDED, data={"mark": mark}
            )
            for officer in told:
                letters.send(
                    to=officer.email,
                    template="rights_due",
                    language=settings.LANGUAGE_CODE,
                    context=words_for_officers(request),
                )
        number += 1
    return number


def _mark(request: RightsRequest) -> str:
    """What a reminder is for: a deadline, and how near it is."""
    days_left = request.days_left or 0
    near = next((days for days in REMIND_BEFORE if 0 <= days_left <= days), days_left)
    return f"{request.due_on}:{near}"


@transaction.atomic
def forget_old_requests() -> int:
    """Deletes what was never confirmed, and empties what was closed long ago; answers how many."""
    now = timezone.now()
    number: int = RightsRequest.objects.filter(
        state=RightsRequest.State.UNCONFIRMED, asked_at__lt=now - CONFIRM_WITHIN
    ).delete()[0]
    long_ago = now - datetime.timedelta(days=365 * KEPT_YEARS)
    for request in RightsRequest.objects.filter(closed_at__lt=long_ago).exclude(email=""):
        request.name = request.email = request.details = request.answer = ""
        request.save()
        RightsEvent.objects.create(request=request, kind=RightsEvent.Kind.FORGOTTEN)
        number += 1
    return number
