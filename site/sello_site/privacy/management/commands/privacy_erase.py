"""``privacy_erase``: erases what is kept about a person and need not be."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sello_site.privacy.person_data import PersonDataFailure, erase_person, export_person


class Command(BaseCommand):
    help = "Erases what plugins and services keep about an address; tells what remains, and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--yes", action="store_true", help="do it; without it nothing changes")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"]
        try:
            if not options["yes"]:
                found = {one.slug: len(one.rows) for one in export_person(email=email)}
                raise CommandError(f"nothing was erased; --yes erases among {json.dumps(found)}")
            erasure = erase_person(email=email)
        except PersonDataFailure as error:
            raise CommandError(f"nothing was erased: {error}") from error
        self.stdout.write(json.dumps(erasure.as_record(), ensure_ascii=False, indent=2))
