"""``enrolment_link``: lets somebody who has an account, but no second factor, enrol one."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sello_accounts.models import User, normalised_email
from sello_accounts.rights import Authority
from sello_accounts.services import second_factors
from sello_accounts.sign_in.enrolment import CannotEnrol


class Command(BaseCommand):
    help = (
        "Prints a link with which the account can enrol a second factor, as after createsuperuser. "
        "The page behind it also asks for the password."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--reset",
            action="store_true",
            help="first take away the factors it has, and end its sessions",
        )
        parser.add_argument(
            "--send", action="store_true", help="send the link to the account's address instead"
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=normalised_email(options["email"])).first()
        if user is None:
            raise CommandError("no account has this address")
        operator = Authority(None)
        if options["reset"]:
            second_factors.reset(user, operator)
        try:
            if options["send"]:
                second_factors.send_link(user, operator)
                self.stdout.write(f"The link goes to {user.email}.")
            else:
                self.stdout.write(second_factors.make_link(user, operator))
        except CannotEnrol as problem:
            raise CommandError(str(problem)) from problem
