"""Background work of the platform itself. Times of the schedule are UTC, as procrastinate's."""

from __future__ import annotations

import logging

from django.core.management import call_command
from procrastinate import JobContext
from procrastinate.contrib.django import app

logger = logging.getLogger("sello.tasks")


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="publish_scheduled", lock="publish_scheduled")
def publish_scheduled(timestamp: int) -> None:
    """Publishes and expires what editors scheduled, every minute."""
    call_command("publish_scheduled")


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Gives jobs back to the queue whose worker died without saying so."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(nb_seconds=300):
        logger.warning("job %s (%s) stalled and is tried again", job.id, job.task_name)
        await manager.retry_job(job)
