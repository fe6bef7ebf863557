"""A forgotten password: who asks learns nothing, and whoever has the mailbox has not got in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sello_accounts.models import User
from sello_site.outbox.models import Letter
from signing_in import PASSWORD, SIGN_IN, is_signed_in, password_step, sign_in

pytestmark = pytest.mark.django_db

ASK = "/cuenta/clave/olvidada/"
SENT = "/cuenta/clave/olvidada/enviada/"
OTHER = "otra clave larga y propia"


class CountingHasher(MD5PasswordHasher):
    """The hasher of the test run, which counts its computations."""

    computations = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.computations += 1
        return super().encode(password, salt)


def ask(email: str, address: str = "192.0.2.1") -> Any:
    return Client(REMOTE_ADDR=address).post(ASK, {"email": email})


def link() -> str:
    found = re.search(r"/cuenta/clave/nueva/\S+", Letter.objects.latest("pk").text)
    assert found is not None
    return found[0]


@pytest.fixture
def everyone(editor: User) -> dict[str, str]:
    User.objects.create_user("parada@example.org", PASSWORD, is_active=False)
    User.objects.create_user("invitada@example.org", None)
    return {
        "known": editor.email,
        "unknown": "nadie@example.org",
        "inactive": "parada@example.org",
        "without a password": "invitada@example.org",
    }


def test_known_and_unknown_addresses_cost_and_are_told_the_same(
    everyone: dict[str, str], settings: Any
) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    ask("calentar@example.org")
    seen = {}
    for kind, email in everyone.items():
        costs = []
        for _ in range(6):
            CountingHasher.computations, letters = 0, Letter.objects.count()
            with CaptureQueriesContext(connection) as queries:
                answer = ask(email)
            statements = [
                re.sub(r"'[^']*'|\d+|s\d+_x\d+", "?", query["sql"])
                for query in queries
                # What the footer asks is kept for a while, whoever asks.
                if "wagtailcore" not in query["sql"]
            ]
            written = Letter.objects.count() - letters
            where = answer.headers.get("Location", "")
            costs.append((answer.status_code, where, CountingHasher.computations, written))
            costs.append(statements)
        seen[kind] = costs
    assert [cost for cost in seen["unknown"] if isinstance(cost, tuple)] == [
        *[(302, SENT, 0, 1)] * 5,
        (429, "", 0, 0),
    ]
    for costs in seen.values():
        assert costs == seen["unknown"]


def test_each_gets_a_letter_that_fits(everyone: dict[str, str]) -> None:
    for email in everyone.values():
        ask(email.upper())
    assert dict(Letter.objects.values_list("to", "template")) == {
        everyone["known"]: "account_password_reset",
        everyone["without a password"]: "account_password_reset",
        everyone["unknown"]: "account_unknown",
        everyone["inactive"]: "account_unknown",
    }
    for letter in Letter.objects.filter(template="account_unknown"):
        assert "/cuenta/" not in letter.text + letter.html


def test_the_link_sets_a_password_once_ends_sessions_and_signs_nobody_in(editor: User) -> None:
    before = sign_in(Client(), editor)
    ask(editor.email)
    path, client = link(), Client()
    form = {"password1": OTHER, "password2": OTHER}
    assert client.get(path).status_code == 200
    assert client.post(path, {**form, "password2": "no es igual"}).status_code == 200
    answer = client.post(path, form)
    assert answer["Location"] == f"{SIGN_IN}?aviso=clave"
    assert (is_signed_in(client), is_signed_in(before)) == (False, False)
    for again in (Client().get(path), Client().post(path, {"password1": PASSWORD})):
        assert again.status_code == 404
    editor.refresh_from_db()
    assert editor.check_password(OTHER)
    # The second factor is still there to be shown.
    assert password_step(client, editor.email, OTHER)["Location"] == "/cuenta/entrar/codigo/"
    assert not is_signed_in(client)


def test_who_has_no_factor_gets_no_way_in_by_a_reset(bare: User) -> None:
    ask(bare.email)
    client = Client()
    client.post(link(), {"password1": OTHER, "password2": OTHER})
    answer = password_step(client, bare.email, OTHER)
    assert answer["Location"] == f"{SIGN_IN}?aviso=sin-factor"
    assert not is_signed_in(client)


def test_a_link_ends_with_time_and_with_signing_in(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(editor.email)
    path = link()
    sign_in(Client(), editor)
    assert Client().get(path).status_code == 404
    ask(editor.email)
    path = link()
    assert Client().get(path).status_code == 200
    import time  # inline: with the clock that is moved

    later = time.time() + 5 * 3600
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("token", ["a", "a:b:c", "..%2f", "eyJ1c2VyIjoxfQ:1:x", "%00"])
def test_made_up_tokens_open_nothing(token: str, editor: User) -> None:
    for place in ("clave/nueva", "invitacion", "activar"):
        for method in (Client().get, Client().post):
            assert method(f"/cuenta/{place}/{token}/").status_code in {400, 404}


def test_one_address_of_the_network_cannot_write_to_everybody(
    editor: User, django_assert_num_queries: Callable[..., Any]
) -> None:
    from sello_site import limits  # inline: one use

    assert limits.PASSWORD_RESET.address is not None
    for number in range(limits.PASSWORD_RESET.address.hits):
        limits.hit(limits.PASSWORD_RESET, account=f"{number}@example.org", address="192.0.2.1")
    assert ask(editor.email).status_code == 429
    assert Letter.objects.count() == 0
    assert ask(editor.email, address="192.0.2.2").status_code == 302
