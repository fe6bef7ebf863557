"""What is kept about a person, and what remains when it is erased: numbers that mean nobody."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from sello_accounts import access, privacy
from sello_accounts.days import today
from sello_accounts.membership_roles import MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR
from sello_accounts.models import AccessEvent, Organisation, Substitution, User
from sello_accounts.rights import OPERATOR
from sello_accounts.services.designations import request_designation
from sello_accounts.services.invitations import invite
from sello_accounts.services.memberships import end_membership
from sello_accounts.testing import make_member
from sello_site.testing_people import signed_in

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ADDRESS = "persona.unica@example.org"


@pytest.fixture
def person(santiago: Organisation, vina: Organisation, coordinator: User) -> User:
    """Somebody with everything that the plugin may keep about a person."""
    user = make_member(
        ADDRESS,
        MUNICIPAL_COORDINATOR,
        MUNICIPAL_OPERATOR,
        organisation=vina,
        first_name="Nombreúnico",
        last_name="Apellidoúnico",
    )
    waiting = user.memberships.get(role=MUNICIPAL_COORDINATOR)
    user.memberships.filter(pk=waiting.pk).update(awaits_designation=True)
    request_designation(
        actor=user,
        membership=waiting,
        number="77",
        issued_on=today(),
        document=SimpleUploadedFile("Nombreúnico.pdf", PDF),
        reference="Decreto de Nombreúnico",
    )
    other = make_member(ADDRESS, MUNICIPAL_OPERATOR, organisation=santiago)
    Substitution.objects.create(
        absent=coordinator.memberships.get(), substitute=other, starts_on=today(), ends_on=today()
    )
    invite(
        actor=OPERATOR,
        email=ADDRESS,
        organisation=santiago,
        role=MUNICIPAL_COORDINATOR,
        first_name="Nombreúnico",
    )
    end_membership(
        actor=OPERATOR,
        membership=user.memberships.get(organisation=vina, role=MUNICIPAL_OPERATOR),
        reason="Nombreúnico se cambió",
    )
    return user


def everything() -> str:
    """All that the plugin's tables hold."""
    with connection.cursor() as cursor:
        tables = [
            table
            for table in connection.introspection.table_names(cursor)
            if table.startswith("sello_accounts_")
        ]
        text = ""
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  # names from the catalogue
            text += str(cursor.fetchall())
    return text


def test_the_export_holds_all_kinds_of_rows(person: User) -> None:
    rows = privacy.export(email=ADDRESS)
    assert json.loads(json.dumps(rows)) == rows
    assert [row["qué"] for row in rows] == [
        "cuenta",
        *["pertenencia"] * 3,
        "subrogancia",
        "designación",
        "invitación",
        *["registro"] * 3,
    ]
    assert privacy.export(email="nadie@example.org") == []


def test_somebody_who_was_only_invited_is_exported_and_erased(santiago: Organisation) -> None:
    invite(actor=OPERATOR, email=ADDRESS, organisation=santiago, role=MUNICIPAL_OPERATOR)
    assert [row["qué"] for row in privacy.export(email=ADDRESS)] == ["invitación"]
    assert privacy.erase(email=ADDRESS) == 1
    assert privacy.export(email=ADDRESS) == []


def test_erasing_leaves_no_word_about_the_person_and_ends_every_access(
    person: User, coordinator: User
) -> None:
    client = signed_in(Client(), person)
    assert client.get("/cuenta/sesiones/").status_code == 200
    others: list[Any] = [privacy.export(email=coordinator.email)]
    events = AccessEvent.objects.count()
    assert "Nombreúnico" in everything()
    assert ADDRESS in everything()
    assert privacy.erase(email=ADDRESS) > 0
    text = everything()
    assert [word for word in ("Nombreúnico", "Apellidoúnico", ADDRESS) if word in text] == []
    person = User.objects.get(pk=person.pk)
    assert (person.is_active, person.has_usable_password(), list(person.groups.all())) == (
        False,
        False,
        [],
    )
    assert (access.may_enter(person), access.effective_roles(person)) == (False, frozenset())
    assert client.get("/cuenta/sesiones/").status_code == 302
    assert Authenticator.objects.filter(user=person).count() == 0
    assert AccessEvent.objects.count() == events + 1
    assert [privacy.export(email=coordinator.email)] == others
    assert privacy.export(email=ADDRESS) == []
    assert privacy.erase(email=ADDRESS) == 0
