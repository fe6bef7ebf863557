"""What coordinators do on their screens: what is typed stays, and what is refused says why."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from sello_accounts.account_forms import END, KEEP
from sello_accounts.days import today
from sello_accounts.membership_roles import MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR
from sello_accounts.models import (
    Invitation,
    ListConfirmation,
    Membership,
    Organisation,
    Substitution,
    User,
)
from sello_accounts.testing import make_member

from .conftest import DAY, Cast, client_of, messages_of, only, state

pytestmark = pytest.mark.django_db


def address(name: str, *arguments: Any) -> str:
    return reverse(f"accounts-account:{name}", args=arguments)


def refused(response: Any, field: str | None = None) -> list[str]:
    """What the form says about a field, or about itself."""
    assert response.status_code == 400
    form = response.context["form"]
    return list(form.errors.get(field or "__all__", []))


def test_an_invitation_goes_out_with_role_and_days(
    santiago: Organisation, coordinator: User
) -> None:
    response = client_of(coordinator).post(
        address("invite", santiago.code),
        {
            "email": " Eva@Example.org ",
            "first_name": "Eva",
            "role": MUNICIPAL_OPERATOR,
            "starts_on": today(),
            # As it is typed where the browser offers no calendar.
            "ends_on": (today() + DAY).strftime("%d-%m-%Y"),
        },
        follow=True,
    )
    assert messages_of(response) == ["La invitación para eva@example.org está en camino."]
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.starts_on, invitation.ends_on) == (
        "eva@example.org",
        MUNICIPAL_OPERATOR,
        today(),
        today() + DAY,
    )


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"email": "eva"}, "email", "Introduzca una dirección de correo electrónico válida."),
        (
            {"email": "coordina@example.org"},
            "email",
            "Es su propia dirección: nadie se invita a sí mismo.",
        ),
        (
            {"email": "opera@example.org"},
            "email",
            "Esta persona ya tiene este rol en la organización en esas fechas.",
        ),
        (
            {"ends_on": "2020-01-01"},
            "ends_on",
            "El último día no puede ser anterior al primero, ni haber pasado.",
        ),
        (
            {"role": "Administración"},
            "role",
            "Escoja una opción válida. Administración no es una de las opciones disponibles.",
        ),
    ],
)
def test_a_refused_invitation_says_where_and_keeps_what_was_typed(
    wrong: dict[str, str],
    field: str,
    says: str,
    santiago: Organisation,
    coordinator: User,
    operator: User,
) -> None:
    before = state()
    values = {"email": "eva@example.org", "first_name": "Eva Luz", "role": MUNICIPAL_OPERATOR}
    response = client_of(coordinator).post(address("invite", santiago.code), {**values, **wrong})
    assert refused(response, field) == [says]
    page = response.content.decode()
    assert 'value="Eva Luz"' in page
    assert "<title>Revise el formulario" in page
    assert f'id="id_{field}_error"' in page
    assert f'href="#id_{field}"' in page
    assert state() == before


def test_an_invitation_is_sent_again_and_withdrawn(cast: Cast) -> None:
    client, old = cast.client("coordinator"), cast.invitation
    sent = client.post(address("invitation_resend", cast.place.code, old.pk), follow=True)
    assert messages_of(sent) == [
        "La invitación para invitada@example.org va de nuevo; el enlace anterior ya no sirve."
    ]
    renewed = Invitation.objects.get(pk=old.pk)
    assert renewed.state == Invitation.State.OPEN
    assert renewed.token_hash != old.token_hash
    again = client.post(address("invitation_revoke", cast.place.code, old.pk), follow=True)
    assert messages_of(again) == ["La invitación para invitada@example.org ya no sirve."]
    assert Invitation.objects.get(pk=old.pk).state == Invitation.State.REVOKED
    before = state()
    for name in ("invitation_revoke", "invitation_resend"):
        late = client.post(address(name, cast.place.code, old.pk), follow=True)
        assert messages_of(late) == [
            "La invitación no existe, ya se usó o venció. Pida una nueva a quien le invitó."
        ]
    assert state() == before


def test_an_expired_invitation_is_listed_and_can_be_sent_again(cast: Cast) -> None:
    now = timezone.now()
    Invitation.objects.update(
        state="expired", sent_at=now - 9 * DAY, expires_at=now - 2 * DAY, closed_at=now
    )
    client = cast.client("coordinator")
    page = client.get(address("place", cast.place.code)).content.decode()
    assert "Venció el" in page
    assert address("invitation_resend", cast.place.code, cast.invitation.pk) in page
    assert address("invitation_revoke", cast.place.code, cast.invitation.pk) not in page
    client.post(address("invitation_resend", cast.place.code, cast.invitation.pk))
    assert Invitation.objects.get().is_open is True


def test_an_access_ends_now_or_on_a_day(
    santiago: Organisation, coordinator: User, operator: User
) -> None:
    client = client_of(coordinator)
    where = address("membership_end", santiago.code, only(operator).pk)
    assert refused(client.post(where, {"ends_on": today() - DAY}), "ends_on") == [
        "El último día no puede ser anterior al primero, ni haber pasado."
    ]
    assert only(operator).ends_on is None
    client.post(where, {"ends_on": today() + DAY})
    assert (only(operator).ends_on, only(operator).ended_at) == (today() + DAY, None)
    client.post(where, {"reason": "cambio de funciones"})
    ended = only(operator)
    assert (ended.ended_by, ended.end_reason, ended.ended_at is None) == (
        coordinator,
        "cambio de funciones",
        False,
    )
    assert refused(client.post(where)) == ["Ya había terminado."]


def test_the_last_coordinator_stays_until_there_is_another(
    santiago: Organisation, coordinator: User
) -> None:
    where = address("membership_end", santiago.code, only(coordinator).pk)
    before = state()
    client = client_of(coordinator)
    assert refused(client.post(where)) == [
        "Es la única coordinación de la municipalidad: antes debe haber otra persona que coordine."
    ]
    assert state() == before
    make_member("otra@example.org", MUNICIPAL_COORDINATOR, organisation=santiago)
    assert client.post(where).url == address("index")
    assert only(coordinator).ended_by == coordinator


def test_a_role_changes_and_nobody_changes_their_own(
    santiago: Organisation, coordinator: User, operator: User
) -> None:
    client = client_of(coordinator)
    where = address("membership_role", santiago.code, only(operator).pk)
    assert client.get(where).context["form"].fields["role"].choices == [
        (MUNICIPAL_COORDINATOR, MUNICIPAL_COORDINATOR)
    ]
    client.post(where, {"role": MUNICIPAL_COORDINATOR})
    current = Membership.objects.current().get(user=operator)
    assert (current.role, current.awaits_designation) == (MUNICIPAL_COORDINATOR, False)
    before = state()
    own = address("membership_role", santiago.code, only(coordinator).pk)
    assert client.get(own).status_code == 404
    assert client.post(own, {"role": MUNICIPAL_OPERATOR}).status_code == 404
    assert state() == before
    assert own not in client.get(address("place", santiago.code)).content.decode()


def test_a_substitution_begins_and_ends_early(cast: Cast) -> None:
    client = cast.client("coordinator")
    where = address("substitution_add", cast.place.code, only(cast.user("coordinator")).pk)
    values = {"substitute": cast.user("operator").pk, "starts_on": today()}
    assert refused(client.post(where, {**values, "ends_on": today() + 90 * DAY}), "ends_on") == [
        "La subrogancia dura más que lo permitido."
    ]
    begun = client.post(where, {**values, "ends_on": today() + 3 * DAY}, follow=True)
    assert messages_of(begun) == ["Ana Pérez subroga a Juan Pérez en los días indicados."]
    made = Substitution.objects.get(substitute=cast.user("operator"))
    assert (made.absent.user, made.ends_on) == (cast.user("coordinator"), today() + 3 * DAY)
    ended = client.post(address("substitution_end", cast.place.code, made.pk), follow=True)
    assert messages_of(ended) == ["La subrogancia terminó."]
    made.refresh_from_db()
    assert made.ended_by == cast.user("coordinator")
    late = client.post(address("substitution_end", cast.place.code, made.pk), follow=True)
    assert messages_of(late) == ["Ya había terminado."]


def test_only_people_of_the_municipality_who_lack_the_role_can_stand_in(cast: Cast) -> None:
    where = address("substitution_add", cast.place.code, only(cast.user("coordinator")).pk)
    client = cast.client("coordinator")
    offered = client.get(where).context["form"].fields["substitute"].queryset
    assert set(offered) == {cast.user("operator"), cast.substitution.substitute}
    before = state()
    values = {"starts_on": today(), "ends_on": today()}
    for other in ("stranger", "absent", "other coordinator"):
        response = client.post(where, {**values, "substitute": cast.user(other).pk})
        assert len(refused(response, "substitute")) == 1
    assert state() == before


def test_both_people_of_a_substitution_may_end_it(cast: Cast) -> None:
    where = address("substitution_end", cast.place.code, cast.substitution.pk)
    # Once the coordination of the absent person ended, no other right is left.
    assert cast.client("absent").get(where).status_code == 200
    client = client_of(cast.substitution.substitute)
    assert where in client.get(address("index")).content.decode()
    assert client.post(where).url == address("index")
    cast.substitution.refresh_from_db()
    assert cast.substitution.ended_by == cast.substitution.substitute


def test_where_nobody_can_stand_in_the_screen_says_so(
    santiago: Organisation, coordinator: User
) -> None:
    where = address("substitution_add", santiago.code, only(coordinator).pk)
    page = client_of(coordinator).get(where).content.decode()
    assert "No hay quien pueda subrogar" in page
    assert "<select" not in page


def answers(organisation: Organisation, *ending: User) -> dict[str, str]:
    return {
        f"membership_{one.pk}": END if one.user in ending else KEEP
        for one in Membership.objects.filter(organisation=organisation, ended_at=None)
    }


def pause(organisation: Organisation) -> None:
    now = timezone.now()
    Organisation.objects.filter(pk=organisation.pk).update(
        list_due_on=today() - 20 * DAY, list_warned_at=now - 16 * DAY, paused_at=now
    )


def test_one_press_confirms_everybody_and_ends_a_pause(
    santiago: Organisation, coordinator: User, operator: User
) -> None:
    pause(santiago)
    client = client_of(coordinator)
    where = address("list_confirm", santiago.code)
    form = client.get(where).context["form"]
    assert {name: form[name].value() for name in form.fields} == answers(santiago)
    response = client.post(where, answers(santiago), follow=True)
    assert messages_of(response) == ["La lista está confirmada. Gracias."]
    santiago.refresh_from_db()
    assert (santiago.is_paused, santiago.list_due_on) == (
        False,
        today() + datetime.timedelta(days=183),
    )
    confirmation = ListConfirmation.objects.get()
    assert (confirmation.confirmed_by, confirmation.memberships) == (
        coordinator,
        sorted([only(coordinator).pk, only(operator).pk]),
    )


def test_who_does_not_stay_ends_and_is_not_confirmed(
    santiago: Organisation, coordinator: User, operator: User
) -> None:
    client_of(coordinator).post(address("list_confirm", santiago.code), answers(santiago, operator))
    assert (only(operator).ended_by, only(operator).end_reason) == (
        coordinator,
        "No siguió al confirmar la lista.",
    )
    assert ListConfirmation.objects.get().memberships == [only(coordinator).pk]


def test_a_list_that_cannot_be_carried_out_changes_nothing(
    santiago: Organisation, coordinator: User, operator: User
) -> None:
    before = state()
    response = client_of(coordinator).post(
        address("list_confirm", santiago.code), answers(santiago, operator, coordinator)
    )
    assert refused(response) == [
        "Es la única coordinación de la municipalidad: antes debe haber otra persona que coordine."
    ]
    assert "La lista no se confirmó y nada cambió." in response.content.decode()
    # What was chosen is still chosen.
    form = response.context["form"]
    assert {form[name].value() for name in form.fields} == {END}
    assert state() == before


def test_a_list_is_not_confirmed_by_somebody_who_ends_their_own_right(cast: Cast) -> None:
    """Nor by a substitute who ends the membership of whom they stand in for."""
    where = address("list_confirm", cast.place.code)
    before = state()
    substitute = cast.substitution.substitute
    for user, ending in (
        (cast.user("coordinator"), cast.user("coordinator")),
        (substitute, cast.user("absent")),
        (substitute, substitute),
    ):
        response = client_of(user).post(where, answers(cast.place, ending))
        assert refused(response) == [
            "Con estos cambios usted dejaría de coordinar y la lista quedaría sin confirmar. "
            "Confírmela primero y termine ese acceso después."
        ]
    assert state() == before
    # The positive control: another coordinator may let the same person go.
    response = client_of(cast.user("coordinator")).post(where, answers(cast.place, substitute))
    assert response.status_code == 302
    assert only(substitute).ended_by == cast.user("coordinator")


def test_nobody_is_confirmed_whom_the_coordinator_did_not_see(
    santiago: Organisation, coordinator: User
) -> None:
    shown = answers(santiago)
    late = make_member("reciente@example.org", MUNICIPAL_OPERATOR, organisation=santiago)
    before = state()
    client = client_of(coordinator)
    where = address("list_confirm", santiago.code)
    response = client.post(where, shown)
    assert refused(response, f"membership_{only(late).pk}") == [
        "Elija si sigue o termina. Quizá llegó a la lista hace poco."
    ]
    assert state() == before
    assert client.post(where, answers(santiago)).status_code == 302


def test_while_access_pauses_nothing_is_given(
    santiago: Organisation, coordinator: User, operator: User, named: Callable[[str], Membership]
) -> None:
    pause(santiago)
    before = state()
    client = client_of(coordinator)
    values = {"email": "eva@example.org", "role": MUNICIPAL_OPERATOR}
    assert client.post(address("invite", santiago.code), values).url == address(
        "place", santiago.code
    )
    add = address("substitution_add", santiago.code, only(coordinator).pk)
    values = {"substitute": operator.pk, "starts_on": today(), "ends_on": today()}
    assert client.post(add, values).url == address("place", santiago.code)
    change = address("membership_role", santiago.code, only(operator).pk)
    assert client.post(change, {"role": MUNICIPAL_COORDINATOR}).status_code == 404
    assert state() == before
    # To end an access is possible all the same.
    client.post(address("membership_end", santiago.code, only(operator).pk))
    assert only(operator).ended_by == coordinator
