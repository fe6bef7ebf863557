"""Every way in that asks for less than two factors, tried: none leads anywhere."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from wagtail.models import APIToken, Page

from sello_accounts.models import User
from sello_accounts.sign_in.middleware import SENSITIVE_VIEWS
from sello_accounts.testing import make_member
from sello_site.outbox.models import Letter
from sello_site.proxy import FORWARDED, PEER
from sello_site.roles import EDITOR
from sello_site.testing_people import signed_in
from signing_in import PASSWORD, SIGN_IN, code, is_signed_in, password_step, sign_in

pytestmark = pytest.mark.django_db

OTHER = "otra clave larga y propia"


def state() -> Any:
    """What a door that opened could have changed."""
    return (
        list(User.objects.order_by("pk").values_list("email", "password", "is_active")),
        list(Authenticator.objects.order_by("pk").values_list("user_id", "type", "data")),
        APIToken.objects.count(),
        list(Page.objects.order_by("pk").values_list("title", "live")),
    )


DOORS = [
    ("/admin/login/", {"username": "{email}", "password": PASSWORD}),
    ("/_util/login/", {"username": "{email}", "password": PASSWORD}),
    ("/ht/_util/login/", {"username": "{email}", "password": PASSWORD}),
    ("/admin/login/", {"login": "{email}", "password": PASSWORD}),
    ("/cuenta/entrar/", {"login": "{email}", "password": PASSWORD}),
    ("/cuenta/entrar/codigo/", {"code": "123456"}),
    ("/cuenta/entrar/llave/", {"credential": "{}"}),
    ("/admin/password_reset/", {"email": "{email}"}),
    ("/admin/password_reset/confirm/MQ/set-password/", {"new_password1": OTHER}),
    ("/cuenta/confirmar/", {"password": PASSWORD}),
]


@pytest.mark.parametrize(("path", "form"), DOORS)
@pytest.mark.parametrize("who", ["editor", "bare"])
def test_no_door_opens_by_a_password(
    who: str, path: str, form: dict[str, str], request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    before = state()
    client = Client()
    values = {name: value.replace("{email}", user.email) for name, value in form.items()}
    assert client.post(path, {**values, "next": "/admin/"}).status_code in {200, 302}
    assert SESSION_KEY not in client.session
    assert client.get("/admin/").status_code == 302
    assert state() == before
    assert Letter.objects.count() == 0


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/admin/login/?next=/admin/pages/", f"{SIGN_IN}?next=%2Fadmin%2Fpages%2F"),
        ("/_util/login/?next=/que-es/", f"{SIGN_IN}?next=%2Fque-es%2F"),
        ("/ht/_util/login/?next=/ht/que-es/", f"{SIGN_IN}?next=%2Fht%2Fque-es%2F"),
        ("/admin/logout/", "/cuenta/salir/"),
        ("/admin/password_reset/", "/cuenta/clave/olvidada/"),
        ("/admin/password_reset/done/", "/cuenta/clave/olvidada/"),
        ("/admin/password_reset/complete/", "/cuenta/clave/olvidada/"),
        ("/admin/password_reset/confirm/MQ/abc-def/", "/cuenta/clave/olvidada/"),
    ],
)
def test_the_doors_of_wagtail_lead_to_ours(path: str, where: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer["Location"]) == (302, where)


@pytest.mark.parametrize("path", ["/cuenta/signup/", "/cuenta/email/", "/cuenta/password/reset/"])
def test_nobody_signs_up_or_changes_their_address(path: str, editor: User) -> None:
    assert sign_in(Client(), editor).get(path).status_code == 404


PLACES = ("/admin/", "/admin/pages/{page}/edit/preview/", "/admin/account/", "/cuenta/sesiones/")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("who", "notice"), [("editor", "segundo-factor"), ("bare", "sin-factor")])
def test_a_session_without_a_factor_ends_wherever_it_goes(
    who: str, notice: str, place: str, request: pytest.FixtureRequest
) -> None:
    """As a door that nobody thought of would leave it."""
    user = request.getfixturevalue(who)
    client = Client()
    client.force_login(user)
    key = client.session.session_key
    before = state()
    page = Page.objects.filter(depth=2).values_list("pk", flat=True)[0]
    where = place.format(page=page)
    answer = client.get(where)
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{SIGN_IN}?next=")
    assert answer["Location"].endswith(f"&aviso={notice}")
    assert not Session.objects.filter(session_key=key).exists()
    assert SESSION_KEY not in client.session
    assert state() == before


def test_where_all_may_read_such_a_session_is_just_a_reader(editor: User) -> None:
    client = Client()
    client.force_login(editor)
    answer = client.get("/")
    assert (answer.status_code, answer.wsgi_request.user.is_authenticated) == (200, False)
    assert SESSION_KEY not in client.session


FACTOR_CHANGES = [
    "/cuenta/factores/aplicacion/quitar/",
    "/cuenta/factores/llaves/agregar/",
    "/cuenta/factores/codigos/",
    "/cuenta/factores/codigos/nuevos/",
]


@pytest.mark.parametrize("path", FACTOR_CHANGES)
def test_a_password_confirms_nobody_who_has_a_factor(path: str, editor: User) -> None:
    RecoveryCodes.activate(editor)
    client = sign_in(Client(), editor)
    before = state()
    # The page to confirm by password gives way to the one for codes.
    answer = client.get("/cuenta/confirmar/", {"next": path})
    assert answer["Location"].startswith("/cuenta/confirmar/codigo/")
    answer = client.post("/cuenta/confirmar/", {"password": PASSWORD, "next": path})
    assert answer["Location"].startswith("/cuenta/confirmar/codigo/")
    for method in (client.get, client.post):
        answer = method(path)
        refused = "/cuenta/confirmar/codigo/" if answer.status_code != 405 else ""
        assert answer.headers.get("Location", "").startswith(refused)
        assert answer.status_code in {302, 405}
    assert state() == before


def test_a_key_confirms_whoever_has_only_a_key(bare: User) -> None:
    Authenticator.objects.create(user=bare, type=Authenticator.Type.WEBAUTHN, data={"name": "a"})
    client = signed_in(Client(), bare)
    for path in ("/cuenta/factores/aplicacion/", "/cuenta/factores/llaves/agregar/"):
        for method in (client.get, client.post):
            assert method(path)["Location"].startswith("/cuenta/confirmar/llave/")
    assert client.get("/cuenta/confirmar/")["Location"].startswith("/cuenta/confirmar/llave/")


def test_a_token_works_while_its_owner_has_a_factor(editor: User) -> None:
    from sello_site.headless.tokens import give_terms  # inline: one use

    token, key = APIToken.create_token(user=editor, name="prueba")
    give_terms(token)

    def whoami() -> int:
        headers = {"authorization": f"Bearer {key}"}
        return Client().get("/api/v3/whoami/", headers=headers).status_code

    assert whoami() == 200
    Authenticator.objects.all().delete()
    assert whoami() == 401


def test_a_token_ends_with_the_roles_of_its_owner_whatever_they_are_invited_to(db: None) -> None:
    from sello_accounts.rights import OPERATOR  # inline: one use
    from sello_accounts.services.invitations import invite
    from sello_site.headless.tokens import give_terms
    from sello_site.testing_people import with_second_factor

    person = make_member("autora@example.org", EDITOR)
    token, key = APIToken.create_token(user=with_second_factor(person), name="prueba")
    give_terms(token)

    def whoami() -> int:
        headers = {"authorization": f"Bearer {key}"}
        return Client().get("/api/v3/whoami/", headers=headers).status_code

    found = [whoami()]
    place = person.memberships.get().organisation
    person.memberships.update(ended_at=timezone.now())
    found.append(whoami())
    invite(actor=OPERATOR, email=person.email, organisation=place, role=EDITOR)
    found.append(whoami())
    make_member(person.email, EDITOR)
    found.append(whoami())
    assert found == [200, 401, 401, 200]


def test_making_a_token_asks_for_the_factor_once_more(editor: User) -> None:
    names = {
        f"wagtailusers_api_tokens:{name}"
        for name in get_resolver().namespace_dict["wagtailusers_api_tokens"][1].reverse_dict
        if name in ("add", "rotate")
    }
    assert names <= SENSITIVE_VIEWS
    assert "wagtailusers_api_tokens:add" in names
    client = sign_in(Client(), editor)
    day = timezone.localdate().isoformat()
    form = {"name": "prueba", "user": editor.pk, "scope": "read", "expires_on": day}
    for answer in (
        client.get("/admin/api-tokens/new/"),
        client.post("/admin/api-tokens/new/", form),
    ):
        assert answer["Location"].startswith("/cuenta/confirmar/codigo/?next=%2Fadmin%2Fapi-tokens")
    assert APIToken.objects.count() == 0
    answer = client.post(
        "/cuenta/confirmar/codigo/?next=/admin/api-tokens/new/", {"code": code(step=1)}
    )
    # What was sent before is taken up again.
    assert (answer.status_code, APIToken.objects.count()) == (200, 1)


DEMONSTRATION = {"SELLO_DEMO": True, "SELLO_DATABASE_IS_EMBEDDED": True}
HERE = {PEER: "127.0.0.1", FORWARDED: False, "REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "localhost"}


def enters_by_password(user: User, where: dict[str, Any]) -> bool:
    client = Client(**where)
    password_step(client, user.email)
    return is_signed_in(client)


@pytest.mark.parametrize(
    ("changes", "where", "enters"),
    [
        ({}, {}, True),
        ({}, {PEER: "::1"}, True),
        ({"SELLO_DATABASE_IS_EMBEDDED": False}, {}, False),
        ({"SELLO_DEMO": False}, {}, False),
        ({}, {PEER: "192.0.2.7", "REMOTE_ADDR": "192.0.2.7"}, False),
        # Through a proxy on this machine, believed or not.
        ({}, {FORWARDED: True}, False),
        ({}, {FORWARDED: True, "REMOTE_ADDR": "192.0.2.7"}, False),
        ({}, {"SERVER_NAME": "sello.example"}, False),
        # A server that does not stand behind our wrapper tells nothing about its peer.
        ({}, {PEER: ""}, False),
        ({}, {"REMOTE_ADDR": ""}, False),
    ],
)
def test_the_demonstration_lets_a_password_in_only_at_its_own_machine(
    changes: dict[str, bool], where: dict[str, Any], enters: bool, bare: User, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "sello.example"]
    for name, value in {**DEMONSTRATION, **changes}.items():
        setattr(settings, name, value)
    assert enters_by_password(bare, {**HERE, **where}) is enters


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("SELLO_DATABASE_IS_EMBEDDED", {}),
        ("SELLO_DEMO", {}),
        (None, {PEER: "192.0.2.7", "REMOTE_ADDR": "192.0.2.7"}),
    ],
)
def test_the_exception_ends_for_sessions_that_are_there(
    change: str | None, where: dict[str, Any], bare: User, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    for name, value in DEMONSTRATION.items():
        setattr(settings, name, value)
    client = Client(**HERE)
    password_step(client, bare.email)
    assert client.get("/admin/").status_code == 200
    if change:
        setattr(settings, change, False)
    answer = client.get("/admin/", **where)
    assert answer.status_code == 302
    assert SESSION_KEY not in client.session


def test_the_exception_is_told_on_every_screen_of_admin_and_account(
    bare: User, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    for name, value in DEMONSTRATION.items():
        setattr(settings, name, value)
    client = Client(**HERE)
    assert "sin segundo factor" in client.get(SIGN_IN).content.decode()
    password_step(client, bare.email)
    for path in ("/cuenta/", "/cuenta/sesiones/", "/admin/", "/admin/pages/", "/admin/users/"):
        assert "sin segundo factor" in client.get(path).content.decode(), path
    settings.SELLO_DATABASE_IS_EMBEDDED = False
    assert "sin segundo factor" not in client.get(SIGN_IN).content.decode()


def test_who_has_enrolled_is_asked_in_the_demonstration_too(editor: User, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    for name, value in DEMONSTRATION.items():
        setattr(settings, name, value)
    assert not enters_by_password(editor, HERE)
    client = Client(**HERE)
    client.force_login(editor)
    assert not is_signed_in(client)


def test_in_the_demonstration_too_a_first_factor_needs_an_invitation(
    bare: User, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    for name, value in DEMONSTRATION.items():
        setattr(settings, name, value)
    client = Client(**HERE)
    password_step(client, bare.email)
    for path in ("/cuenta/factores/aplicacion/", "/cuenta/factores/llaves/agregar/"):
        assert client.get(path)["Location"] == "/cuenta/factores/"
    assert "enlace de una invitación" in client.get("/cuenta/factores/").content.decode()
