"""``load_demo``: fills an empty database with the site's first content."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sello_site.demo import DemoRefused, load_demo


class Command(BaseCommand):
    help = (
        "Loads the first content of the site and, with SELLO_DEMO, its demonstration accounts. "
        "Does nothing when that was done before."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force",
            action="store_true",
            help="load beside pages that exist already, and complete what is there in part",
        )
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="when the database holds other pages, leave it at that instead of failing",
        )
        parser.add_argument(
            "--spanish-alone",
            action="store_true",
            help="leave the pages untranslated, which takes half the time",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_demo(
                say=self.stdout.write,
                force=options["force"],
                translated=not options["spanish_alone"],
            )
        except DemoRefused as refusal:
            if not options["if_empty"]:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(f"Not loaded: {refusal}")
            return
        self.stdout.write("Demonstration loaded." if loaded else "Already loaded: nothing to do.")
