"""Background work of the platform itself. Times of the schedule are UTC, as procrastinate's."""

from __future__ import annotations

import logging

from django.core.management import call_command
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

logger = logging.getLogger("sello.tasks")

KEPT_HOURS = 24 * 30
"""How long finished jobs stay in the database, for questions about what happened."""


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="publish_scheduled", lock="publish_scheduled")
def publish_scheduled(timestamp: int) -> None:
    """Publishes and expires what editors scheduled, every minute."""
    call_command("publish_scheduled")


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Gives jobs back to the queue whose worker died without saying so.

    A worker that lives tells so every ten seconds, however long its job takes; one that has been
    silent for thirty is taken for dead.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=30):
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            # The next run of the same work waits already, held up by this one's lock: the stalled
            # one is given up, or neither would ever run.
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
            logger.warning("job %s (%s) stalled; the next one runs", job.id, job.task_name)
        else:
            logger.warning("job %s (%s) stalled and is tried again", job.id, job.task_name)


@app.periodic(cron="17 7 * * *")
@app.task(queueing_lock="forget_old_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Deletes finished jobs after a month, or the every-minute ones would fill the disk."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.periodic(cron="37 7 * * *")
@app.task(queueing_lock="clear_expired_sessions")
def clear_expired_sessions(timestamp: int) -> None:
    """Deletes the sessions that nobody can come back to."""
    call_command("clearsessions")
