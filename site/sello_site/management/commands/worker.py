"""``worker``: background jobs, schedules, and the listener that empties this host's page cache."""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sello_site.start import refuse_incomplete_settings
from sello_site.worker import WorkerStopped, run_worker


class Command(BaseCommand):
    help = "Runs background jobs until it gets TERM or INT; a running job is finished first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--grace", type=float, default=15.0, help="seconds for running jobs")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_incomplete_settings()
        # procrastinate tells of each job at INFO, which is every minute, twice.
        logging.getLogger("procrastinate").setLevel(logging.WARNING)
        try:
            run_worker(grace_seconds=options["grace"])
        except WorkerStopped as error:
            raise CommandError(str(error)) from error
