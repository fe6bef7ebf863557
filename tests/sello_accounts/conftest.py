"""One municipality with its people, its region's directorate, and SERMIG's department."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps

from sello_accounts.configuration import configuration
from sello_accounts.membership_roles import (
    MUNICIPAL_COORDINATOR,
    MUNICIPAL_OPERATOR,
    REGIONAL_OFFICER,
)
from sello_accounts.models import AccessEvent, Organisation, User
from sello_accounts.testing import make_member, make_organisation
from sello_site.roles import ADMINISTRATOR

Kind = Organisation.Kind


@pytest.fixture
def santiago(db: None) -> Organisation:
    return make_organisation(Kind.MUNICIPALITY, name="Municipalidad de Santiago")


@pytest.fixture
def vina(db: None) -> Organisation:
    return make_organisation(Kind.MUNICIPALITY, "05109", name="Municipalidad de Viña del Mar")


@pytest.fixture
def department(db: None) -> Organisation:
    return make_organisation(Kind.SERMIG_DEPARTMENT)


@pytest.fixture
def coordinator(santiago: Organisation) -> User:
    return make_member(
        "coordina@example.org", MUNICIPAL_COORDINATOR, organisation=santiago, first_name="Juan"
    )


@pytest.fixture
def operator(santiago: Organisation) -> User:
    return make_member("opera@example.org", MUNICIPAL_OPERATOR, organisation=santiago)


@pytest.fixture
def officer(db: None) -> User:
    """Of the Metropolitan region, in which Santiago lies."""
    return make_member("region13@example.org", REGIONAL_OFFICER, first_name="Rosa")


@pytest.fixture
def other_officer(db: None) -> User:
    """Of the region of Valparaíso."""
    directorate = make_organisation(Kind.REGIONAL_DIRECTORATE, "dr-05")
    return make_member("region05@example.org", REGIONAL_OFFICER, organisation=directorate)


@pytest.fixture
def administrator(department: Organisation) -> User:
    return make_member("administra@example.org", ADMINISTRATOR, first_name="Inés")


@pytest.fixture
def recorded(db: None) -> Callable[[], list[tuple[Any, ...]]]:
    """A function that gives kind, actor, for whom, and to whom of every event so far, in order."""
    return lambda: list(
        AccessEvent.objects.order_by("pk").values_list(
            "kind", "actor_id", "on_behalf_of_id", "person_id"
        )
    )


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A function that changes settings of the plugin for the test."""

    def change(**values: int) -> None:
        plugin = apps.get_app_config("sello_accounts")
        monkeypatch.setattr(plugin, "settings", dataclasses.replace(configuration(), **values))

    return change
