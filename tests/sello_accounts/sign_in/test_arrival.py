"""Coming in for the first time: invitations and links, and nothing else, lead to a first factor."""

from __future__ import annotations

import datetime
import io
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from sello_accounts.membership_roles import (
    MUNICIPAL_COORDINATOR,
    MUNICIPAL_OPERATOR,
    REGIONAL_OFFICER,
)
from sello_accounts.models import AccessEvent, Invitation, Membership, Organisation, User
from sello_accounts.rights import OPERATOR
from sello_accounts.services.invitations import invite
from sello_accounts.sign_in import enrolment, second_factor
from sello_accounts.testing import make_member, make_organisation
from sello_site.outbox.models import Letter
from sello_site.roles import ADMINISTRATOR, EDITOR
from sello_site.testing_people import signed_in
from signing_in import PASSWORD, SIGN_IN, code, enrol, is_signed_in, password_step, sign_in

pytestmark = pytest.mark.django_db

NEW = {
    "first_name": "Inés",
    "last_name": "Soto",
    "password1": PASSWORD,
    "password2": PASSWORD,
}
CHOICE = "/cuenta/factores/"
APP = "/cuenta/factores/aplicacion/"


def invited(email: str = "nueva@example.org") -> str:
    """The path of a new invitation, as it stands in the letter."""
    place = make_organisation(Organisation.Kind.SERMIG_DEPARTMENT)
    invite(actor=OPERATOR, email=email, organisation=place, role=EDITOR)
    text = Letter.objects.filter(to=email, template="invitation").latest("pk").text
    found = re.search(r"/cuenta/invitacion/\S+", text)
    assert found is not None
    return found[0]


def secret_of(client: Client) -> str:
    found = re.search(r'class="secret">(\w+)<', client.get(APP).content.decode())
    assert found is not None
    return found[1]


def test_an_invitation_leads_to_an_account_with_a_factor_and_codes() -> None:
    path, client = invited(), Client()
    page = client.get(path).content.decode()
    assert EDITOR in page
    assert "nueva@example.org" in page
    assert client.post(path, NEW)["Location"] == CHOICE
    assert client.get("/cuenta/")["Location"] == CHOICE
    answer = client.post(APP, {"code": code(secret_of(client))})
    assert answer["Location"] == "/cuenta/factores/codigos/"
    shown = re.findall(r"<li>(\d{8})</li>", client.get(answer["Location"]).content.decode())
    assert len(shown) == 10
    assert re.findall(r"<li>\d{8}</li>", client.get(answer["Location"]).content.decode()) == []
    assert is_signed_in(client)
    user = User.objects.get(email="nueva@example.org")
    assert (user.get_full_name(), user.check_password(PASSWORD)) == ("Inés Soto", True)
    assert sorted(user.authenticator_set.values_list("type", flat=True)) == [
        "recovery_codes",
        "totp",
    ]
    assert Membership.objects.get(user=user).role == EDITOR
    # A code of the sheet stands in for the factor, once.
    for expected in (True, False):
        other = Client()
        password_step(other, user.email)
        other.post("/cuenta/entrar/codigo/", {"code": shown[0]})
        assert is_signed_in(other) is expected


def test_the_link_in_a_coordinators_letter_leads_to_a_signed_in_session(settings: Any) -> None:
    settings.SELLO_DESK_URL = "https://mesa.example.org"
    place = make_organisation(Organisation.Kind.MUNICIPALITY)
    coordinator = make_member("coordina@example.org", MUNICIPAL_COORDINATOR, organisation=place)
    invite(
        actor=coordinator,
        email="nueva@example.org",
        organisation=place,
        role=MUNICIPAL_OPERATOR,
    )
    letter = Letter.objects.get(to="nueva@example.org")
    links = {*re.findall(r"https://mesa\.example\.org(/\S+)", letter.text)}
    assert links == set(re.findall(r'href="https://mesa\.example\.org(/[^"]+)"', letter.html))
    [path] = [path for path in links if "invitacion" in path]
    client = Client()
    assert client.get(path).resolver_match.view_name == "account_invitation"
    assert client.post(path, NEW)["Location"] == CHOICE
    client.post(APP, {"code": code(secret_of(client))})
    home = client.get("/cuenta/")
    assert (home.status_code, home.context["user"].email) == (200, "nueva@example.org")
    assert MUNICIPAL_OPERATOR in home.content.decode()


@pytest.mark.parametrize("who", ["coordinator", "officer", "waiting", "operator", "superuser"])
def test_ones_own_page_leads_to_the_people_for_who_has_to_do_with_them(who: str) -> None:
    roles = {"officer": REGIONAL_OFFICER, "operator": MUNICIPAL_OPERATOR}
    role = roles.get(who, MUNICIPAL_COORDINATOR)
    make_organisation(Organisation.Kind.MUNICIPALITY)
    user = (
        User.objects.create_superuser("raiz@example.org")
        if who == "superuser"
        else make_member("persona@example.org", role)
    )
    Membership.objects.filter(user=user).update(awaits_designation=who == "waiting")
    page = signed_in(Client(), user).get("/cuenta/")
    found = re.findall(r'<a( class="button[^"]*")? href="/cuenta/personas/"', page.content.decode())
    assert [bool(one) for one in found] == [who != "operator"]


def test_what_is_open_before_the_first_factor_is_its_enrolment_alone() -> None:
    path, client = invited(), Client()
    client.post(path, NEW)
    for place in ("/admin/", "/cuenta/", "/cuenta/sesiones/", "/cuenta/clave/"):
        assert client.get(place)["Location"] == CHOICE
    for place in ("/cuenta/factores/codigos/", "/cuenta/factores/codigos/nuevos/"):
        assert client.get(place)["Location"] == CHOICE
    reader = client.get("/")
    assert (reader.status_code, reader.wsgi_request.user.is_authenticated) == (200, False)
    assert client.get(APP).status_code == 200
    assert client.get("/cuenta/factores/llaves/agregar/").status_code == 200


def test_an_invitation_serves_once_and_unfinished_enrolment_waits_for_a_link() -> None:
    path, client = invited(), Client()
    client.post(path, NEW)
    client.post("/cuenta/salir/")
    before = list(User.objects.values_list("pk", "password"))
    for answer in (Client().get(path), Client().post(path, NEW)):
        assert answer.status_code == 404
        assert "Pida una nueva" in answer.content.decode()
    late = Client()
    assert password_step(late, "nueva@example.org")["Location"] == f"{SIGN_IN}?aviso=sin-factor"
    assert not is_signed_in(late)
    assert list(User.objects.values_list("pk", "password")) == before


def test_enrolment_has_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    path, client = invited(), Client()
    client.post(path, NEW)
    assert client.get(APP).status_code == 200
    monkeypatch.setattr(second_factor, "ENROLMENT_SECONDS", -1)
    assert client.get(APP)["Location"].startswith(f"{SIGN_IN}?")
    assert SESSION_KEY not in client.session


def test_the_session_of_an_enrolment_is_a_new_one_afterwards(settings: Any) -> None:
    path, client = invited(), Client()
    client.post(path, NEW)
    before = client.session.session_key
    client.post(APP, {"code": code(secret_of(client))})
    assert client.session.session_key != before
    client.cookies[settings.SESSION_COOKIE_NAME] = before
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "change",
    [
        {"password1": "corta", "password2": "corta"},
        {"password2": "no es la misma clave"},
        {"first_name": ""},
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_accepted(change: dict[str, str]) -> None:
    path = invited()
    answer = Client().post(path, {**NEW, **change})
    assert answer.status_code == 200
    assert "No se pudo continuar" in answer.content.decode()
    assert Invitation.objects.get().is_open
    assert not User.objects.filter(email="nueva@example.org").exists()


def test_an_expired_invitation_opens_nothing() -> None:
    path = invited()
    past = timezone.now() - datetime.timedelta(days=30)
    Invitation.objects.update(sent_at=past, expires_at=past + datetime.timedelta(days=7))
    assert Client().post(path, NEW).status_code == 404
    assert not User.objects.filter(email="nueva@example.org").exists()


def test_somebody_with_an_account_signs_in_and_accepts(editor: User) -> None:
    path, client = invited(editor.email), Client()
    page = client.get(path).content.decode()
    assert f"{SIGN_IN}?next={path}" in page
    assert "password" not in page
    assert client.post(path, NEW).status_code == 200
    assert Invitation.objects.get().is_open
    sign_in(client, editor)
    assert client.post(path)["Location"] == "/cuenta/"
    assert Membership.objects.get(user=editor).role == EDITOR
    assert editor.check_password(PASSWORD)


def test_an_invitation_is_for_nobody_else_who_is_signed_in(editor: User) -> None:
    path = invited("otra@example.org")
    client = sign_in(Client(), editor)
    assert "La invitación es para otra@example.org" in client.get(path).content.decode()
    assert client.post(path, NEW).status_code == 200
    assert Invitation.objects.get().is_open
    assert not Membership.objects.exists()


@pytest.mark.parametrize("way", ["invitation", "link"])
def test_an_account_without_a_factor_shows_its_password(way: str, bare: User) -> None:
    path = invited(bare.email) if way == "invitation" else _path(enrolment.make_link(user=bare))
    client = Client()
    assert client.post(path, {"password": "no es esta clave"}).status_code == 200
    assert client.get(APP)["Location"].startswith(SIGN_IN)
    assert client.post(path, {"password": PASSWORD})["Location"] == CHOICE
    client.post(APP, {"code": code(secret_of(client))})
    assert is_signed_in(client)
    assert Client().get(path).status_code == 404


def _path(address: str) -> str:
    return "/" + address.split("/", 3)[3]


@pytest.mark.parametrize("ended_by", ["a factor", "a password", "an address", "the end"])
def test_a_link_holds_for_the_account_as_it_was(
    ended_by: str, bare: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _path(enrolment.make_link(user=bare))
    assert Client().get(path).status_code == 200
    if ended_by == "a factor":
        enrol(bare)
    elif ended_by == "a password":
        bare.set_password("otra clave larga y propia")
        bare.save()
    elif ended_by == "an address":
        User.objects.update(email="otra@example.org")
    else:
        monkeypatch.setattr("django.core.signing.time.time", lambda: 10**10)
    client = Client()
    assert client.get(path).status_code == 404
    assert client.post(path, {"password": PASSWORD}).status_code == 404
    assert SESSION_KEY not in client.session


def test_a_link_is_printed_for_who_has_no_factor(bare: User, editor: User) -> None:
    output = io.StringIO()
    call_command("enrolment_link", " SinFactor@example.org ", stdout=output)
    assert Client().get(_path(output.getvalue().strip())).status_code == 200
    for email in (editor.email, "nadie@example.org"):
        with pytest.raises(CommandError):
            call_command("enrolment_link", email)
    assert Authenticator.objects.get().user == editor


def test_a_reset_takes_the_factor_ends_the_sessions_and_sends_a_link(editor: User) -> None:
    client = sign_in(Client(), editor)
    call_command("enrolment_link", editor.email, "--reset", "--send", stdout=io.StringIO())
    assert not Authenticator.objects.exists()
    assert not is_signed_in(client)
    assert [*AccessEvent.objects.order_by("pk").values_list("kind", "actor", "person")] == [
        ("second_factor_reset", None, editor.pk),
        ("enrolment_link", None, editor.pk),
    ]
    assert [*Letter.objects.values_list("template", flat=True)] == [
        "account_changed",
        "account_enrolment",
    ]


def test_administrators_give_others_a_new_start_and_nobody_beyond_their_reach(
    editor: User, bare: User
) -> None:
    administrator = make_member("administra@example.org", ADMINISTRATOR)
    author = make_member("autora@example.org", EDITOR)
    for user in (author,):
        enrol(user)
    client = signed_in(Client(), administrator)
    address = f"/admin/users/{author.pk}/segundo-factor/"
    assert address in client.get("/admin/users/").content.decode()
    assert client.get(address).status_code == 200
    assert second_factor.is_enrolled(author)
    assert client.post(address).status_code == 302
    assert not second_factor.is_enrolled(author)
    assert [*AccessEvent.objects.order_by("pk").values_list("kind", "actor", "person")] == [
        ("second_factor_reset", administrator.pk, author.pk),
        ("enrolment_link", administrator.pk, author.pk),
    ]
    for other in (editor, administrator):
        assert client.post(f"/admin/users/{other.pk}/segundo-factor/").status_code == 404
        assert second_factor.is_enrolled(other)
    assert signed_in(Client(), author).post(address).status_code in {302, 404}
    assert Letter.objects.filter(template="account_enrolment").count() == 1
