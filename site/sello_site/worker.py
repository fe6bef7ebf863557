"""The background worker of a host: jobs, schedules, and the page cache's listener."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector

from sello_site.page_cache.installation import start_listener
from sello_site.plugin_registry import registry

logger = logging.getLogger("sello.worker")

POOL_SECONDS = 5.0
"""How long a question waits for a connection before the database counts as lost."""


class WorkerStopped(Exception):  # noqa: N818  # says what happened
    """The worker ended without being told to, as when it lost its database."""


def register_schedules() -> None:
    """Registers each plugin's ``tasks.SCHEDULE`` (task → cron expression, UTC); can be repeated.

    The schedule was judged when the plugin was loaded; what fails here quarantines it too.
    """
    known = app.periodic_registry.periodic_tasks
    for plugin in registry.plugins():
        with registry.containing(plugin, "tasks"):
            tasks = plugin.submodule("tasks")
            schedule: dict[Any, str] = getattr(tasks, "SCHEDULE", {}) if tasks else {}
            for task, cron in schedule.items():
                if (task.name, plugin.slug) not in known:
                    app.periodic(cron=cron, periodic_id=plugin.slug)(task)


def run_worker(*, grace_seconds: float, concurrency: int = 2) -> None:
    """Runs jobs until TERM or INT; a job that runs then has ``grace_seconds``.

    Raises :class:`WorkerStopped` when it ends by itself: procrastinate answers the death of
    PostgreSQL with a quiet return, and whoever started the worker has to know.
    """
    register_schedules()
    stop_listener = threading.Event()
    listener = start_listener(database_address(), stop_listener)
    try:
        asyncio.run(_run(grace_seconds=grace_seconds, concurrency=concurrency))
    finally:
        stop_listener.set()
        listener.join(timeout=3)


async def _run(*, grace_seconds: float, concurrency: int) -> None:
    asyncio.get_running_loop().set_exception_handler(_tell_of_unasked_failure)
    told_to_stop = asyncio.Event()
    connector = PsycopgConnector(
        kwargs=connector_params("default"),
        timeout=POOL_SECONDS,
        # Besides the jobs: heartbeat, schedule and the look-out for new jobs.
        max_size=concurrency + 3,
        min_size=1,
    )
    try:
        with app.replace_connector(connector):
            async with app.open_async():
                await _work(told_to_stop, grace_seconds=grace_seconds, concurrency=concurrency)
    except ConnectorException as error:
        logger.debug("the worker lost its database", exc_info=True)
        raise WorkerStopped("the worker lost its database") from error
    if not told_to_stop.is_set():
        raise WorkerStopped("the worker ended without being told to")


def _tell_of_unasked_failure(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What asyncio says of tasks that failed unseen, without those that lost the database: the
    worker's last word tells of it, and a job that was cut off is found by ``retry_stalled``."""
    if isinstance(context.get("exception"), ConnectorException):
        logger.debug("%s", context["message"], exc_info=context["exception"])
    else:
        loop.default_exception_handler(context)


async def _work(told_to_stop: asyncio.Event, *, grace_seconds: float, concurrency: int) -> None:
    work = asyncio.ensure_future(
        app.run_worker_async(
            concurrency=concurrency,
            shutdown_graceful_timeout=grace_seconds,
            install_signal_handlers=False,
            task_middleware=[_with_living_connection],
        )
    )

    def stop() -> None:
        told_to_stop.set()
        work.cancel()  # procrastinate takes this as the wish to finish what runs

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    logger.info("worker ready")
    try:
        await work
    except asyncio.CancelledError:
        if not told_to_stop.is_set():
            raise


def _with_living_connection(call_next: Any, context: Any, worker: Any) -> Any:
    """Around each job in a thread: Django's own connection may have died since the last one."""
    close_old_connections()
    try:
        return call_next()
    finally:
        close_old_connections()


def database_address() -> str:
    """The address of the run-time login, for what talks to PostgreSQL without Django."""
    from psycopg.conninfo import make_conninfo  # inline: only the worker needs it

    database = settings.DATABASES["default"]
    parts = {
        "dbname": database["NAME"],
        "user": database["USER"],
        "password": database["PASSWORD"],
        "host": database["HOST"],
        "port": database["PORT"],
    }
    return make_conninfo(**{key: value for key, value in parts.items() if value})
