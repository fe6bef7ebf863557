"""The letters of the directory, written to the outbox in the caller's transaction.

Each has a key, so that it leaves at most once.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from sello_accounts.letters import LANGUAGE, host_of
from sello_accounts.models import Membership, Organisation, User
from sello_accounts.services.lists import coordinators_of, officers_of
from sello_directory.models import Proposal
from sello_site.outbox import letters as outbox
from sello_site.roles import ADMINISTRATOR, EDITOR


def proposal_sent(proposal: Proposal, organisation: Organisation) -> None:
    """To the officers of the region, who review in their account; where there is none, to SERMIG's
    editors and administrators, who review in the admin. Nobody decides on what they sent: an
    officer who sent it does not count."""
    officers = [one for one in officers_of(organisation) if one.pk != proposal.sent_by_id]
    if officers:
        path = reverse("directory-account:review", args=[proposal.pk])
    else:
        path = reverse("sello_directory_admin:proposal", args=[proposal.pk])
    address = f"{settings.SELLO_EDITORIAL_URL}{path}"
    for person in officers or _department():
        if person.pk != proposal.sent_by_id:
            _to(person, "directory_sent", organisation, f"{proposal.pk}", address=address)


def proposal_approved(proposal: Proposal, organisation: Organisation) -> None:
    _to_proposer(proposal, organisation, "directory_approved")


def proposal_returned(proposal: Proposal, organisation: Organisation) -> None:
    _to_proposer(proposal, organisation, "directory_returned", reason=proposal.reason)


def confirmation_due(organisation: Organisation, *, confirmed_on: datetime.date) -> int:
    """Asks the coordinators whether what is published still holds; answers how many were asked."""
    people = coordinators_of(organisation)
    for person in people:
        _to(
            person,
            "directory_reminder",
            organisation,
            f"{organisation.code}:{confirmed_on}",
            address=_entry_address(organisation),
            confirmed_on=confirmed_on,
        )
    return len(people)


def _to_proposer(
    proposal: Proposal, organisation: Organisation, template: str, **context: Any
) -> None:
    person = proposal.sent_by
    if person is not None and person.is_active:
        address = _entry_address(organisation)
        _to(person, template, organisation, f"{proposal.pk}", address=address, **context)


def _entry_address(organisation: Organisation) -> str:
    path = reverse("directory-account:entry", args=[organisation.code])
    return f"{host_of(organisation)}{path}"


def _department() -> list[User]:
    memberships = Membership.objects.effective().filter(
        role__in=[EDITOR, ADMINISTRATOR],
        organisation__kind=Organisation.Kind.SERMIG_DEPARTMENT,
        user__is_active=True,
    )
    return list(User.objects.filter(pk__in=memberships.values("user")).order_by("pk"))


def _to(person: User, template: str, organisation: Organisation, key: str, **context: Any) -> None:
    outbox.send(
        to=person.email,
        template=template,
        language=LANGUAGE,
        context={"name": person.first_name, "organisation": organisation.name, **context},
        key=f"directory:{template}:{key}:{person.pk}",
    )
