"""``privacy_export``: everything that is kept about a person, as JSON."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sello_site.privacy.person_data import PersonDataFailure, as_json, export_person


class Command(BaseCommand):
    help = "Prints everything that plugins and services keep about an address, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            kept = export_person(email=options["email"])
        except PersonDataFailure as error:
            raise CommandError(str(error)) from error
        self.stdout.write(as_json(kept, email=options["email"]), ending="")
