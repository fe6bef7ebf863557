"""Signing in by password and code: one page, in Spanish, never stored, telling nobody who has an
account."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client

from sello_accounts.membership_roles import MUNICIPAL_OPERATOR
from sello_accounts.models import User
from sello_accounts.testing import make_member
from signing_in import CODE, PASSWORD, SIGN_IN, code, enrol, is_signed_in, password_step, sign_in

pytestmark = pytest.mark.django_db


def told(answer: Any) -> str:
    """What the page says, without its token and what was typed."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return re.sub(r'name="login" value="[^"]*"', "", html)


def test_the_page_is_in_spanish_and_never_stored() -> None:
    answer = Client().get(SIGN_IN)
    html = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert '<html lang="es"' in html
    for part in ("Correo electrónico", "Contraseña", 'autocomplete="current-password"'):
        assert part in html
    assert re.findall(r"Sign [Ii]n|Password|Remember|Forgot|Wagtail", html) == []


def test_two_steps_lead_in_and_to_where_one_wanted(editor: User) -> None:
    client = Client()
    first = password_step(client, editor.email, next="/admin/pages/")
    assert (first.status_code, first["Location"]) == (302, CODE)
    assert SESSION_KEY not in client.session
    assert client.get("/admin/pages/")["Location"].startswith(SIGN_IN)
    second = client.post(CODE, {"code": code()})
    assert (second.status_code, second["Location"]) == (302, "/admin/pages/")
    assert client.get("/admin/pages/").status_code == 200


@pytest.mark.parametrize("email", ["edita@example.org", "EDITA@EXAMPLE.ORG", " edita@example.org "])
def test_the_email_counts_whatever_its_case(email: str, editor: User) -> None:
    assert password_step(Client(), email)["Location"] == CODE


def test_a_wrong_code_leads_nowhere(editor: User) -> None:
    client = Client()
    password_step(client, editor.email)
    answer = client.post(CODE, {"code": "000000" if code() != "000000" else "111111"})
    assert answer.status_code == 200
    assert "no es correcto" in answer.content.decode()
    assert not is_signed_in(client)
    client.post(CODE, {"code": code()})
    assert is_signed_in(client)


def test_a_code_is_taken_once(editor: User) -> None:
    used = code()
    sign_in(Client(), editor)
    other = Client()
    password_step(other, editor.email)
    assert "ya se usó" in other.post(CODE, {"code": used}).content.decode()
    assert not is_signed_in(other)
    other.post(CODE, {"code": code(step=1)})
    assert is_signed_in(other)


def test_the_code_alone_is_nothing(editor: User) -> None:
    client = Client()
    assert client.post(CODE, {"code": code()})["Location"] == SIGN_IN
    assert not is_signed_in(client)


def test_somebody_signed_in_is_led_to_their_own_page_and_not_round_in_circles(
    db: None,
) -> None:
    user = make_member("opera@example.org", MUNICIPAL_OPERATOR)
    enrol(user)
    client = sign_in(Client(), user)
    for path in ("/admin/", "/admin/pages/", "/admin/images/"):
        answer = client.get(path, follow=True)
        assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/cuenta/")


def test_signing_in_gives_a_new_session_and_signing_out_ends_it(
    editor: User, settings: Any
) -> None:
    client = Client()
    planted = client.session
    planted["a"] = 1
    planted.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    sign_in(client, editor)
    signed_in = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert signed_in != planted.session_key
    assert not Session.objects.filter(session_key=planted.session_key).exists()
    client.post("/cuenta/salir/")
    assert not Session.objects.filter(session_key=signed_in).exists()
    client.cookies[settings.SESSION_COOKIE_NAME] = signed_in
    assert client.get("/admin/").status_code == 302


def test_opening_the_sign_out_signs_nobody_out(editor: User) -> None:
    client = sign_in(Client(), editor)
    assert client.get("/cuenta/salir/").status_code == 200
    assert client.get("/admin/logout/")["Location"] == "/cuenta/salir/"
    assert is_signed_in(client)
    assert client.post("/admin/logout/")["Location"] == SIGN_IN
    assert not is_signed_in(client)


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    editor: User, settings: Any
) -> None:
    cookie = sign_in(Client(), editor).cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert (cookie["domain"], cookie["secure"], cookie["max-age"]) == ("", "", "")


def test_with_tls_cookies_are_bound_to_the_host(settings: Any) -> None:
    """Read from the settings module as it is with an https address."""
    import os  # inline: with the process that it starts
    import subprocess
    import sys

    answer = subprocess.run(
        [
            sys.executable,
            "-c",
            "from sello_site import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
            " s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)",
        ],
        env={**os.environ, "SELLO_PUBLIC_URL": "https://sello.example"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == [
        "__Host-sello_session",
        "__Host-sello_csrf",
        "True",
        "True",
        "31536000",
    ]


def test_nobody_learns_who_has_an_account(editor: User, bare: User) -> None:
    User.objects.create_user("parada@example.org", PASSWORD, is_active=False)
    answers = {
        told(password_step(Client(), email, password))
        for email, password in (
            (editor.email, "otra clave"),
            (bare.email, "otra clave"),
            ("nadie@example.org", "otra clave"),
            ("parada@example.org", PASSWORD),
        )
    }
    assert len(answers) == 1
    assert "El correo electrónico o la contraseña no son correctos." in answers.pop()


def test_who_has_no_factor_is_told_so_after_the_right_password_only(bare: User) -> None:
    client = Client()
    answer = password_step(client, bare.email, next="/admin/")
    assert answer["Location"] == f"{SIGN_IN}?next=%2Fadmin%2F&aviso=sin-factor"
    assert "aún no tiene un segundo factor" in client.get(answer["Location"]).content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "then",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"],
)
def test_signing_in_leads_to_no_other_site(then: str, editor: User) -> None:
    client = Client()
    password_step(client, editor.email, next=then)
    assert client.post(CODE, {"code": code()})["Location"] == "/cuenta/"
    assert Client().get("/admin/login/", {"next": then})["Location"] == SIGN_IN


@pytest.mark.parametrize(
    ("password", "accepted"),
    [("corta", False), ("password1234", False), ("edita-example", True), (PASSWORD, True)],
)
def test_passwords_must_be_long_and_not_common(password: str, accepted: bool) -> None:
    from django.contrib.auth.password_validation import validate_password  # inline: one use
    from django.core.exceptions import ValidationError

    try:
        validate_password(password)
        result = True
    except ValidationError:
        result = False
    assert result is accepted
