"""The pump as background work: asked for after each commit, and each minute besides."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from sello_site.outbox.letters import wake
from sello_site.outbox.models import Letter, LocalLetter
from sello_site.outbox.pump import pump
from sello_site.outbox.returning import tell_writers

SECONDS = 8.0
"""How long one job sends: less than the time that a worker has to finish after TERM."""

KEPT_DAYS = 30
"""How long letters that have left, and so their keys, are kept; failed ones three times as long."""


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="send_letters", lock="send_letters")
def send_letters(timestamp: int) -> None:
    """Sends what is due, one job at a time: a server that hangs must not hold all workers."""
    is_unfinished = pump(seconds=SECONDS).more
    if tell_writers() or is_unfinished:
        wake()


@app.periodic(cron="37 7 * * *")
@app.task(queueing_lock="forget_letters")
def forget_letters(timestamp: int) -> None:
    """Deletes old letters, and what failed ones said, which nothing can send any more; uncertain
    ones stay until somebody has decided, or for as long as letters are kept: then it is too late
    to tell anybody."""
    recent = timezone.now() - datetime.timedelta(days=KEPT_DAYS)
    long_ago = timezone.now() - datetime.timedelta(days=3 * KEPT_DAYS)
    Letter.objects.filter(state=Letter.State.UNKNOWN, created_at__lt=recent).update(
        state=Letter.State.FAILED, reason="undecided", reply_to=""
    )
    tell_writers()
    Letter.objects.filter(
        Q(state=Letter.State.SENT, created_at__lt=recent)
        | Q(state=Letter.State.FAILED, created_at__lt=long_ago)
    ).delete()
    # An address is left where nobody has been told yet: the next run forgets that letter.
    Letter.objects.filter(state=Letter.State.FAILED, reply_to="").exclude(text="", html="").update(
        text="", html=""
    )
    LocalLetter.objects.filter(arrived_at__lt=recent).delete()
