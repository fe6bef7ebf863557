"""Designations: presented with a document, decided by the region, and never by oneself."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sello_accounts import access, problems
from sello_accounts.days import today
from sello_accounts.membership_roles import MUNICIPAL_COORDINATOR, REGIONAL_OFFICER
from sello_accounts.models import Designation, DesignationDocument, Organisation, User
from sello_accounts.selectors import (
    awaiting_designation,
    designation_document,
    designations_to_decide,
)
from sello_accounts.services.designations import (
    confirm_designation,
    refuse_designation,
    request_designation,
)
from sello_accounts.testing import make_member
from sello_site.outbox.models import Letter

pytestmark = pytest.mark.django_db

Recorded = Callable[[], list[tuple[Any, ...]]]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def named(santiago: Organisation) -> User:
    """Somebody who was named coordinator and waits."""
    user = make_member("nombrada@example.org", MUNICIPAL_COORDINATOR, organisation=santiago)
    user.memberships.update(awaits_designation=True)
    access.bring_up_to_date(user)
    return user


def request(actor: Any, person: User, **values: Any) -> Designation:
    return request_designation(
        actor=actor,
        membership=person.memberships.get(),
        **{
            "number": "1234/2026",
            "issued_on": today(),
            "document": SimpleUploadedFile("decreto.pdf", PDF),
            **values,
        },
    )


def test_the_region_confirms_and_the_role_holds_at_once(
    named: User, officer: User, santiago: Organisation, recorded: Recorded
) -> None:
    assert [one.user for one in awaiting_designation(named)] == [named]
    designation = request(named, named)
    assert access.effective_roles(named) == frozenset()
    assert list(designations_to_decide(officer)) == [designation]
    letter = Letter.objects.get()
    assert (letter.to, letter.template) == (officer.email, "access_designation_requested")
    document = designation_document(officer, designation)
    assert document is not None
    assert (document.name, bytes(document.content)) == ("decreto.pdf", PDF)
    confirm_designation(actor=officer, designation=designation)
    assert access.effective_roles(named) == {MUNICIPAL_COORDINATOR}
    assert [group.name for group in named.groups.all()] == [MUNICIPAL_COORDINATOR]
    designation.refresh_from_db()
    assert (designation.state, designation.decided_by) == ("confirmed", officer)
    santiago.refresh_from_db()
    assert santiago.list_due_on == today() + datetime.timedelta(days=183)
    assert Letter.objects.filter(to=named.email).get().template == "access_designation_confirmed"
    assert recorded() == [
        ("designation_requested", named.pk, None, named.pk),
        ("designation_confirmed", officer.pk, None, named.pk),
    ]
    assert list(designations_to_decide(officer)) == []
    for decide in (confirm_designation, refuse_designation):
        more = {"refusal": "No"} if decide is refuse_designation else {}
        with pytest.raises(problems.AlreadyDecided):
            decide(actor=officer, designation=designation, **more)


def test_who_is_refused_reads_why_and_may_present_another_document(
    named: User, officer: User, recorded: Recorded
) -> None:
    first = request(named, named)
    with pytest.raises(problems.ReasonNeeded):
        refuse_designation(actor=officer, designation=first, refusal="  ")
    refuse_designation(actor=officer, designation=first, refusal="Falta la firma.")
    letter = Letter.objects.get(to=named.email)
    assert "Motivo: Falta la firma." in letter.text
    assert access.standing(named).roles == frozenset()
    assert access.may_enter(named) is True
    second = request(named, named, document=None, reference="https://transparencia.example/12")
    assert second.pk != first.pk
    assert DesignationDocument.objects.count() == 1
    assert [kind for kind, *_ in recorded()] == [
        "designation_requested",
        "designation_refused",
        "designation_requested",
    ]


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("officer", True),
        ("administrator", True),
        ("other_officer", False),
        ("coordinator", False),
        ("operator", False),
        ("named", False),
    ],
)
def test_only_the_own_region_or_sermig_decides(
    who: str, may: bool, named: User, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(who)
    designation = globals()["request"](named, named)
    assert (designation in designations_to_decide(actor)) is may
    assert (designation_document(actor, designation) is not None) is (may or who == "named")
    if may:
        confirm_designation(actor=actor, designation=designation)
        assert access.effective_roles(named) == {MUNICIPAL_COORDINATOR}
        return
    with pytest.raises(problems.NotAllowed):
        confirm_designation(actor=actor, designation=designation)
    with pytest.raises(problems.NotAllowed):
        refuse_designation(actor=actor, designation=designation, refusal="No")
    designation.refresh_from_db()
    assert (designation.state, access.effective_roles(named)) == ("requested", frozenset())


def test_an_officer_who_is_named_does_not_decide_on_themselves(named: User) -> None:
    make_member(named.email, REGIONAL_OFFICER)
    membership = named.memberships.get(role=MUNICIPAL_COORDINATOR)
    designation = request_designation(
        actor=named, membership=membership, number="1", issued_on=today(), reference="oficio"
    )
    assert list(designations_to_decide(named)) == []
    with pytest.raises(problems.NotAllowed):
        confirm_designation(actor=named, designation=designation)
    membership.refresh_from_db()
    assert membership.awaits_designation is True


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"document": None}, problems.DocumentProblem),
        ({"document": None, "reference": "  "}, problems.DocumentProblem),
        ({"document": ("decreto.pdf", b"<html>")}, problems.DocumentProblem),
        ({"document": ("decreto.html", PDF)}, problems.DocumentProblem),
        ({"document": ("decreto.docx", PDF)}, problems.DocumentProblem),
        ({"document": ("decreto.pdf", PDF[:9] + b" " * 6_000_000 + PDF)}, problems.DocumentProblem),
        ({"number": " "}, problems.NumberNeeded),
        ({"issued_on": today() + datetime.timedelta(days=2)}, problems.DaysOutOfOrder),
    ],
)
def test_what_is_no_designation_is_not_taken(
    values: dict[str, Any], problem: Any, named: User
) -> None:
    if values.get("document"):
        values = {"document": SimpleUploadedFile(*values["document"])}
    with pytest.raises(problem):
        request(named, named, **values)
    assert (Designation.objects.count(), Letter.objects.count()) == (0, 0)


def test_only_who_waits_presents_one_and_one_at_a_time(
    named: User, coordinator: User, operator: User, officer: User
) -> None:
    with pytest.raises(problems.DesignationNotNeeded):
        request(coordinator, coordinator)
    with pytest.raises(problems.NotAllowed):
        request(operator, named)
    request(officer, named)
    with pytest.raises(problems.DesignationNotNeeded):
        request(named, named)
    assert Designation.objects.count() == 1
