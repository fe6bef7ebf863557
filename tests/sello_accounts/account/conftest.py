"""The cast of the people screens: one municipality, who belongs to it, and who does not."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sello_accounts.access import bring_up_to_date
from sello_accounts.days import today
from sello_accounts.membership_roles import (
    AGENCY_LIAISON,
    MUNICIPAL_COORDINATOR,
    MUNICIPAL_OPERATOR,
)
from sello_accounts.models import (
    AccessEvent,
    Designation,
    DesignationDocument,
    Invitation,
    ListConfirmation,
    Membership,
    Organisation,
    Substitution,
    User,
)
from sello_accounts.services.designations import request_designation
from sello_accounts.services.invitations import invite
from sello_accounts.services.substitutions import add_substitution
from sello_accounts.testing import make_member
from sello_site.outbox.models import Letter
from sello_site.testing_people import signed_in

DAY = datetime.timedelta(days=1)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

TABLES = (
    Organisation,
    Membership,
    Invitation,
    Substitution,
    Designation,
    DesignationDocument,
    ListConfirmation,
    AccessEvent,
    Letter,
)


def state() -> list[list[dict[str, Any]]]:
    """Every row of every table that these screens can change."""
    return [list(table._default_manager.order_by("pk").values()) for table in TABLES]


def pdf(name: str = "decreto.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def only(user: User) -> Membership:
    """The one membership of somebody."""
    return Membership.objects.get(user=user)


def client_of(user: User | None) -> Client:
    client = Client()
    return client if user is None else signed_in(client, user)


def messages_of(response: Any) -> list[str]:
    """What the next page says."""
    return [str(message) for message in response.context["messages"]]


@dataclass
class Cast:
    """``people``: name → account, None for nobody. The rest is what the routes are about."""

    people: dict[str, User | None]
    place: Organisation
    invitation: Invitation
    substitution: Substitution
    designation: Designation
    without_document: Membership

    def client(self, name: str) -> Client:
        return client_of(self.people[name])

    def user(self, name: str) -> User:
        found = self.people[name]
        assert found is not None
        return found


@pytest.fixture
def other_coordinator(vina: Organisation) -> User:
    return make_member("vina@example.org", MUNICIPAL_COORDINATOR, organisation=vina)


@pytest.fixture
def named(santiago: Organisation) -> Callable[[str], Membership]:
    """A function that makes somebody who was named coordinator and waits for the confirmation."""

    def make(email: str) -> Membership:
        user = User.objects.create_user(email, None, first_name="Luis", last_name="Vera")
        return Membership.objects.create(
            user=user,
            organisation=santiago,
            role=MUNICIPAL_COORDINATOR,
            starts_on=today(),
            awaits_designation=True,
        )

    return make


@pytest.fixture
def cast(
    santiago: Organisation,
    coordinator: User,
    operator: User,
    other_coordinator: User,
    officer: User,
    other_officer: User,
    administrator: User,
    named: Callable[[str], Membership],
) -> Cast:
    deputy = make_member("segunda@example.org", MUNICIPAL_COORDINATOR, organisation=santiago)
    substitute = make_member("subroga@example.org", MUNICIPAL_OPERATOR, organisation=santiago)
    presented = named("presentada@example.org")
    people = {
        "anonymous": None,
        "stranger": make_member("ajena@example.org", AGENCY_LIAISON),
        "operator": operator,
        "other coordinator": other_coordinator,
        "coordinator": coordinator,
        "officer": officer,
        "other officer": other_officer,
        "administrator": administrator,
        "superuser": User.objects.create_superuser("raiz@example.org"),
        "absent": deputy,
        "named": presented.user,
    }
    cast = Cast(
        people=people,
        place=santiago,
        invitation=invite(
            actor=coordinator,
            email="invitada@example.org",
            organisation=santiago,
            role=MUNICIPAL_OPERATOR,
        ),
        substitution=add_substitution(
            actor=coordinator,
            membership=only(deputy),
            substitute=substitute,
            starts_on=today(),
            ends_on=today() + 5 * DAY,
        ),
        designation=request_designation(
            actor=presented.user,
            membership=presented,
            number="Decreto 12",
            issued_on=today(),
            document=pdf(),
        ),
        without_document=named("sin-documento@example.org"),
    )
    for user in people.values():
        if user is not None:
            bring_up_to_date(user)
    return cast
