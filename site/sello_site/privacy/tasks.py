"""Background work of the privacy service. Times of the schedule are UTC, as procrastinate's."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sello_site.privacy import reminding


@app.periodic(cron="5 11 * * *")
@app.task(queueing_lock="remind_officers")
def remind_officers(timestamp: int) -> None:
    """Tells the officers each morning what is due."""
    reminding.remind_officers()


@app.periodic(cron="47 7 * * *")
@app.task(queueing_lock="forget_old_requests")
def forget_old_requests(timestamp: int) -> None:
    """Deletes what was never confirmed, and empties what was closed long ago."""
    reminding.forget_old_requests()
