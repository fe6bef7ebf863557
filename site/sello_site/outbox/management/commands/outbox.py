"""``outbox``: what waits, left, failed or is uncertain; a letter to try the mail with."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sello_site.outbox.letters import send
from sello_site.outbox.resending import counts, resend_unknown


class Command(BaseCommand):
    help = "Tells how many letters are in each state; sends uncertain ones again when asked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--resend-unknown",
            action="store_true",
            help="send the uncertain letters again; some readers may get them twice",
        )
        parser.add_argument("--test", metavar="ADDRESS", help="write a letter to try the mail with")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if options["test"]:
            try:
                send(
                    to=options["test"],
                    template="test",
                    language=settings.LANGUAGE_CODE,
                    context={},
                )
            except ValueError as error:
                raise CommandError(str(error)) from error
        if options["resend_unknown"]:
            self.stdout.write(f"resent: {resend_unknown()}")
        for state, number in counts().items():
            self.stdout.write(f"{state}: {number}")
