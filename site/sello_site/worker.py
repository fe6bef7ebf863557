"""The background worker of a host."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app

from sello_site.plugin_registry import registry


def register_schedules() -> None:
    """Registers each plugin's ``tasks.SCHEDULE`` (task → cron expression, UTC).

    A plugin whose schedule is malformed is quarantined.
    """
    for plugin in registry.plugins():
        with registry.containing(plugin, "tasks"):
            tasks = plugin.submodule("tasks")
            schedule: dict[Any, str] = getattr(tasks, "SCHEDULE", {}) if tasks else {}
            for task, cron in schedule.items():
                app.periodic(cron=cron, periodic_id=f"{plugin.slug}:{task.name}")(task)


def run_worker(*, grace_seconds: float, concurrency: int = 2) -> None:
    """Runs jobs until the process is told to stop; a job that runs then has ``grace_seconds``."""
    register_schedules()
    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]  # the Django connector has it
    with app.replace_connector(worker_app.connector):
        app.run_worker(
            concurrency=concurrency,
            shutdown_graceful_timeout=grace_seconds,
            install_signal_handlers=True,
        )
