"""Who gets through which door of the people screens. Strangers find nothing, and change nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from sello_accounts.account_forms import KEEP
from sello_accounts.account_urls import urlpatterns
from sello_accounts.days import today
from sello_accounts.membership_roles import MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR
from sello_accounts.models import Membership
from sello_site.routes import leaves

from .conftest import DAY, Cast, only, pdf, state

pytestmark = pytest.mark.django_db

EVERYBODY = frozenset(
    {
        "stranger",
        "operator",
        "other coordinator",
        "coordinator",
        "officer",
        "other officer",
        "administrator",
        "superuser",
        "absent",
        "named",
    }
)
ABOVE = frozenset({"administrator", "superuser"})
MANAGE_OPERATORS = ABOVE | {"coordinator", "absent"}
MANAGE_COORDINATORS = MANAGE_OPERATORS | {"officer"}


def in_place(*arguments: Callable[[Cast], Any]) -> Callable[[Cast], list[Any]]:
    return lambda cast: [cast.place.code, *(argument(cast) for argument in arguments)]


def membership_of(name: str) -> Callable[[Cast], int]:
    return lambda cast: only(cast.user(name)).pk


def kept(cast: Cast) -> dict[str, Any]:
    """The answer that everybody stays."""
    return {
        f"membership_{one.pk}": KEEP
        for one in Membership.objects.filter(organisation=cast.place, ended_at=None)
    }


@dataclass(frozen=True)
class Door:
    """A route, who may open it (GET), who may push it (POST), and with which form."""

    name: str
    arguments: Callable[[Cast], list[Any]]
    seen_by: frozenset[str] | None
    done_by: frozenset[str] | None = None
    form: Callable[[Cast], dict[str, Any]] = lambda cast: {}

    def address(self, cast: Cast) -> str:
        return reverse(f"accounts-account:{self.name}", args=self.arguments(cast))


DOORS = [
    Door("index", lambda cast: [], EVERYBODY),
    Door("place", in_place(), MANAGE_COORDINATORS),
    Door("history", in_place(), MANAGE_OPERATORS),
    Door(
        "list_confirm",
        in_place(),
        frozenset({"coordinator", "absent"}),
        frozenset({"coordinator", "absent"}),
        kept,
    ),
    Door(
        "invite",
        in_place(),
        MANAGE_COORDINATORS,
        MANAGE_COORDINATORS,
        lambda cast: {"email": "otra@example.org", "role": MUNICIPAL_COORDINATOR},
    ),
    Door(
        "invitation_resend",
        in_place(lambda cast: cast.invitation.pk),
        None,
        MANAGE_OPERATORS,
    ),
    Door(
        "invitation_revoke",
        in_place(lambda cast: cast.invitation.pk),
        MANAGE_OPERATORS,
        MANAGE_OPERATORS,
    ),
    Door(
        "membership_end",
        in_place(membership_of("operator")),
        MANAGE_OPERATORS | {"operator"},
        MANAGE_OPERATORS | {"operator"},
        lambda cast: {"reason": "cambio de funciones"},
    ),
    Door(
        "membership_role",
        in_place(membership_of("operator")),
        MANAGE_OPERATORS,
        MANAGE_OPERATORS,
        lambda cast: {"role": MUNICIPAL_COORDINATOR},
    ),
    Door(
        "second_factor",
        in_place(membership_of("operator")),
        MANAGE_OPERATORS,
        MANAGE_OPERATORS,
    ),
    Door(
        "substitution_add",
        in_place(membership_of("coordinator")),
        MANAGE_COORDINATORS,
        MANAGE_COORDINATORS,
        lambda cast: {
            "substitute": cast.user("operator").pk,
            "starts_on": today(),
            "ends_on": today() + DAY,
        },
    ),
    Door(
        "substitution_end",
        in_place(lambda cast: cast.substitution.pk),
        MANAGE_COORDINATORS,
        MANAGE_COORDINATORS,
    ),
    Door("region", lambda cast: [], ABOVE | {"officer", "other officer"}),
    Door(
        "designation",
        lambda cast: [cast.designation.pk],
        ABOVE | {"officer", "named"},
        ABOVE | {"officer"},
        lambda cast: {"decision": "confirm"},
    ),
    Door(
        "designation_request",
        lambda cast: [cast.without_document.pk],
        ABOVE | {"officer"},
        ABOVE | {"officer"},
        lambda cast: {"number": "Oficio 7", "issued_on": today(), "document": pdf()},
    ),
    Door(
        "designation_document",
        lambda cast: [cast.designation.pk],
        ABOVE | {"officer", "named"},
    ),
]
every_door = pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)


def test_the_table_holds_every_route() -> None:
    assert [door.name for door in DOORS] == sorted(
        (name for name, _where in leaves(urlpatterns)),
        key=[door.name for door in DOORS].index,
    )


@every_door
def test_who_sees_what(door: Door, cast: Cast) -> None:
    address = door.address(cast)
    before = state()
    answers = {name: cast.client(name).get(address).status_code for name in cast.people}
    expected = {name: 200 if name in (door.seen_by or ()) else 404 for name in EVERYBODY}
    if door.seen_by is None:
        expected = dict.fromkeys(EVERYBODY, 405)
    assert answers == {"anonymous": 302, **expected}
    assert state() == before


@every_door
def test_who_does_what(door: Door, cast: Cast) -> None:
    address = door.address(cast)
    before = state()
    denied = {
        name: cast.client(name).post(address, door.form(cast)).status_code
        for name in cast.people
        if name not in (door.done_by or ())
    }
    refusal = 405 if door.done_by is None else 404
    assert denied == {name: 302 if name == "anonymous" else refusal for name in denied}
    assert state() == before
    for name in sorted(door.done_by or ()):
        with transaction.atomic():
            client = cast.client(name)
            assert (name, client.post(address, door.form(cast)).status_code) == (name, 302)
            assert state() != before
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    "door", [door for door in DOORS if door.done_by], ids=lambda door: door.name
)
def test_no_form_is_taken_without_its_token(door: Door, cast: Cast) -> None:
    before = state()
    client = cast.client("coordinator" if "coordinator" in (door.done_by or ()) else "officer")
    client.handler.enforce_csrf_checks = True
    assert client.post(door.address(cast), door.form(cast)).status_code == 403
    assert state() == before


def test_rows_of_another_municipality_are_not_found_under_ones_own(cast: Cast) -> None:
    """The code in the address is no key to rows that lie elsewhere."""
    client = cast.client("other coordinator")
    before = state()
    for name, pk in (
        ("invitation_resend", cast.invitation.pk),
        ("invitation_revoke", cast.invitation.pk),
        ("membership_end", only(cast.user("operator")).pk),
        ("membership_role", only(cast.user("operator")).pk),
        ("second_factor", only(cast.user("operator")).pk),
        ("substitution_add", only(cast.user("coordinator")).pk),
        ("substitution_end", cast.substitution.pk),
    ):
        address = reverse(f"accounts-account:{name}", args=["05109", pk])
        assert (name, client.post(address).status_code) == (name, 404)
    assert state() == before
    # The positive control: they do manage the municipality of this code.
    assert client.get(reverse("accounts-account:place", args=["05109"])).status_code == 200


def test_an_organisation_that_is_no_municipality_has_no_such_screens(cast: Cast) -> None:
    address = reverse("accounts-account:place", args=["dr-13"])
    assert cast.client("superuser").get(address).status_code == 404


def test_an_officer_sees_coordinations_and_not_the_other_people(cast: Cast) -> None:
    address = reverse("accounts-account:place", args=[cast.place.code])
    page = cast.client("officer").get(address).content.decode()
    people = ("coordina@example.org", "opera@example.org", "invitada@example.org")
    assert [one in page for one in people] == [True, False, False]
    whole = cast.client("coordinator").get(address).content.decode()
    assert [one in whole for one in people] == [True, True, True]


def test_an_officer_offers_coordination_and_nothing_else(cast: Cast) -> None:
    address = reverse("accounts-account:invite", args=[cast.place.code])
    client = cast.client("officer")
    form = client.get(address).context["form"]
    assert form.fields["role"].choices == [(MUNICIPAL_COORDINATOR, MUNICIPAL_COORDINATOR)]
    before = state()
    values = {"email": "otra@example.org", "role": MUNICIPAL_OPERATOR}
    assert client.post(address, values).status_code == 400
    assert state() == before
