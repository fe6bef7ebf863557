"""The screens of the outbox: who sees what, and that letters can do nothing there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from sello_accounts.testing import make_member
from sello_site.outbox.models import LocalLetter, Suppression
from sello_site.outbox.suppressions import LIFTED, suppress, suppression_of
from sello_site.roles import ADMINISTRATOR, AUTHOR, DATA_PROTECTION, EDITOR
from sello_site.testing_people import signed_in

pytestmark = pytest.mark.django_db

SCREENS = ("", "buzon/{pk}/", "buzon/{pk}/html/", "direccion/")


@pytest.fixture
def letter() -> LocalLetter:
    return LocalLetter.objects.create(
        message_id="<1@example.cl>",
        sender="a@example.cl",
        to="ana@example.cl",
        subject="Hola",
        text="Entre en https://sello.example/personal/x/secreto/ ya",
        html="<p>Hola</p><script>alert(1)</script>",
    )


@pytest.fixture
def sign_in(client: Client, db: None) -> Any:
    def as_role(role: str) -> Client:
        signed_in(client, make_member("e@example.cl", role))
        return client

    return as_role


@pytest.mark.parametrize(
    ("role", "status"),
    [(AUTHOR, 302), (EDITOR, 302), (DATA_PROTECTION, 302), (ADMINISTRATOR, 200)],
)
def test_each_screen_is_for_the_role_that_it_is_for(
    sign_in: Any, letter: LocalLetter, role: str, status: int
) -> None:
    client = sign_in(role)
    paths = [f"/admin/correo/{screen.format(pk=letter.pk)}" for screen in SCREENS]
    assert [client.get(path).status_code for path in paths] == [status] * len(SCREENS)


def test_stranger_is_sent_to_sign_in(client: Client, letter: LocalLetter) -> None:
    for screen in SCREENS:
        answer = client.get(f"/admin/correo/{screen.format(pk=letter.pk)}")
        assert (answer.status_code, "/cuenta/entrar/" in answer["Location"]) == (302, True)


def test_letter_is_shown_in_a_frame_that_can_do_nothing(sign_in: Any, letter: LocalLetter) -> None:
    client = sign_in(ADMINISTRATOR)
    page = client.get(f"/admin/correo/buzon/{letter.pk}/").content.decode()
    assert f'<iframe src="/admin/correo/buzon/{letter.pk}/html/" sandbox=""' in page
    assert 'href="https://sello.example/personal/x/secreto/"' in page
    frame = client.get(f"/admin/correo/buzon/{letter.pk}/html/")
    policy = {
        part.strip().partition(" ")[0]: part.strip().partition(" ")[2]
        for part in frame["Content-Security-Policy"].split(";")
    }
    assert (policy["default-src"], policy["script-src"], policy["form-action"]) == (
        "'none'",
        "'none'",
        "'none'",
    )
    assert policy["sandbox"] == ""
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert frame.content.decode() == letter.html


def test_suppression_is_lifted_with_a_reason_that_is_logged(sign_in: Any) -> None:
    suppress(address="ana@example.cl", reason="hard_bounce")
    suppress(address="luz@example.cl", reason="complaint")
    client = sign_in(ADMINISTRATOR)
    asked = client.post("/admin/correo/direccion/", {"address": "Ana@example.cl"})
    assert "La dirección no existe o no recibe correo." in asked.content.decode()
    assert Suppression.objects.count() == 2
    without = client.post("/admin/correo/direccion/", {"address": "ana@example.cl", "why": " "})
    assert (without.status_code, Suppression.objects.count()) == (400, 2)
    done = client.post(
        "/admin/correo/direccion/", {"address": "ana@example.cl", "why": "Corrigió su buzón"}
    )
    assert done.status_code == 302
    assert suppression_of(address="ana@example.cl") is None
    assert suppression_of(address="luz@example.cl") is not None
    [entry] = ModelLogEntry.objects.filter(action=LIFTED)
    assert entry.data == {"why": "Corrigió su buzón", "suppressed_for": "hard_bounce"}
    assert entry.user.email == "e@example.cl"
    assert "ana@example.cl" not in str((entry.label, entry.data))


def test_lifting_is_refused_to_others_and_changes_nothing(sign_in: Any) -> None:
    suppress(address="ana@example.cl", reason="hard_bounce")
    client = sign_in(DATA_PROTECTION)
    answer = client.post(
        "/admin/correo/direccion/", {"address": "ana@example.cl", "why": "Porque sí"}
    )
    assert answer.status_code == 302
    assert suppression_of(address="ana@example.cl") is not None
    assert ModelLogEntry.objects.filter(action=LIFTED).count() == 0
