"""``invite``: sends an invitation, as the operator; how the first people come in."""

from __future__ import annotations

import datetime
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sello_accounts.membership_roles import roles_of_kind
from sello_accounts.models import Organisation
from sello_accounts.problems import AccessProblem
from sello_accounts.rights import OPERATOR
from sello_accounts.services.invitations import invite


class Command(BaseCommand):
    help = "Invites an address to a role in an organisation; the letter goes by the outbox."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", required=True, help="as it is called, in quotes")
        parser.add_argument(
            "--organisation", required=True, metavar="CODE", help="its code, such as 13101"
        )
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")
        parser.add_argument(
            "--until",
            type=datetime.date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="the last day of the membership; without it, until somebody ends it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(code=options["organisation"]).first()
        if organisation is None:
            raise CommandError(
                f"no organisation has the code {options['organisation']}; "
                "import_organisations brings them in"
            )
        roles = roles_of_kind(organisation.kind)
        if options["role"] not in roles:
            raise CommandError(f"roles of this organisation: {', '.join(roles)}")
        try:
            invitation = invite(
                actor=OPERATOR,
                email=options["email"],
                organisation=organisation,
                role=options["role"],
                first_name=options["first_name"],
                last_name=options["last_name"],
                ends_on=options["until"],
            )
        except AccessProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"{invitation.email} is invited to {organisation.name} as «{invitation.role}», "
            f"until {invitation.expires_at:%Y-%m-%d %H:%M} UTC."
        )
