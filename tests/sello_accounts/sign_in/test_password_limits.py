"""Guessing passwords: limited by account and by address, telling nobody who has an account."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings as site_settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sello_accounts.models import User
from sello_site.limits import SIGN_IN, hit, service
from sello_site.limits.models import Counter

PASSWORD = "una clave larga y propia"
WRONG = "otra clave larga"
LOGIN = "/cuenta/entrar/"
ATTEMPTS = 10


class CountingHasher(MD5PasswordHasher):
    """The hasher of the test run, which counts its computations."""

    computations = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.computations += 1
        return super().encode(password, salt)


@pytest.fixture
def hashing(settings: Any) -> Callable[[], int]:
    """A function that gives the number of hash computations since it was last asked."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]

    def since_last_time() -> int:
        number, CountingHasher.computations = CountingHasher.computations, 0
        return number

    since_last_time()
    return since_last_time


def sign_in(email: str, password: str, *, address: str = "192.0.2.1", **more: str) -> Any:
    return Client(REMOTE_ADDR=address).post(LOGIN, {"login": email, "password": password, **more})


def told(answer: Any) -> str:
    """What the page says, without its token, what was typed and the time it names."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return re.sub(r'name="login" value="[^"]*"', "", html)


@pytest.fixture
def editor(db: None) -> User:
    return User.objects.create_superuser("edita@example.org", PASSWORD)


@pytest.fixture
def everyone(editor: User) -> dict[str, str]:
    """Addresses of all kinds: with an account, without, with one that cannot be used."""
    User.objects.create_user("parada@example.org", PASSWORD, is_active=False)
    User.objects.create_user("invitada@example.org", None)
    return {
        "known": editor.email,
        "unknown": "nadie@example.org",
        "inactive": "parada@example.org",
        "without a password": "invitada@example.org",
    }


def test_after_too_many_wrong_passwords_the_right_one_is_refused_too(editor: User) -> None:
    for _ in range(ATTEMPTS):
        assert sign_in(editor.email, WRONG).status_code == 200
    answer = sign_in(editor.email, PASSWORD)
    html = answer.content.decode()
    assert answer.status_code == 429
    assert 14 * 60 <= int(answer["Retry-After"]) <= 15 * 60
    assert answer["Cache-Control"] == "private, no-store"
    assert '<html lang="es"' in html
    assert "Vuelva a intentarlo en 15 minutos." in html
    assert Session.objects.count() == 0
    assert sign_in("otra@example.org", WRONG).status_code == 200


def test_the_account_counts_whatever_its_spelling_and_from_wherever(editor: User) -> None:
    for number in range(ATTEMPTS):
        spelling = ["edita@example.org", "EDITA@example.org", "  Edita@Example.org "][number % 3]
        assert sign_in(spelling, WRONG, address=f"192.0.2.{number}").status_code == 200
    assert sign_in(editor.email, PASSWORD, address="2001:db8::1").status_code == 429


def test_signing_in_gives_the_account_its_attempts_back(editor: User) -> None:
    for _ in range(2):
        for _ in range(ATTEMPTS - 1):
            sign_in(editor.email, WRONG)
        assert sign_in(editor.email, PASSWORD).status_code == 302
    assert [counter.hits for counter in Counter.objects.all()] == [2 * ATTEMPTS]


def test_signing_in_gives_other_accounts_nothing_back(editor: User) -> None:
    for _ in range(ATTEMPTS):
        sign_in("otra@example.org", WRONG)
    assert sign_in(editor.email, PASSWORD).status_code == 302
    assert sign_in("otra@example.org", WRONG).status_code == 429


def test_one_address_cannot_go_through_many_accounts(editor: User) -> None:
    assert SIGN_IN.address is not None
    for number in range(SIGN_IN.address.hits):
        hit(SIGN_IN, account=f"{number}@example.org", address="2001:db8:1:2::1")
    same_subscriber, another = "2001:db8:1:2:3::4", "2001:db8:1:3::1"
    assert sign_in("una.mas@example.org", WRONG, address=same_subscriber).status_code == 429
    assert sign_in(editor.email, PASSWORD, address=same_subscriber).status_code == 429
    assert sign_in(editor.email, PASSWORD, address=another).status_code == 302


def test_claims_about_the_address_are_not_believed(editor: User) -> None:
    for number in range(ATTEMPTS):
        Client(REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}").post(
            LOGIN, {"login": f"{number}@example.org", "password": WRONG}
        )
    assert Counter.objects.filter(hits=ATTEMPTS).count() == 1


def test_known_and_unknown_addresses_cost_and_are_told_the_same(
    everyone: dict[str, str], hashing: Callable[[], int]
) -> None:
    seen: dict[str, list[Any]] = {}
    sign_in("calentar@example.org", WRONG)
    for kind, email in everyone.items():
        seen[kind] = []
        for _ in range(ATTEMPTS + 2):
            hashing()
            with CaptureQueriesContext(connection) as queries:
                answer = sign_in(email, WRONG)
            statements = [
                re.sub(r"'[^']*'|\d+|s\d+_x\d+", "?", query["sql"])
                for query in queries
                # What the footer asks is kept for a while, whoever asks.
                if "wagtailcore" not in query["sql"]
            ]
            seen[kind].append((answer.status_code, told(answer), hashing(), statements))
    statuses = [status for status, *_rest in seen["unknown"]]
    assert statuses == [200] * ATTEMPTS + [429] * 2
    assert [computations for _s, _t, computations, _q in seen["unknown"]] == [1] * 10 + [0] * 2
    for answers in seen.values():
        assert answers == seen["unknown"]


def test_forms_without_both_fields_are_no_attempts(editor: User) -> None:
    sign_in("", PASSWORD)
    sign_in(editor.email, "")
    sign_in("a\0b", "c")
    assert Counter.objects.count() == 0


def test_nothing_in_the_table_or_the_log_tells_who_tried(
    editor: User, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(ATTEMPTS + 1):
        sign_in(editor.email, WRONG)
    rows = str(list(Counter.objects.values_list()))
    assert [word for word in ("edita", "192.0.2.1", WRONG) if word in rows + caplog.text] == []


@pytest.fixture
def locked_table(transactional_db: None) -> Iterator[None]:
    """Somebody holds the whole table, as a dump or a careless hand would."""
    database = connection.settings_dict
    owner = {
        "dbname": database["NAME"],
        "user": site_settings.SELLO_RUNTIME_USER,
        "password": site_settings.SELLO_RUNTIME_PASSWORD,
        "host": database["HOST"],
        "port": database["PORT"],
    }
    with psycopg.connect(**{key: value for key, value in owner.items() if value}) as other:
        other.execute("LOCK TABLE sello_limits_counter IN ACCESS EXCLUSIVE MODE")
        yield
        other.rollback()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.xdist_group("limits")
def test_without_its_counters_nobody_signs_in_and_the_page_says_why(
    locked_table: None, monkeypatch: pytest.MonkeyPatch, hashing: Callable[[], int]
) -> None:
    monkeypatch.setattr(service, "LOCK_SECONDS", 1)
    User.objects.create_superuser("edita@example.org", PASSWORD)
    hashing()
    answer = sign_in("edita@example.org", PASSWORD)
    html = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert '<html lang="es"' in html
    assert "Por seguridad detuvimos esta operación" in html
    assert (hashing(), Session.objects.count()) == (0, 0)
    assert Client().get(LOGIN).status_code == 200
