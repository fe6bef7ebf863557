"""``import_municipalities``: brings events into the register from a CSV or XLSX file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sello_map.register.files import import_municipalities


class Command(BaseCommand):
    help = (
        "Imports events of municipalities (commune, event, date, act, source): all of the file or "
        "nothing. Exits with 1 when it has faults."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV or XLSX")
        parser.add_argument(
            "--dry-run", action="store_true", help="check everything and save nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                report = import_municipalities(
                    file=file, file_name=path.name, dry_run=options["dry_run"], by=None
                )
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        self.stdout.write(str(report))
        if not report.is_clean:
            raise CommandError("nothing was saved")
