"""The officer's screens: for the officer alone, and each does what it says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from sello_accounts.testing import make_member
from sello_site.outbox.models import Letter
from sello_site.privacy.models import DeadlineRule, PublishedText, RightsEvent, RightsRequest
from sello_site.roles import ADMINISTRATOR, AUTHOR, DATA_PROTECTION, EDITOR
from sello_site.testing_people import signed_in

from .conftest import ask, open_request

pytestmark = pytest.mark.django_db

OFFICE = "/admin/proteccion-de-datos/"
READ = ("", "solicitudes/{folio}/", "registro/", "registro.csv", "textos/", "plazos/")
WRITE = {
    "solicitudes/{folio}/ver/": {},
    "solicitudes/{folio}/descargar/": {},
    "solicitudes/{folio}/prorrogar/": {"reason": "Más tiempo"},
    "solicitudes/{folio}/borrar/": {"folio": "{folio}"},
    "solicitudes/{folio}/responder/": {"is_granted": "0", "answer": "No hay nada."},
    "textos/": {"key": "solicitudes", "language": "es", "text": "Según la ley."},
    "plazos/": {
        "right": "access",
        "valid_from": "2030-01-01",
        "days": "10",
        "unit": "business",
        "extension_days": "5",
        "source": "Otra ley",
    },
}


def kept() -> tuple[int, ...]:
    return (
        RightsEvent.objects.count(),
        Letter.objects.count(),
        PublishedText.objects.count(),
        DeadlineRule.objects.count(),
        RightsRequest.objects.filter(state="open").count(),
    )


def post(client: Client, where: str, folio: str) -> Any:
    values = {name: value.format(folio=folio) for name, value in WRITE[where].items()}
    return client.post(f"{OFFICE}{where.format(folio=folio)}", values)


@pytest.mark.parametrize("role", [AUTHOR, EDITOR, ADMINISTRATOR])
def test_other_roles_see_and_change_nothing(client: Client, role: str) -> None:
    request = open_request("erasure")
    signed_in(client, make_member("e@example.cl", role))
    before = kept()
    answers = [client.get(f"{OFFICE}{where.format(folio=request.folio)}") for where in READ]
    answers += [post(client, where, request.folio) for where in WRITE]
    assert {answer.status_code for answer in answers} == {302}
    assert [answer for answer in answers if b"ana@example.cl" in answer.content] == []
    assert kept() == before
    assert "Protección de datos" not in client.get("/admin/").content.decode()


def test_stranger_is_sent_to_sign_in(client: Client) -> None:
    request = open_request("erasure")
    before = kept()
    answers = [client.get(f"{OFFICE}{where.format(folio=request.folio)}") for where in READ]
    answers += [post(client, where, request.folio) for where in WRITE]
    assert {"/cuenta/entrar/" in answer["Location"] for answer in answers} == {True}
    assert kept() == before


def test_officer_reads_every_screen(client: Client, officer: Any) -> None:
    request = open_request("erasure")
    signed_in(client, officer)
    for where in READ:
        assert client.get(f"{OFFICE}{where.format(folio=request.folio)}").status_code == 200, where
    assert OFFICE in client.get("/admin/").content.decode().replace("\\u002D", "-")


def test_list_marks_what_is_overdue_and_leaves_out_what_nobody_confirmed(
    client: Client, officer: Any
) -> None:
    late = open_request(days_ago=31, email="tarde@example.cl")
    soon = open_request("blocking", email="pronto@example.cl")
    unconfirmed = ask(email="nadie@example.cl")
    signed_in(client, officer)
    html = client.get(OFFICE).content.decode()
    assert html.index(late.folio) < html.index(soon.folio)
    assert (html.count("Vencida"), unconfirmed.folio in html) == (1, False)
    assert client.get(f"{OFFICE}solicitudes/{unconfirmed.folio}/").status_code == 404
    assert client.get(f"{OFFICE}solicitudes/PD-NADA/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_database_the_same_for_one_and_for_three(
    client: Client, officer: Any, number: int, django_assert_num_queries: Any
) -> None:
    for one in range(number):
        open_request(email=f"persona{one}@example.cl")
    signed_in(client, officer)
    client.get(OFFICE)
    with django_assert_num_queries(QUERIES):
        client.get(OFFICE)


QUERIES = 11


def test_looking_at_the_data_is_noted(client: Client, officer: Any) -> None:
    request = open_request()
    signed_in(client, officer)
    page = post(client, "solicitudes/{folio}/ver/", request.folio)
    assert "Su solicitud" in page.content.decode()
    day = date_format(timezone.localdate(), "DATE_FORMAT")
    assert f"presentada el: {day} a las " in page.content.decode()
    assert "tipo: solicitud de derechos · folio: " in page.content.decode()
    file = post(client, "solicitudes/{folio}/descargar/", request.folio)
    assert json.loads(file.content)["correo"] == "ana@example.cl"
    assert "attachment" in file["Content-Disposition"]
    assert [(event.kind, event.by) for event in request.events.all()] == [
        ("confirmed", None),
        ("seen", officer),
        ("exported", officer),
    ]
    assert client.get(f"{OFFICE}solicitudes/{request.folio}/ver/").status_code == 405


def test_erasure_needs_the_number_typed(client: Client, officer: Any) -> None:
    request = open_request("erasure")
    signed_in(client, officer)
    before = kept()
    address = f"{OFFICE}solicitudes/{request.folio}/borrar/"
    wrong = client.post(address, {"folio": "PD-OTRO"})
    assert (wrong.status_code, kept()) == (400, before)
    assert 'id="erasure-folio_error"' in wrong.content.decode()
    done = client.post(address, {"folio": f" {request.folio.lower()} "}, follow=True)
    assert "Se borraron 2 registros." in done.content.decode()
    assert "outbox: 2 registros borrados" in done.content.decode()
    assert "acreditar que se cumplió la ley" in done.content.decode()
    assert Letter.objects.filter(to="ana@example.cl").count() == 0


def test_officer_extends_answers_and_cannot_do_it_twice(client: Client, officer: Any) -> None:
    request = open_request()
    signed_in(client, officer)
    answers = [
        post(client, f"solicitudes/{{folio}}/{what}/", request.folio).status_code
        for what in ("prorrogar", "prorrogar", "responder", "responder")
    ]
    assert answers == [302, 409, 302, 409]
    assert [event.kind for event in request.events.all()] == ["confirmed", "extended", "refused"]


def test_texts_and_deadlines_are_added(client: Client, officer: Any) -> None:
    signed_in(client, officer)
    rules = DeadlineRule.objects.count()
    assert [post(client, where, "").status_code for where in ("textos/", "plazos/")] == [302, 302]
    text = PublishedText.objects.get()
    assert (text.key, text.version, text.published_by) == ("solicitudes", 1, officer)
    assert DeadlineRule.objects.count() == rules + 1
    # The same day twice, and numbers that make no sense.
    assert post(client, "plazos/", "").status_code == 400
    bad = client.post(f"{OFFICE}plazos/", {**WRITE["plazos/"], "days": "0", "right": "erasure"})
    assert bad.status_code == 400
    assert DeadlineRule.objects.count() == rules + 1


def test_role_is_that_of_the_officer_alone() -> None:
    holders = Group.objects.filter(permissions__codename="handle_rightsrequest")
    assert [group.name for group in holders] == [DATA_PROTECTION]
