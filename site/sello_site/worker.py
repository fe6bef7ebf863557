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

from sello_site.page_cache.installation import start_listener
from sello_site.plugin_registry import registry

logger = logging.getLogger("sello.worker")


class WorkerStopped(Exception):  # noqa: N818  # says what happened
    """The worker ended without being told to, because it lost its database."""


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
    loop = asyncio.get_running_loop()
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # the Django connector has it
    with app.replace_connector(connector):
        async with app.open_async():
            work = asyncio.ensure_future(
                app.run_worker_async(
                    concurrency=concurrency,
                    shutdown_graceful_timeout=grace_seconds,
                    install_signal_handlers=False,
                    task_middleware=[_with_living_connection],
                )
            )
            told_to_stop = asyncio.Event()

            def stop() -> None:
                told_to_stop.set()
                work.cancel()  # procrastinate takes this as the wish to finish what runs

            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, stop)
            logger.info("worker ready")
            try:
                await work
            except asyncio.CancelledError:
                if not told_to_stop.is_set():
                    raise
            if not told_to_stop.is_set():
                raise WorkerStopped("the worker lost its database")


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
