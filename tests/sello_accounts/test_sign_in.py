"""Signing in: one place, in Spanish, never stored, telling nobody who has an account."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from sello_accounts.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "una clave larga y propia"
LOGIN = "/admin/login/"


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("Edita@Example.org", PASSWORD)


def sign_in(client: Client, email: str, password: str, **more: str) -> Any:
    return client.post(LOGIN, {"username": email, "password": password, **more})


def test_the_page_is_in_spanish_and_never_stored() -> None:
    answer = Client().get(LOGIN)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert '<html lang="es"' in html
    assert "Correo electrónico" in html or "correo electrónico" in html
    assert "Contraseña" in html
    assert 'autocomplete="current-password"' in html
    assert re.findall(r"Sign in|Password|Remember me|Forgotten|en Wagtail", html) == []


def test_no_link_leads_to_a_reset_by_mail_that_is_not_sent() -> None:
    assert "password_reset" not in Client().get(LOGIN).content.decode()
    assert Client().get("/admin/password_reset/").status_code == 404


@pytest.mark.parametrize("email", ["edita@example.org", "EDITA@EXAMPLE.ORG"])
def test_the_email_counts_whatever_its_case(email: str, editor: User) -> None:
    answer = sign_in(Client(), email, PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_the_other_sign_in_of_wagtail_leads_to_the_same_page() -> None:
    answer = Client().get("/_util/login/?next=/que-es/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/login/?next=/que-es/")


def test_signing_in_gives_a_new_session_and_signing_out_ends_it(
    editor: User, settings: Any
) -> None:
    client = Client()
    client.session["a"] = 1
    planted = client.session
    planted["a"] = 1
    planted.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    sign_in(client, editor.email, PASSWORD)
    signed_in = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert signed_in != planted.session_key
    assert not Session.objects.filter(session_key=planted.session_key).exists()
    client.post("/admin/logout/")
    assert not Session.objects.filter(session_key=signed_in).exists()
    client.cookies[settings.SESSION_COOKIE_NAME] = signed_in
    assert client.get("/admin/").status_code == 302


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    editor: User, settings: Any
) -> None:
    client = Client()
    sign_in(client, editor.email, PASSWORD)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert (cookie["domain"], cookie["secure"]) == ("", "")


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


def told(answer: Any) -> str:
    """What the page says, without its token and what was typed."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    html = re.sub(r'"CSRF_TOKEN": "[^"]*"', "", html)
    return re.sub(r'name="username" value="[^"]*"', "", html)


def test_nobody_learns_who_has_an_account(editor: User) -> None:
    User.objects.create_user("parada@example.org", PASSWORD, is_active=False)
    wrong = told(sign_in(Client(), editor.email, "otra clave"))
    unknown = told(sign_in(Client(), "nadie@example.org", "otra clave"))
    inactive = told(sign_in(Client(), "parada@example.org", PASSWORD))
    assert wrong == unknown == inactive
    assert "correo electrónico" in wrong


def test_an_account_without_a_role_reaches_nothing_of_the_admin() -> None:
    User.objects.create_user("sin.rol@example.org", PASSWORD)
    client = Client()
    sign_in(client, "sin.rol@example.org", PASSWORD)
    for path in ("/admin/", "/admin/pages/", "/admin/images/", "/admin/reports/locked/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, LOGIN)


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
