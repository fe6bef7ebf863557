"""Who lost telephone and key asks a colleague who manages people, and gets a link by mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sello_accounts.days import today
from sello_accounts.membership_roles import (
    MUNICIPAL_COORDINATOR,
    MUNICIPAL_OPERATOR,
    REGIONAL_OFFICER,
)
from sello_accounts.models import AccessEvent, Membership, Organisation, Substitution, User
from sello_accounts.problems import FactorOutOfReach, TooManyLetters
from sello_accounts.rights import OPERATOR
from sello_accounts.services.second_factors import give_new_start
from sello_accounts.testing import make_member, make_organisation
from sello_site.limits.models import Counter
from sello_site.outbox.models import Letter
from sello_site.roles import ADMINISTRATOR, EDITOR
from signing_in import PASSWORD, code, enrol, is_signed_in, sign_in

from .conftest import DAY, client_of, messages_of, only, state

pytestmark = pytest.mark.django_db

Recorded = Callable[[], list[tuple[str, int | None, int | None, int | None]]]
APP = "/cuenta/factores/aplicacion/"


def address(membership: Membership) -> str:
    return reverse(
        "accounts-account:second_factor", args=[membership.organisation.code, membership.pk]
    )


def everything() -> list[Any]:
    """What a reset changes, and what else these screens can."""
    return [
        *state(),
        list(Authenticator.objects.order_by("pk").values()),
        list(User.objects.order_by("pk").values("pk", "password")),
    ]


def reset(actor: User, person: User) -> Any:
    client = client_of(actor)
    return client.get(client.post(address(only(person)))["Location"])


def test_a_coordinator_gives_a_colleague_a_new_start(
    coordinator: User, operator: User, santiago: Organisation, recorded: Recorded, settings: Any
) -> None:
    settings.SELLO_DESK_URL = "https://mesa.example.org"
    enrol(operator)
    session = sign_in(Client(), operator)
    client = client_of(coordinator)
    before = everything()
    page = client.get(address(only(operator))).content.decode()
    assert "perderá su aplicación de códigos" in page
    assert everything() == before
    assert is_signed_in(session)
    answer = client.get(client.post(address(only(operator)))["Location"])
    assert messages_of(answer) == [
        "Enviamos a opera@example.org un enlace para activar un segundo factor."
    ]
    assert not Authenticator.objects.filter(user=operator).exists()
    assert not UserSession.objects.filter(user=operator).exists()
    assert not is_signed_in(session)
    assert recorded() == [
        ("second_factor_reset", coordinator.pk, None, operator.pk),
        ("enrolment_link", coordinator.pk, None, operator.pk),
    ]
    assert [event.organisation for event in AccessEvent.objects.all()] == [santiago, santiago]
    letters = list(Letter.objects.order_by("pk").values_list("to", "template"))
    assert letters == [(operator.email, "account_changed"), (operator.email, "account_enrolment")]
    # The link goes to the person alone, asks for their password, and leads back in.
    text = Letter.objects.get(template="account_enrolment").text
    link = re.search(r"https://mesa\.example\.org(/cuenta/activar/\S+)", text)
    assert link is not None
    assert link[1] not in answer.content.decode()
    back = Client()
    assert back.post(link[1], {"password": "no es esta clave"}).status_code == 200
    assert not is_signed_in(back)
    back.post(link[1], {"password": PASSWORD})
    secret = re.search(r'class="secret">(\w+)<', back.get(APP).content.decode())
    assert secret is not None
    back.post(APP, {"code": code(secret[1])})
    assert is_signed_in(back)
    assert Client().get(link[1]).status_code == 404
    history = client.get(reverse("accounts-account:history", args=[santiago.code]))
    assert "Segundo factor restablecido" in history.content.decode()


def test_who_never_got_to_a_factor_gets_a_link_and_loses_nothing(
    coordinator: User, operator: User, recorded: Recorded
) -> None:
    page = client_of(coordinator).get(address(only(operator))).content.decode()
    assert "aún no tiene un segundo factor" in page
    reset(coordinator, operator)
    assert recorded() == [("enrolment_link", coordinator.pk, None, operator.pk)]
    assert [one.template for one in Letter.objects.all()] == ["account_enrolment"]


def test_a_substitute_does_it_in_the_name_of_the_coordinator(
    coordinator: User, operator: User, santiago: Organisation, recorded: Recorded
) -> None:
    substitute = make_member("subroga@example.org", MUNICIPAL_OPERATOR, organisation=santiago)
    before = everything()
    assert client_of(substitute).post(address(only(operator))).status_code == 404
    assert everything()[:-2] == before[:-2]
    assert not Authenticator.objects.filter(user=operator).exists()
    Substitution.objects.create(
        absent=only(coordinator), substitute=substitute, starts_on=today(), ends_on=today()
    )
    reset(substitute, operator)
    assert recorded() == [("enrolment_link", substitute.pk, coordinator.pk, operator.pk)]


def beyond(person: User, how: str) -> None:
    """Gives somebody what a coordinator of Santiago does not manage."""
    elsewhere = make_organisation(Organisation.Kind.MUNICIPALITY, "05109")
    roles = {
        "elsewhere": (elsewhere, MUNICIPAL_OPERATOR),
        "elsewhere later": (elsewhere, MUNICIPAL_OPERATOR),
        "editor": (make_organisation(Organisation.Kind.SERMIG_DEPARTMENT), EDITOR),
        "administrator": (make_organisation(Organisation.Kind.SERMIG_DEPARTMENT), ADMINISTRATOR),
    }
    if how in roles:
        place, role = roles[how]
        starts_on = today() + DAY if how.endswith("later") else today()
        Membership.objects.create(user=person, organisation=place, role=role, starts_on=starts_on)
    elif how == "superuser":
        User.objects.filter(pk=person.pk).update(is_superuser=True)
    elif how == "a group by hand":
        person.groups.add(Group.objects.create(name="Hecho a mano"))
    else:
        absent = make_member("vina@example.org", MUNICIPAL_COORDINATOR, organisation=elsewhere)
        Substitution.objects.create(
            absent=only(absent), substitute=person, starts_on=today(), ends_on=today()
        )


@pytest.mark.parametrize(
    "how",
    [
        "elsewhere",
        "elsewhere later",
        "editor",
        "administrator",
        "superuser",
        "a group by hand",
        "a substitution elsewhere",
    ],
)
def test_nobody_resets_somebody_who_is_more_than_they_manage(
    how: str, coordinator: User, operator: User
) -> None:
    where = address(only(operator))
    enrol(operator)
    beyond(operator, how)
    client = client_of(coordinator)
    before = everything()
    page = client.get(where)
    assert page.status_code == 200
    assert "tiene también roles que usted no administra" in page.content.decode()
    assert "Restablecer y enviar" not in page.content.decode()
    answer = client.get(client.post(where)["Location"])
    assert messages_of(answer) == [str(FactorOutOfReach.message)]
    assert everything() == before
    # A superuser may, with the same request.
    root = client_of(User.objects.create_superuser("raiz@example.org"))
    root.post(where)
    assert not Authenticator.objects.filter(user=operator).exists()


def test_an_officer_helps_the_coordinators_of_the_region_and_no_operators(
    coordinator: User, operator: User, officer: User, other_officer: User
) -> None:
    enrol(coordinator)
    enrol(operator)
    client_of(officer)
    client_of(other_officer)
    before = everything()
    assert client_of(other_officer).post(address(only(coordinator))).status_code == 404
    assert client_of(officer).post(address(only(operator))).status_code == 404
    assert everything() == before
    reset(officer, coordinator)
    assert not Authenticator.objects.filter(user=coordinator).exists()
    assert Authenticator.objects.filter(user=operator).exists()


def test_nobody_resets_their_own_nor_that_of_who_is_gone(
    coordinator: User, operator: User, santiago: Organisation
) -> None:
    enrol(operator)
    client = client_of(coordinator)
    where = address(only(operator))
    addresses = {"own": address(only(coordinator)), "gone": where, "closed": where}
    for how, there in addresses.items():
        if how == "gone":
            Membership.objects.filter(user=operator).update(ended_at=timezone.now())
        if how == "closed":
            Membership.objects.filter(user=operator).update(ended_at=None)
            User.objects.filter(pk=operator.pk).update(is_active=False)
        before = everything()
        assert (how, client.get(there).status_code) == (how, 404)
        assert (how, client.post(there).status_code) == (how, 404)
        assert everything() == before
    page = client.get(reverse("accounts-account:place", args=[santiago.code])).content.decode()
    assert "segundo-factor" not in page
    User.objects.filter(pk=operator.pk).update(is_active=True)
    page = client.get(reverse("accounts-account:place", args=[santiago.code])).content.decode()
    assert where in page
    assert client.post(where).status_code == 302
    assert everything() != before


def test_while_access_pauses_the_list_comes_first(
    coordinator: User, operator: User, santiago: Organisation
) -> None:
    enrol(operator)
    Organisation.objects.filter(pk=santiago.pk).update(
        paused_at=timezone.now(), list_due_on=today() - 20 * DAY, list_warned_at=timezone.now()
    )
    client = client_of(coordinator)
    before = everything()
    for answer in (client.get(address(only(operator))), client.post(address(only(operator)))):
        assert answer["Location"] == reverse("accounts-account:place", args=[santiago.code])
    assert everything() == before
    with pytest.raises(FactorOutOfReach):
        give_new_start(actor=coordinator, person=operator)
    assert everything() == before


def test_one_person_is_not_reset_without_end(coordinator: User, operator: User) -> None:
    client = client_of(coordinator)
    for _ in range(6):
        enrol(operator)
        client.post(address(only(operator)))
        assert not Authenticator.objects.filter(user=operator).exists()
    enrol(operator)
    before = everything()
    answer = client.get(client.post(address(only(operator)))["Location"])
    assert messages_of(answer)[-1] == str(TooManyLetters.message)
    assert everything() == before
    Counter.objects.update(ends_at=timezone.now() - DAY)
    client.post(address(only(operator)))
    assert not Authenticator.objects.filter(user=operator).exists()


def test_what_the_administration_does_stands_in_every_record_of_the_person(
    administrator: User, operator: User, santiago: Organisation, vina: Organisation
) -> None:
    Membership.objects.create(user=operator, organisation=vina, role=MUNICIPAL_OPERATOR)
    enrol(operator)
    assert give_new_start(actor=administrator, person=operator) is True
    events = AccessEvent.objects.filter(kind="second_factor_reset")
    assert {event.organisation for event in events} == {santiago, vina}
    assert {event.actor for event in events} == {administrator}
    root = User.objects.create_superuser("raiz@example.org")
    with pytest.raises(FactorOutOfReach):
        give_new_start(actor=administrator, person=root)
    assert give_new_start(actor=OPERATOR, person=root) is False
    event = AccessEvent.objects.get(person=root)
    assert (event.kind, event.actor, event.organisation) == ("enrolment_link", None, None)
    text = Letter.objects.get(to=root.email).text
    assert f"{settings.SELLO_EDITORIAL_URL}/cuenta/activar/" in text


def test_a_member_of_the_directorate_is_not_in_the_reach_of_colleagues(officer: User) -> None:
    colleague = make_member("colega@example.org", REGIONAL_OFFICER)
    enrol(colleague)
    with pytest.raises(FactorOutOfReach):
        give_new_start(actor=officer, person=colleague)
    assert Authenticator.objects.filter(user=colleague).exists()
