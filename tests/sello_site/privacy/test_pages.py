"""The pages of people: the form, the link, the data. No session, no cookie, no script."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from sello_site.outbox.models import Letter
from sello_site.privacy import rights
from sello_site.privacy.models import RightsRequest
from sello_site.privacy.texts import publish_text
from sello_site.testing import zone_breaches
from sello_site.zones import Zone

from .conftest import ask, letter_to, open_request, token_in

# The limits count in transactions of their own.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

FORM = "/personal/privacidad/"
GIVEN = {"right": "access", "name": "Ana", "email": "Ana@example.cl", "details": ""}


@pytest.fixture(autouse=True)
def _clean_queue() -> Any:
    from django.db import connection  # inline: only once the database is there

    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers"
        )


def test_request_is_taken_without_cookie_or_token(client: Client) -> None:
    page = client.get(FORM)
    assert (page.status_code, zone_breaches(page, Zone.PERSONAL)) == (200, [])
    assert "csrf" not in page.content.decode()
    answer = client.post(FORM, GIVEN)
    assert (answer.status_code, answer["Location"]) == (302, "/personal/privacidad/enviada/")
    assert zone_breaches(answer, Zone.PERSONAL) == []
    assert client.get(answer["Location"]).status_code == 200
    [request] = RightsRequest.objects.all()
    assert (request.email, request.right, request.state) == (
        "ana@example.cl",
        "access",
        "unconfirmed",
    )


def test_answer_is_the_same_whether_or_not_the_address_is_known(
    client: Client, django_user_model: Any, django_assert_num_queries: Any
) -> None:
    django_user_model.objects.create_user(email="conocida@example.cl", password="x" * 20)
    client.post(FORM, {**GIVEN, "email": "primera@example.cl"})  # what is cached is cached
    answers = []
    for address in ("conocida@example.cl", "nadie@example.cl"):
        with django_assert_num_queries(14) as counted:
            answer = client.post(FORM, {**GIVEN, "email": address})
        answers.append((answer.status_code, answer["Location"], answer.content, len(counted)))
        assert Letter.objects.filter(to=address).count() == 1
    assert answers[0] == answers[1]


def test_mistakes_are_tied_to_their_fields(client: Client) -> None:
    answer = client.post(FORM, {"right": "none", "email": "ana"})
    html = answer.content.decode()
    assert (answer.status_code, RightsRequest.objects.count()) == (400, 0)
    assert 'href="#id_name"' in html
    assert 'id="id_email_error"' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'role="alert"' in html


def test_programs_that_fill_in_everything_get_the_same_answer_and_nothing_else(
    client: Client,
) -> None:
    answer = client.post(FORM, {**GIVEN, "website": "http://spam.example"})
    assert (answer.status_code, answer["Location"]) == (302, "/personal/privacidad/enviada/")
    assert (RightsRequest.objects.count(), Letter.objects.count()) == (0, 0)


def test_form_of_another_site_is_refused(client: Client) -> None:
    answer = client.post(FORM, GIVEN, headers={"origin": "https://other.example"})
    assert (answer.status_code, RightsRequest.objects.count()) == (403, 0)


def test_mailbox_of_somebody_cannot_be_flooded_and_nothing_tells(client: Client) -> None:
    answers = [client.post(FORM, GIVEN) for _time in range(5)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, "/personal/privacidad/enviada/")
    }
    assert Letter.objects.filter(to="ana@example.cl").count() == 3
    client.post(FORM, {**GIVEN, "email": "luz@example.cl"})
    assert Letter.objects.filter(to="luz@example.cl").count() == 1


def test_one_address_cannot_send_without_end(client: Client) -> None:
    statuses = [client.post(FORM, {"website": "x", **GIVEN}).status_code for _time in range(61)]
    assert (statuses[:60], statuses[60]) == ([302] * 60, 429)


@pytest.mark.parametrize("language", ["es", "ht", "en", "pt", "fr"])
def test_form_link_and_letter_are_in_the_language_of_the_reader(
    client: Client, language: str
) -> None:
    prefix = "" if language == "es" else f"/{language}"
    page = client.get(f"{prefix}{FORM}")
    assert f'<html lang="{language}"' in page.content.decode()
    answer = client.post(f"{prefix}{FORM}", GIVEN)
    assert answer["Location"] == f"{prefix}/personal/privacidad/enviada/"
    letter = letter_to("ana@example.cl", "rights_confirm")
    assert letter.language == language
    assert f"{prefix}/personal/privacidad/confirmar/" in letter.text
    assert f'<html lang="{language}" dir="ltr">' in letter.html
    assert f"{prefix}/personal/privacidad/" in letter.html.rpartition("<p")[2]


def test_reading_the_link_confirms_nothing_and_the_button_does(client: Client) -> None:
    asked = ask()
    address = f"{FORM}confirmar/{token_in(letter_to(asked.email, 'rights_confirm'))}/"
    for method in (client.get, client.head, client.options):
        method(address)
    asked.refresh_from_db()
    assert asked.state == "unconfirmed"
    foreign = client.post(address, headers={"sec-fetch-site": "cross-site"})
    asked.refresh_from_db()
    assert (foreign.status_code, asked.state) == (403, "unconfirmed")
    answer = client.post(address)
    asked.refresh_from_db()
    assert (answer.status_code, asked.state) == (200, "open")
    assert asked.folio in answer.content.decode()
    assert zone_breaches(answer, Zone.PERSONAL) == []


@pytest.mark.parametrize("route", ["confirmar", "datos"])
def test_wrong_link_says_what_to_do(client: Client, route: str) -> None:
    ask()
    for method in (client.get, client.post):
        answer = method(f"{FORM}{route}/nada/")
        assert answer.status_code == 404
        assert f'href="{FORM}"' in answer.content.decode()
        assert zone_breaches(answer, Zone.PERSONAL) == []
    assert RightsRequest.objects.get().state == "unconfirmed"


def test_person_downloads_the_data_by_the_link(client: Client, officer: Any) -> None:
    request = open_request()
    rights.close(request=request, is_granted=True, answer="Aquí.", by=officer)
    address = f"{FORM}datos/{token_in(letter_to(request.email, 'rights_closed'))}/"
    page = client.get(address)
    assert (page.status_code, "ana@example.cl" in page.content.decode()) == (200, False)
    answer = client.post(address)
    assert answer["Content-Disposition"] == f'attachment; filename="datos-{request.folio}.json"'
    assert zone_breaches(answer, Zone.PERSONAL) == []
    assert json.loads(answer.content)["correo"] == "ana@example.cl"


def test_text_of_the_legal_basis_is_shown_in_its_language(client: Client) -> None:
    publish_text(key="solicitudes", language="es", text="Según la ley <b>.")
    html = client.get(f"/ht{FORM}").content.decode()
    assert '<div class="legal-text" lang="es"><p>Según la ley &lt;b&gt;.</p></div>' in html
