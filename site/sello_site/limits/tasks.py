"""Background work of the limits. Times of the schedule are UTC, as procrastinate's."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sello_site.limits.service import sweep


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="sweep_limits")
def sweep_limits(timestamp: int) -> None:
    """Deletes counters whose window has ended."""
    sweep()
