"""What the commands share that import a file."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError

from sello_accounts.rights import OPERATOR
from sello_site.tabular import Report


class ImportCommand(BaseCommand):
    """Imports the named CSV or XLSX file as the operator; exits with 1 when it has faults."""

    bring_in: ClassVar[Callable[..., Report]]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV or XLSX")
        parser.add_argument(
            "--dry-run", action="store_true", help="check everything and save nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                report = type(self).bring_in(
                    actor=OPERATOR, file=file, file_name=path.name, dry_run=options["dry_run"]
                )
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        self.stdout.write(str(report))
        if not report.is_clean:
            raise CommandError("nothing was saved")
