"""Background work: the record of changes is kept up to date, and what is due is delivered."""

from __future__ import annotations

import logging
from typing import Any

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

from sello_site.headless.changes import record_changes
from sello_site.headless.webhooks.sending import forget_old_deliveries, send_due

logger = logging.getLogger("sello.headless")

SECONDS = 8.0
"""How long one job sends: less than the time that a worker has to finish after TERM."""


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="headless_record", lock="headless_record")
def record(timestamp: int) -> None:
    """Records what the public sees differently since the last time."""
    changes = record_changes()
    if changes:
        logger.info("%s changes of what the public sees", len(changes))


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="headless_deliver", lock="headless_deliver")
def deliver(timestamp: int) -> None:
    """Sends the deliveries that are due, one job at a time: an address that hangs must not hold
    all workers."""
    if send_due(seconds=SECONDS):
        wake()


@app.periodic(cron="57 7 * * *")
@app.task(queueing_lock="headless_forget")
def forget(timestamp: int) -> None:
    """Deletes deliveries that were finished a month ago."""
    forget_old_deliveries()


def wake() -> None:
    """Asks the worker to deliver now; what fails here is mended by the job of each minute."""
    _defer(deliver)


def wake_record() -> None:
    """Asks the worker to compare now."""
    _defer(record)


def _defer(task: Task[..., Any, Any]) -> None:
    try:
        task.defer(timestamp=0)
    except AlreadyEnqueued:
        logger.debug("%s is about to run already", task.name)
