"""The admin's screens about organisations: for SERMIG's administrators, and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sello_accounts.membership_roles import MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR
from sello_accounts.models import AccessEvent, Invitation, Membership, Organisation, User
from sello_accounts.rights import OPERATOR
from sello_accounts.services.invitations import invite
from sello_accounts.testing import make_member, make_organisation
from sello_site.outbox.models import Letter
from sello_site.roles import EDITOR
from sello_site.testing_people import signed_in

pytestmark = pytest.mark.django_db

Kind = Organisation.Kind


def url(name: str, *arguments: Any) -> str:
    return reverse(f"sello_accounts_admin:{name}", args=arguments)


def state() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values_list())
        for model in (Organisation, Membership, Invitation, AccessEvent, Letter)
    ]


@pytest.fixture
def admin(administrator: User) -> Client:
    return signed_in(Client(), administrator)


def test_an_administrator_makes_organisations_of_each_kind(admin: Client) -> None:
    values = {"active_from": "2026-01-01", "active_until": "", "region": "", "municipality": ""}
    for more in [
        {"kind": Kind.MUNICIPALITY, "municipality": "05109", "name": "Viña del Mar"},
        {"kind": Kind.REGIONAL_DIRECTORATE, "code": "dr-05", "region": "05", "name": "Valparaíso"},
        {"kind": Kind.STATE_AGENCY, "code": "salud", "name": "Servicio de Salud"},
    ]:
        answer = admin.post(url("add"), {"code": "", **values, **more})
        made = Organisation.objects.get(name=more["name"])
        assert (answer.status_code, answer["Location"]) == (302, url("organisation", made.pk))
    vina = Organisation.objects.get(code="05109")
    assert (vina.municipality_id, vina.region_id) == ("05109", "05")
    page = admin.get(url("index"), {"q": "viña"}).content.decode()
    assert ("Viña del Mar" in page, "Servicio de Salud" in page) == (True, False)
    page = admin.get(url("index"), {"kind": Kind.STATE_AGENCY}).content.decode()
    assert ("Viña del Mar" in page, "Servicio de Salud" in page) == (False, True)


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_saved(admin: Client) -> None:
    before = state()
    for values, field in [
        ({"kind": Kind.STATE_AGENCY, "name": "", "code": "uno"}, "name"),
        ({"kind": Kind.STATE_AGENCY, "name": "Uno", "code": ""}, "code"),
        ({"kind": Kind.STATE_AGENCY, "name": "Uno", "code": "inclusion"}, "code"),
    ]:
        answer = admin.post(url("add"), {"active_from": "2026-01-01", **values})
        html = answer.content.decode()
        assert answer.status_code == 422
        assert f'id="id_{field}_error"' in html, field
        described = re.search(rf'id="id_{field}"[^>]*|<[^>]*id="id_{field}"[^>]*>', html)
        assert described is not None
    answer = admin.post(
        url("add"),
        {"kind": Kind.REGIONAL_DIRECTORATE, "name": "Uno", "code": "uno",
         "active_from": "2026-01-01"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert state() == before


def test_kind_and_code_stay_and_the_state_of_the_list_is_out_of_reach(
    admin: Client, santiago: Organisation
) -> None:
    answer = admin.post(
        url("edit", santiago.pk),
        {"kind": Kind.STATE_AGENCY, "code": "otro", "name": "Santiago", "active_from": "2026-02-01",
         "municipality": "05109", "region": "05", "paused_at": "2026-01-01",
         "list_due_on": "2099-01-01"},
    )  # fmt: skip
    assert answer.status_code == 302
    santiago.refresh_from_db()
    assert (
        santiago.kind, santiago.code, santiago.name, santiago.municipality_id,
        santiago.region_id, santiago.paused_at, santiago.list_due_on,
    ) == (Kind.MUNICIPALITY, "13101", "Santiago", "13101", "13", None, None)  # fmt: skip


def test_an_administrator_invites_resends_revokes_and_ends(
    admin: Client, santiago: Organisation, operator: User
) -> None:
    values = {"email": "nueva@example.org", "role": MUNICIPAL_COORDINATOR}
    assert admin.post(url("invite", santiago.pk), values).status_code == 302
    invitation = Invitation.objects.get()
    again = admin.post(url("invite", santiago.pk), values)
    assert again.status_code == 422
    assert "Ya hay una invitación abierta" in again.content.decode()
    other = admin.post(url("invite", santiago.pk), {**values, "role": EDITOR})
    assert (other.status_code, Invitation.objects.count()) == (422, 1)
    before = invitation.token_hash
    admin.post(url("resend", invitation.pk))
    invitation.refresh_from_db()
    assert invitation.token_hash != before
    page = admin.get(url("organisation", santiago.pk)).content.decode()
    assert "nueva@example.org" in page
    assert invitation.token_hash not in page
    admin.post(url("revoke", invitation.pk))
    invitation.refresh_from_db()
    assert invitation.state == "revoked"
    membership = operator.memberships.get()
    asked = admin.get(url("end", membership.pk))
    assert "dejará de tener el rol «Operación municipal»" in asked.content.decode()
    membership.refresh_from_db()
    assert membership.ended_at is None
    admin.post(url("end", membership.pk), {"reason": "Cambió de trabajo"})
    membership.refresh_from_db()
    assert (membership.ended_at is None, membership.end_reason) == (False, "Cambió de trabajo")
    page = admin.get(url("organisation", santiago.pk)).content.decode()
    assert "Cambió de trabajo" in page
    assert "Por Inés Pérez" in page


def test_a_file_is_tried_and_then_imported(admin: Client) -> None:
    def upload(button: str, text: str = "Código;Tipo;Nombre\nsalud;state_agency;Salud\n") -> Any:
        file = SimpleUploadedFile("organizaciones.csv", text.encode())
        return admin.post(url("import"), {"content": "organisations", "file": file, button: ""})

    tried = upload("try")
    assert "Fue un ensayo: no se guardó nada." in tried.content.decode()
    assert Organisation.objects.filter(code="salud").count() == 0
    assert "La importación se guardó completa." in upload("import").content.decode()
    assert Organisation.objects.filter(code="salud").count() == 1
    broken = upload("import", "Código;Tipo;Nombre\nuno;club;<b>Uno</b>\n").content.decode()
    assert "no se guardó nada" in broken
    assert "<b>Uno</b>" not in broken
    for values in ({}, {"content": "people", "file": SimpleUploadedFile("x.exe", b"MZ")}):
        assert admin.post(url("import"), values).status_code == 422


@pytest.mark.parametrize("who", ["nobody", "editor", "coordinator", "officer", "operator"])
def test_nobody_else_sees_or_changes_anything(
    who: str,
    santiago: Organisation,
    administrator: User,
    request: pytest.FixtureRequest,
) -> None:
    member = make_member("m@example.org", MUNICIPAL_OPERATOR, organisation=santiago)
    invitation = invite(
        actor=OPERATOR, email="i@example.org", organisation=santiago, role=MUNICIPAL_OPERATOR
    )
    clients: dict[str, Callable[[], Client]] = {
        "nobody": Client,
        "editor": lambda: signed_in(Client(), make_member("e@example.org", EDITOR)),
    }
    client = clients[who]() if who in clients else signed_in(Client(), request.getfixturevalue(who))
    membership = member.memberships.get()
    addresses = [
        url("index"), url("add"), url("import"), url("organisation", santiago.pk),
        url("edit", santiago.pk), url("invite", santiago.pk), url("resend", invitation.pk),
        url("revoke", invitation.pk), url("end", membership.pk),
    ]  # fmt: skip
    before = state()
    values = {"email": "x@example.org", "role": MUNICIPAL_OPERATOR, "kind": Kind.STATE_AGENCY,
              "name": "Uno", "code": "uno", "active_from": "2026-01-01"}  # fmt: skip
    for address in addresses:
        assert client.post(address, values).status_code in {302, 403, 404, 405}, address
        assert client.get(address).status_code in {302, 403, 404, 405}, address
    assert state() == before
    # With the right, the same requests do something.
    admin = signed_in(Client(), administrator)
    for address in addresses[:5]:
        assert admin.get(address).status_code == 200, address
    assert admin.post(url("revoke", invitation.pk)).status_code == 302
    assert state() != before


def test_the_menu_leads_there_for_those_who_may(admin: Client) -> None:
    editor = signed_in(Client(), make_member("e@example.org", EDITOR))
    assert url("index") in admin.get("/admin/").content.decode()
    assert url("index") not in editor.get("/admin/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_people(
    number: int, admin: Client, santiago: Organisation
) -> None:
    for one in range(number):
        make_member(f"{one}@example.org", MUNICIPAL_OPERATOR, organisation=santiago)
        invite(
            actor=OPERATOR,
            email=f"i{one}@example.org",
            organisation=santiago,
            role=MUNICIPAL_OPERATOR,
        )
        make_organisation(Kind.STATE_AGENCY, f"agencia-{one}")
    counted = []
    for address in (url("organisation", santiago.pk), url("index")):
        admin.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert admin.get(address).status_code == 200
        counted.append(len(queries))
    assert counted == [20, 13]
