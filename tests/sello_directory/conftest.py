"""One municipality with its people, its region's directorate, and SERMIG's department."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from sello_accounts.membership_roles import (
    AGENCY_LIAISON,
    MUNICIPAL_COORDINATOR,
    MUNICIPAL_OPERATOR,
    REGIONAL_OFFICER,
)
from sello_accounts.models import Organisation, User
from sello_accounts.testing import make_member, make_organisation
from sello_directory import services
from sello_directory.content import OfficeData
from sello_directory.models import (
    DirectoryEntry,
    DirectoryEvent,
    DirectoryService,
    Proposal,
    ProposedService,
)
from sello_directory.selectors import latest_proposal, stamp_of
from sello_site.outbox.models import Letter
from sello_site.roles import ADMINISTRATOR, AUTHOR, EDITOR
from sello_site.testing_people import signed_in

Kind = Organisation.Kind
TABLES = (
    DirectoryEntry,
    DirectoryService,
    Proposal,
    ProposedService,
    DirectoryEvent,
    Letter,
)


def state() -> list[list[dict[str, Any]]]:
    """Every row that the directory can change."""
    return [list(table._default_manager.order_by("pk").values()) for table in TABLES]


def office(**values: Any) -> OfficeData:
    """What a municipality could say, whole."""
    return OfficeData(
        **{
            "office": "Oficina de Migrantes",
            "address": "Calle Larga 12",
            "telephone": "+56 2 0000 0000",
            "languages": ("es", "ht"),
            "services": {"orientation": "Sin hora."},
            **values,
        }
    )


def posted(data: OfficeData, **more: Any) -> dict[str, Any]:
    """As a form sends it."""
    return {**data.initial(), **more}


def client_of(user: User | None) -> Client:
    client = Client()
    return client if user is None else signed_in(client, user)


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def letters() -> list[tuple[str, str]]:
    """Template and receiver of every letter."""
    return list(Letter.objects.order_by("template", "to").values_list("template", "to"))


@dataclass
class Town:
    """A municipality, and the short way through its proposals."""

    organisation: Organisation
    coordinator: User
    reviewer: User
    people: dict[str, User] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.organisation.code

    def stamp(self) -> str:
        return stamp_of(latest_proposal(self.code))

    def save(self, data: OfficeData | None = None) -> Proposal:
        return services.save_draft(
            actor=self.coordinator,
            organisation=self.organisation,
            stamp=self.stamp(),
            data=data or office(),
        )

    def send(self, data: OfficeData | None = None) -> Proposal:
        self.save(data)
        return services.send_for_review(
            actor=self.coordinator, organisation=self.organisation, stamp=self.stamp()
        )

    def publish(self, data: OfficeData | None = None) -> DirectoryEntry:
        proposal = self.send(data)
        return services.approve(actor=self.reviewer, proposal=proposal, stamp=proposal.stamp)


@pytest.fixture
def reviewer(db: None) -> User:
    return make_member("edicion@example.org", EDITOR, first_name="Eva")


@pytest.fixture
def officer(db: None) -> User:
    """Of the Metropolitan region, in which Santiago lies."""
    return make_member("region13@example.org", REGIONAL_OFFICER, first_name="Rosa")


@pytest.fixture
def make_town(reviewer: User) -> Callable[[str], Town]:
    def make(code: str) -> Town:
        place = make_organisation(Kind.MUNICIPALITY, code, name=f"Municipalidad {code}")
        person = make_member(
            f"coordina{code}@example.org", MUNICIPAL_COORDINATOR, organisation=place
        )
        return Town(place, person, reviewer)

    return make


@pytest.fixture
def town(make_town: Callable[[str], Town], reviewer: User) -> Town:
    """Santiago, with everybody who has to do with it or not."""
    found = make_town("13101")
    neighbour = make_town("05109")
    directorate = make_organisation(Kind.REGIONAL_DIRECTORATE, "dr-05")
    found.people = {
        "coordinator": found.coordinator,
        "operator": make_member(
            "opera@example.org", MUNICIPAL_OPERATOR, organisation=found.organisation
        ),
        "other coordinator": neighbour.coordinator,
        "stranger": make_member("ajena@example.org", AGENCY_LIAISON),
        "author": make_member("autora@example.org", AUTHOR),
        "editor": reviewer,
        "administrator": make_member("admin@example.org", ADMINISTRATOR),
        "other officer": make_member(
            "region05@example.org", REGIONAL_OFFICER, organisation=directorate
        ),
    }
    return found
