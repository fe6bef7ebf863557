"""Designations: presented, read and decided; and what the region sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sello_accounts.days import today
from sello_accounts.membership_roles import MUNICIPAL_COORDINATOR
from sello_accounts.models import (
    Designation,
    DesignationDocument,
    Membership,
    Organisation,
    User,
)
from sello_accounts.services.designations import request_designation
from sello_accounts.services.invitations import invite
from sello_accounts.testing import make_member, make_organisation

from .conftest import DAY, PDF, Cast, client_of, messages_of, pdf, state

pytestmark = pytest.mark.django_db


def address(name: str, *arguments: Any) -> str:
    return reverse(f"accounts-account:{name}", args=arguments)


def values(**more: Any) -> dict[str, Any]:
    return {"number": "Decreto 12", "issued_on": today(), "document": pdf(), **more}


def test_who_was_named_presents_the_document_and_gets_the_role_once_it_is_confirmed(
    santiago: Organisation, officer: User, named: Callable[[str], Membership]
) -> None:
    membership = named("nueva@example.org")
    client = client_of(membership.user)
    where = address("designation_request", membership.pk)
    assert where in client.get(address("index")).content.decode()
    sent = client.post(where, values(), follow=True)
    assert messages_of(sent) == ["El documento quedó presentado."]
    designation = Designation.objects.get()
    assert bytes(designation.document.content) == PDF
    # Who presented it sees how it stands, and is offered no second one.
    assert client.get(where).url == address("designation", designation.pk)
    assert (
        "Confirmar la designación"
        not in client.get(address("designation", designation.pk)).content.decode()
    )
    assert client.get(address("place", santiago.code)).status_code == 404

    region = client_of(officer).get(address("region"))
    assert list(region.context["to_decide"]) == [designation]
    done = client_of(officer).post(
        address("designation", designation.pk), {"decision": "confirm"}, follow=True
    )
    assert messages_of(done) == [
        "La designación está confirmada. Desde ahora coordina Luis Vera "
        "(Municipalidad de Santiago)."
    ]
    assert client.get(address("place", santiago.code)).status_code == 200
    before = state()
    late = client_of(officer).post(
        address("designation", designation.pk), {"decision": "confirm"}, follow=True
    )
    assert messages_of(late) == ["La designación ya está resuelta."]
    assert state() == before


def test_a_refusal_needs_its_reason_and_opens_the_way_to_another_document(cast: Cast) -> None:
    where = address("designation", cast.designation.pk)
    client = cast.client("officer")
    before = state()
    response = client.post(where, {"decision": "refuse", "reason": " "})
    assert response.status_code == 400
    assert response.context["form"].errors == {"reason": ["Este campo es necesario."]}
    assert state() == before
    client.post(where, {"decision": "refuse", "reason": "No está firmado."})
    cast.designation.refresh_from_db()
    assert (cast.designation.state, cast.designation.refusal) == ("refused", "No está firmado.")
    own = cast.client("named")
    page = own.get(address("index")).content.decode()
    assert "No está firmado." in page
    again = address("designation_request", cast.designation.membership_id)
    assert again in page
    assert own.post(again, values(number="Decreto 13")).url == address("index")
    assert Designation.objects.filter(state="requested").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"issued_on": today() + DAY}, "issued_on", "La fecha del documento no puede ser futura."),
        (
            {"document": ""},
            "document",
            "Adjunte el documento en PDF o escriba dónde está publicado.",
        ),
        (
            {"document": SimpleUploadedFile("decreto.pdf", b"MZ no es un PDF")},
            "document",
            "El contenido del archivo no corresponde a su extensión, o el archivo está dañado.",
        ),
        (
            {"document": SimpleUploadedFile("decreto.exe", PDF)},
            "document",
            "Adjunte el documento en PDF o escriba dónde está publicado.",
        ),
        ({"number": ""}, "number", "Este campo es necesario."),
    ],
)
def test_a_document_that_is_refused_says_why_and_keeps_what_was_typed(
    wrong: dict[str, Any],
    field: str,
    says: str,
    santiago: Organisation,
    named: Callable[[str], Membership],
) -> None:
    membership = named("nueva@example.org")
    before = state()
    sent = {"reference": "transparencia.example.org/12", **values(**wrong)}
    if field == "document":
        sent["reference"] = ""
    response = client_of(membership.user).post(address("designation_request", membership.pk), sent)
    assert response.status_code == 400
    assert response.context["form"].errors == {field: [says]}
    assert state() == before
    if field != "number":
        assert 'value="Decreto 12"' in response.content.decode()


def test_a_document_that_is_too_large_is_refused(
    santiago: Organisation,
    named: Callable[[str], Membership],
    configure: Callable[..., None],
) -> None:
    configure(designation_mb=1)
    membership = named("nueva@example.org")
    large = SimpleUploadedFile("decreto.pdf", PDF + b" " * 1024 * 1024 + b"%%EOF")
    response = client_of(membership.user).post(
        address("designation_request", membership.pk), values(document=large)
    )
    assert response.status_code == 400
    assert list(response.context["form"].errors) == ["document"]
    assert DesignationDocument.objects.count() == 0


def test_a_reference_is_enough(santiago: Organisation, named: Callable[[str], Membership]) -> None:
    membership = named("nueva@example.org")
    sent = values(document="", reference="transparencia.example.org/12")
    client = client_of(membership.user)
    assert client.post(address("designation_request", membership.pk), sent).status_code == 302
    designation = Designation.objects.get()
    assert DesignationDocument.objects.count() == 0
    page = client.get(address("designation", designation.pk)).content.decode()
    assert "transparencia.example.org/12" in page
    document = address("designation_document", designation.pk)
    assert document not in page
    assert client.get(document).status_code == 404


def test_the_document_is_a_download_that_nobody_stores(cast: Cast) -> None:
    DesignationDocument.objects.update(name='decreto "ñ"\r\nX: 1.pdf')
    response = cast.client("officer").get(address("designation_document", cast.designation.pk))
    assert response.content == PDF
    assert {
        name: response[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options")
    } == {
        "Content-Type": "application/pdf",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert "X" not in response.headers


def test_nobody_decides_on_their_own_designation(
    santiago: Organisation, officer: User, named: Callable[[str], Membership]
) -> None:
    own = Membership.objects.create(
        user=officer,
        organisation=santiago,
        role=MUNICIPAL_COORDINATOR,
        starts_on=today(),
        awaits_designation=True,
    )
    designation = request_designation(
        actor=officer, membership=own, number="1", issued_on=today(), document=pdf()
    )
    before = state()
    client = client_of(officer)
    where = address("designation", designation.pk)
    assert "Confirmar la designación" not in client.get(where).content.decode()
    assert client.post(where, {"decision": "confirm"}).status_code == 404
    assert state() == before


def test_what_has_ended_is_not_decided(cast: Cast, administrator: User) -> None:
    membership = cast.designation.membership
    client = cast.client("administrator")
    client.post(address("membership_end", cast.place.code, membership.pk))
    where = address("designation", cast.designation.pk)
    assert "Confirmar la designación" not in client.get(where).content.decode()
    late = client.post(where, {"decision": "confirm"}, follow=True)
    assert messages_of(late) == ["La designación ya está resuelta."]
    cast.designation.refresh_from_db()
    assert cast.designation.state == "requested"


def test_a_region_lists_its_municipalities_alone(
    santiago: Organisation,
    vina: Organisation,
    coordinator: User,
    officer: User,
    administrator: User,
    named: Callable[[str], Membership],
) -> None:
    waiting = make_organisation(Organisation.Kind.MUNICIPALITY, "13102")
    Membership.objects.filter(pk=named("n@example.org").pk).update(organisation=waiting)
    invited = make_organisation(Organisation.Kind.MUNICIPALITY, "13103")
    invite(
        actor=administrator,
        email="i@example.org",
        organisation=invited,
        role=MUNICIPAL_COORDINATOR,
    )
    closed = make_organisation(Organisation.Kind.MUNICIPALITY, "13104")
    Organisation.objects.filter(pk=closed.pk).update(active_until=today() - DAY)
    Organisation.objects.filter(pk=santiago.pk).update(list_due_on=today() - DAY)
    response = client_of(officer).get(address("region"))
    assert [
        (one.code, one.has_coordinator, one.has_waiting, one.has_invited, state.name)
        for one, state in response.context["municipalities"]
    ] == [
        ("13102", False, True, False, "NOT_BEGUN"),
        ("13103", False, False, True, "NOT_BEGUN"),
        ("13101", True, False, False, "OVERDUE"),
    ]
    assert response.context["without_coordinator"] == 2
    assert [one.user.email for one in response.context["without_document"]] == ["n@example.org"]
    page = response.content.decode()
    assert "<select" not in page
    assert "El plazo para confirmar la lista venció el" in page

    everything = client_of(administrator).get(address("region"))
    assert len(everything.context["municipalities"]) == 4
    one_region = client_of(administrator).get(address("region"), {"region": "05"})
    assert [one.code for one, _state in one_region.context["municipalities"]] == [vina.code]
    # What is no region of theirs means all that is.
    other = client_of(officer).get(address("region"), {"region": "05"})
    assert len(other.context["municipalities"]) == 3


@pytest.mark.parametrize("count", [1, 3])
def test_a_region_costs_the_same_with_more_in_it(
    count: int,
    officer: User,
    named: Callable[[str], Membership],
    django_assert_num_queries: Any,
) -> None:
    for number in range(count):
        organisation = make_organisation(Organisation.Kind.MUNICIPALITY, f"1310{number + 1}")
        make_member(f"c{number}@example.org", MUNICIPAL_COORDINATOR, organisation=organisation)
        Membership.objects.filter(pk=named(f"w{number}@example.org").pk).update(
            organisation=organisation
        )
        presented = named(f"p{number}@example.org")
        Membership.objects.filter(pk=presented.pk).update(organisation=organisation)
        request_designation(
            actor=presented.user,
            membership=presented,
            number="1",
            issued_on=today(),
            document=pdf(),
        )
    client = client_of(officer)
    client.get(address("region"))
    with django_assert_num_queries(19):
        context = client.get(address("region")).context
    assert [len(context[name]) for name in ("municipalities", "to_decide", "without_document")] == [
        count
    ] * 3
