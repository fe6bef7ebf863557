"""One's own factors, sessions and password: what can be changed, and what cannot."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client

from sello_accounts.models import User
from sello_accounts.sign_in import second_factor, secrets_at_rest
from sello_accounts.sign_in.sessions import device_of
from sello_site.outbox.models import Letter
from signing_in import PASSWORD, SECRET, SIGN_IN, code, is_signed_in, password_step, sign_in

pytestmark = pytest.mark.django_db

OTHER = "otra clave larga y propia"
REMOVE_APP = "/cuenta/factores/aplicacion/quitar/"


def passkey(user: User, name: str = "Llave 1") -> Authenticator:
    """A row as a passkey leaves it; no key answers for it."""
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": {}}
    )


def confirm(client: Client, step: int = 1) -> Client:
    """Shows the factor once more."""
    answer = client.post("/cuenta/confirmar/codigo/?next=/cuenta/", {"code": code(step=step)})
    assert answer["Location"] == "/cuenta/"
    return client


def test_the_last_factor_stays(editor: User) -> None:
    client = confirm(sign_in(Client(), editor))
    assert "único segundo factor" in client.get(REMOVE_APP).content.decode()
    assert client.post(REMOVE_APP).status_code == 200
    assert second_factor.is_enrolled(editor)


def test_recovery_codes_are_no_factor(editor: User) -> None:
    client = confirm(sign_in(Client(), editor))
    client.post("/cuenta/factores/codigos/nuevos/")
    assert Authenticator.objects.filter(type="recovery_codes").count() == 1
    assert client.post(REMOVE_APP).status_code == 200
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_the_last_passkey_stays(editor: User) -> None:
    key = passkey(editor)
    client = confirm(sign_in(Client(), editor))
    assert client.post(REMOVE_APP)["Location"] == "/cuenta/factores/"
    address = f"/cuenta/factores/llaves/{key.pk}/quitar/"
    assert "único segundo factor" in client.get(address).content.decode()
    answer = client.post(address)
    assert (answer.status_code, Authenticator.objects.get()) == (200, key)
    second = passkey(editor, "Llave 2")
    assert client.post(address)["Location"] == "/cuenta/factores/llaves/"
    assert Authenticator.objects.get() == second
    assert [*Letter.objects.values_list("template", flat=True)] == ["account_changed"] * 2


def test_factors_of_others_are_not_found(editor: User, bare: User) -> None:
    key = passkey(bare)
    client = confirm(sign_in(Client(), editor))
    for action in ("quitar", "nombre"):
        address = f"/cuenta/factores/llaves/{key.pk}/{action}/"
        assert client.get(address).status_code == 404
        assert client.post(address, {"name": "Mía"}).status_code == 404
    key.refresh_from_db()
    assert key.data["name"] == "Llave 1"


def test_secrets_are_not_kept_in_clear(editor: User, settings: Any) -> None:
    kept = Authenticator.objects.get(user=editor).data["secret"]
    assert SECRET not in kept
    assert secrets_at_rest.decrypt(kept) == SECRET
    settings.SECRET_KEY, old = "another-" + "x" * 50, settings.SECRET_KEY
    unreadable = {secrets_at_rest.decrypt(kept) for _ in range(2)}
    assert len(unreadable) == 2
    assert SECRET not in unreadable
    settings.SECRET_KEY_FALLBACKS = [old]
    assert secrets_at_rest.decrypt(kept) == SECRET


def test_with_a_changed_key_no_code_fits_and_nothing_fails(editor: User, settings: Any) -> None:
    client = Client()
    password_step(client, editor.email)
    settings.SECRET_KEY = "another-" + "x" * 50
    password_step(client, editor.email)
    for attempt in (code(), "000000", ""):
        assert client.post("/cuenta/entrar/codigo/", {"code": attempt}).status_code in {200, 302}
    assert not is_signed_in(client)


def test_codes_are_limited_by_account(editor: User) -> None:
    client = Client()
    password_step(client, editor.email)
    statuses = [
        client.post("/cuenta/entrar/codigo/", {"code": f"{number:06}"}).status_code
        for number in range(9)
    ]
    assert statuses == [200] * 8 + [429]
    # From another browser too, and with the right one.
    other = Client(REMOTE_ADDR="192.0.2.9")
    password_step(other, editor.email)
    assert other.post("/cuenta/entrar/codigo/", {"code": code()}).status_code == 429
    assert not is_signed_in(other)


def test_sessions_are_listed_and_ended_one_by_one_or_all(editor: User, bare: User) -> None:
    # Codes ever later, so that none comes twice when half a minute begins in between.
    here = sign_in(Client(headers={"user-agent": "Mozilla (Android) Firefox/1"}), editor, step=-1)
    there = sign_in(Client(), editor)
    page = here.get("/cuenta/sesiones/").content.decode()
    assert "Firefox, Android · esta sesión" in page
    assert page.count("<li><div>") == 2
    [other] = UserSession.objects.exclude(session_key=here.session.session_key)
    foreign = Client()
    foreign.force_login(bare)
    assert here.post("/cuenta/sesiones/", {"session": other.pk + 1000}).status_code == 404
    assert is_signed_in(there)
    here.post("/cuenta/sesiones/", {"session": other.pk})
    assert (is_signed_in(there), is_signed_in(here)) == (False, True)
    again = sign_in(Client(), editor, step=1)
    here.post("/cuenta/sesiones/")
    assert (is_signed_in(again), is_signed_in(here)) == (False, True)


def test_nobody_ends_the_sessions_of_others(editor: User, bare: User) -> None:
    from sello_site.testing_people import signed_in  # inline: one use

    client = sign_in(Client(), editor)
    stranger = signed_in(Client(), bare)
    [session] = UserSession.objects.filter(user=editor)
    assert stranger.post("/cuenta/sesiones/", {"session": session.pk}).status_code == 404
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/130 Safari Edg/130", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18) AppleWebKit Version/18 Safari", "Safari, iPhone"),
        ("curl/8", ""),
    ],
)
def test_devices_are_called_as_people_call_them(agent: str, device: str) -> None:
    assert device_of(agent) == device


def test_changing_the_password_ends_the_other_sessions(editor: User) -> None:
    here, there = sign_in(Client(), editor), sign_in(Client(), editor, step=1)
    form = {"oldpassword": "no es esta", "password1": OTHER, "password2": OTHER}
    assert here.post("/cuenta/clave/", form).status_code == 200
    assert is_signed_in(there)
    assert here.post("/cuenta/clave/", {**form, "oldpassword": PASSWORD})["Location"] == "/cuenta/"
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    editor.refresh_from_db()
    assert editor.check_password(OTHER)
    assert [*Letter.objects.values_list("to", "template")] == [(editor.email, "account_changed")]


@pytest.mark.parametrize(
    ("setting", "unit"), [("session_hours", 3600), ("session_idle_minutes", 60)]
)
def test_sessions_end_after_their_hours_and_when_left_alone(
    setting: str, unit: int, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time  # inline: with the clock that is moved

    from sello_accounts.configuration import configuration

    limit = getattr(configuration(), setting) * unit
    pause = 3600 if setting == "session_hours" else limit - 60
    clock = [time.time()]
    monkeypatch.setattr("sello_accounts.sign_in.middleware.time.time", lambda: clock[0])
    client = sign_in(Client(), editor)
    end = clock[0] + limit
    while clock[0] + pause < end:
        clock[0] += pause
        assert is_signed_in(client)
    # The one ends however busy it is; the other when it was left alone.
    clock[0] += pause + 120
    answer = client.get("/admin/")
    assert answer["Location"] == f"{SIGN_IN}?next=%2Fadmin%2F&aviso=sesion"
    assert re.search("terminó por tiempo", client.get(answer["Location"]).content.decode())
