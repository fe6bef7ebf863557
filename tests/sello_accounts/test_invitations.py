"""Invitations: who may send them, what the token is worth, and what acceptance makes."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from sello_accounts import problems
from sello_accounts.days import today
from sello_accounts.membership_roles import (
    AGENCY_LIAISON,
    MUNICIPAL_COORDINATOR,
    MUNICIPAL_OPERATOR,
    REGIONAL_OFFICER,
)
from sello_accounts.models import Invitation, Membership, Organisation, Substitution, User
from sello_accounts.rights import OPERATOR, given_roles
from sello_accounts.services.invitations import (
    accept_invitation,
    expire,
    find_invitation,
    invite,
    resend,
    revoke,
)
from sello_accounts.services.memberships import change_role, end_membership
from sello_accounts.testing import PASSWORD, make_member, make_organisation
from sello_site.limits.models import Counter
from sello_site.outbox.models import Letter
from sello_site.roles import ADMINISTRATOR, AUTHOR, EDITOR
from sello_site.testing_people import signed_in

pytestmark = pytest.mark.django_db

Recorded = Callable[[], list[tuple[str, int | None, int | None, int | None]]]
DAY = datetime.timedelta(days=1)
NEW = "nueva@example.org"


def token() -> str:
    """The one in the last letter."""
    letter = Letter.objects.filter(template="invitation").latest("pk")
    found = re.search(r"/invitacion/([\w-]+)/", letter.text)
    assert found is not None
    assert found[1] in letter.html
    return found[1]


def invited(actor: Any, organisation: Organisation, **values: Any) -> Invitation:
    return invite(
        actor=actor,
        organisation=organisation,
        **{"email": NEW, "role": MUNICIPAL_OPERATOR, **values},
    )


def age(invitation: Invitation) -> None:
    """Lets its term pass."""
    Invitation.objects.filter(pk=invitation.pk).update(
        sent_at=timezone.now() - 8 * DAY, expires_at=timezone.now() - DAY
    )


def test_a_coordinator_invites_and_the_letter_alone_holds_the_token(
    coordinator: User, santiago: Organisation, recorded: Recorded
) -> None:
    invitation = invited(coordinator, santiago, email=" Nueva@Example.org ", first_name="Eva")
    assert (invitation.email, invitation.state, invitation.needs_designation) == (
        NEW,
        "open",
        False,
    )
    assert (invitation.expires_at - invitation.sent_at).days in {6, 7}
    secret = token()
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == (
        NEW,
        "Invitación a Municipalidad de Santiago en Sello Migrante",
    )
    assert "Juan Pérez le invita" in letter.text
    assert f"http://testserver/cuenta/invitacion/{secret}/" in letter.text.replace(
        "localhost:8000", "testserver"
    )
    stored = str(list(Invitation.objects.values_list()))
    assert secret not in stored
    assert find_invitation(secret) == invitation
    assert recorded() == [("invited", coordinator.pk, None, None)]


def test_a_new_account_is_made_at_acceptance_and_has_its_role_at_once(
    coordinator: User, santiago: Organisation, recorded: Recorded
) -> None:
    invitation = invited(coordinator, santiago, first_name="Eva", last_name="Rojas")
    secret = token()
    assert User.objects.filter(email=NEW).count() == 0
    membership = accept_invitation(token=secret, password=PASSWORD, last_name="Rojas Díaz")
    user = User.objects.get(email=NEW)
    assert (user.get_full_name(), user.check_password(PASSWORD)) == ("Eva Rojas Díaz", True)
    assert [group.name for group in user.groups.all()] == [MUNICIPAL_OPERATOR]
    assert (membership.user, membership.starts_on, membership.awaits_designation) == (
        user,
        today(),
        False,
    )
    invitation.refresh_from_db()
    assert (invitation.state, invitation.membership) == ("accepted", membership)
    assert recorded()[1:] == [
        ("membership_created", user.pk, None, user.pk),
        ("invitation_accepted", user.pk, None, user.pk),
    ]
    with pytest.raises(problems.InvitationUnusable):
        accept_invitation(token=secret, user=user)
    assert Membership.objects.filter(user=user).count() == 1


def test_an_existing_account_accepts_after_signing_in_and_no_other(
    coordinator: User, santiago: Organisation
) -> None:
    user = make_member(NEW, AGENCY_LIAISON)
    other = make_member("otra@example.org", AGENCY_LIAISON)
    invited(coordinator, santiago)
    secret = token()
    with pytest.raises(problems.AccountExists):
        accept_invitation(token=secret, password=PASSWORD)
    with pytest.raises(problems.InvitationForAnother):
        accept_invitation(token=secret, user=other)
    assert Membership.objects.filter(organisation=santiago, role=MUNICIPAL_OPERATOR).count() == 0
    accept_invitation(token=secret, user=user)
    assert sorted(user.groups.values_list("name", flat=True)) == [
        AGENCY_LIAISON,
        MUNICIPAL_OPERATOR,
    ]


@pytest.mark.parametrize("password", [None, "", "corta", "password1234", NEW])
def test_weak_passwords_make_no_account_and_use_nothing_up(
    password: str | None, coordinator: User, santiago: Organisation
) -> None:
    invited(coordinator, santiago)
    secret = token()
    with pytest.raises(ValidationError) as refusal:
        accept_invitation(token=secret, password=password)
    assert list(refusal.value.message_dict) == ["password"]
    assert User.objects.filter(email=NEW).count() == 0
    assert accept_invitation(token=secret, password=PASSWORD).user.email == NEW


def test_a_token_that_was_sent_again_withdrawn_or_expired_is_worth_nothing(
    coordinator: User, santiago: Organisation, recorded: Recorded
) -> None:
    invitation = invited(coordinator, santiago)
    first = token()
    resend(actor=coordinator, invitation=invitation)
    second = token()
    assert first != second
    for wrong in (first, "", "x" * 43, first.upper()):
        with pytest.raises(problems.InvitationUnusable):
            find_invitation(wrong)
        with pytest.raises(problems.InvitationUnusable):
            accept_invitation(token=wrong, password=PASSWORD)
    assert find_invitation(second) == invitation
    age(invitation)
    with pytest.raises(problems.InvitationUnusable):
        accept_invitation(token=second, password=PASSWORD)
    resend(actor=coordinator, invitation=invitation)
    third = token()
    assert find_invitation(third) == invitation
    revoke(actor=coordinator, invitation=invitation)
    with pytest.raises(problems.InvitationUnusable):
        accept_invitation(token=third, password=PASSWORD)
    with pytest.raises(problems.InvitationUnusable):
        resend(actor=coordinator, invitation=invitation)
    assert User.objects.filter(email=NEW).count() == 0
    assert [kind for kind, *_ in recorded()] == [
        "invited",
        "invitation_resent",
        "invitation_resent",
        "invitation_revoked",
    ]


def test_one_open_invitation_and_one_membership_for_a_role(
    coordinator: User, operator: User, santiago: Organisation
) -> None:
    first = invited(coordinator, santiago)
    with pytest.raises(problems.AlreadyInvited):
        invited(coordinator, santiago)
    with pytest.raises(problems.AlreadyMember):
        invited(coordinator, santiago, email=operator.email)
    invited(coordinator, santiago, role=MUNICIPAL_COORDINATOR)
    age(first)
    second = invited(coordinator, santiago)
    first.refresh_from_db()
    assert (first.state, second.state) == ("expired", "open")
    with pytest.raises(problems.AlreadyInvited):
        resend(actor=coordinator, invitation=first)


def test_the_record_tells_nobody_who_has_an_account_elsewhere(
    coordinator: User, santiago: Organisation, vina: Organisation, recorded: Recorded
) -> None:
    elsewhere = make_member(
        NEW, MUNICIPAL_OPERATOR, organisation=vina, first_name="Zoila", last_name="Vega"
    )
    history = f"/cuenta/personas/{santiago.code}/historial/"
    client = signed_in(Client(), coordinator)
    invitation = resend(actor=coordinator, invitation=invited(coordinator, santiago))
    age(invitation)
    expire(invitation)
    revoke(actor=coordinator, invitation=resend(actor=coordinator, invitation=invitation))
    assert {person for _kind, _actor, _for, person in recorded()} == {None}
    page = client.get(history)
    assert page.status_code == 200
    assert "Invitación retirada" in page.content.decode()
    assert "Zoila" not in page.content.decode()
    # Whoever was a member here is no stranger.
    invited(coordinator, santiago)
    membership = accept_invitation(token=token(), user=elsewhere)
    end_membership(actor=coordinator, membership=membership)
    invited(coordinator, santiago)
    assert recorded()[-1] == ("invited", coordinator.pk, None, elsewhere.pk)
    assert "Zoila" in client.get(history).content.decode()


def test_what_may_not_be_sent_may_not_be_sent_again(
    coordinator: User, officer: User, santiago: Organisation, recorded: Recorded
) -> None:
    mine = invited(officer, santiago, role=MUNICIPAL_COORDINATOR, email="otra@example.org")
    make_member(mine.email, MUNICIPAL_COORDINATOR, organisation=santiago)
    here = invited(coordinator, santiago, email="aqui@example.org")
    over = invited(coordinator, santiago, email="paso@example.org", ends_on=today())
    past = {"starts_on": today() - 9 * DAY, "ends_on": today() - DAY}
    Invitation.objects.filter(pk=over.pk).update(**past)
    make_member(here.email, MUNICIPAL_OPERATOR, organisation=santiago)
    themselves = User.objects.get(email=mine.email)
    for one in (mine, here, over):
        age(one)
        expire(one)
    before = (list(Invitation.objects.order_by("pk").values()), recorded(), Letter.objects.count())
    for actor, one, problem in [
        (themselves, mine, problems.NotAllowed),
        (coordinator, mine, problems.AlreadyMember),
        (coordinator, here, problems.AlreadyMember),
        (coordinator, over, problems.DaysOutOfOrder),
    ]:
        with pytest.raises(problem):
            resend(actor=actor, invitation=one)
    Organisation.objects.filter(pk=santiago.pk).update(active_until=today() - DAY)
    with pytest.raises(problems.OrganisationNotActive):
        resend(actor=officer, invitation=mine)
    after = (list(Invitation.objects.order_by("pk").values()), recorded(), Letter.objects.count())
    assert after == before


def test_a_coordination_that_sermig_sends_again_needs_a_designation_from_then_on(
    coordinator: User, officer: User, santiago: Organisation
) -> None:
    invitation = invited(coordinator, santiago, role=MUNICIPAL_COORDINATOR)
    other = invited(coordinator, santiago)
    found = []
    for actor in (coordinator, officer, coordinator):
        invitation = resend(actor=actor, invitation=invitation)
        invitation.refresh_from_db()
        found.append((invitation.needs_designation, invitation.invited_by))
    assert found == [(False, coordinator), (True, officer), (True, coordinator)]
    assert resend(actor=OPERATOR, invitation=other).needs_designation is False
    assert accept_invitation(token=token(), password=PASSWORD).awaits_designation is False


def test_nobody_has_one_address_written_to_without_end(
    coordinator: User, officer: User, santiago: Organisation, recorded: Recorded
) -> None:
    for _ in range(3):
        invitation = invited(coordinator, santiago)
        resend(actor=coordinator, invitation=invitation)
        revoke(actor=coordinator, invitation=invitation)
    before = (list(Invitation.objects.order_by("pk").values()), recorded())
    with pytest.raises(problems.TooManyLetters) as refusal:
        invited(coordinator, santiago)
    assert refusal.value.field == "email"
    # Neither for another role, nor by somebody else, nor in another spelling.
    with pytest.raises(problems.TooManyLetters):
        invited(officer, santiago, role=MUNICIPAL_COORDINATOR, email=" NUEVA@example.org")
    assert (list(Invitation.objects.order_by("pk").values()), recorded()) == before
    assert Letter.objects.count() == 6
    other = invited(coordinator, santiago, email="otra@example.org")
    for _ in range(5):
        resend(actor=coordinator, invitation=other)
    known = Invitation.objects.get(pk=other.pk).token_hash
    with pytest.raises(problems.TooManyLetters):
        resend(actor=coordinator, invitation=other)
    # The link that is on its way still serves.
    assert Invitation.objects.get(pk=other.pk).token_hash == known
    Counter.objects.update(ends_at=timezone.now() - DAY)
    assert invited(coordinator, santiago).state == "open"


def test_what_was_refused_uses_up_no_letter(coordinator: User, santiago: Organisation) -> None:
    invited(coordinator, santiago)
    for _ in range(9):
        with pytest.raises(problems.AlreadyInvited):
            invited(coordinator, santiago)
    assert [one.hits for one in Counter.objects.all()] == [1]


def test_days_of_an_invitation_become_those_of_the_membership(
    coordinator: User, santiago: Organisation
) -> None:
    with pytest.raises(problems.DaysOutOfOrder):
        invited(coordinator, santiago, ends_on=today() - DAY)
    with pytest.raises(problems.DaysOutOfOrder):
        invited(coordinator, santiago, starts_on=today() + 5 * DAY, ends_on=today())
    invited(coordinator, santiago, starts_on=today() + 2 * DAY, ends_on=today() + 9 * DAY)
    membership = accept_invitation(token=token(), password=PASSWORD)
    assert (membership.starts_on, membership.ends_on) == (today() + 2 * DAY, today() + 9 * DAY)
    assert list(membership.user.groups.all()) == []


def test_an_invitation_from_the_past_starts_when_it_is_accepted(
    coordinator: User, santiago: Organisation
) -> None:
    invited(coordinator, santiago, starts_on=today() - 9 * DAY)
    assert accept_invitation(token=token(), password=PASSWORD).starts_on == today()


@pytest.mark.parametrize(
    ("who", "kind", "roles"),
    [
        ("operator_of_the_console", "municipality", [MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR]),
        ("root", "state_agency", [AGENCY_LIAISON]),
        ("administrator", "municipality", [MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR]),
        ("administrator", "regional_directorate", [REGIONAL_OFFICER]),
        ("administrator", "state_agency", [AGENCY_LIAISON]),
        ("officer", "municipality", [MUNICIPAL_COORDINATOR]),
        ("officer", "regional_directorate", []),
        ("officer", "state_agency", []),
        ("officer", "sermig_department", []),
        ("other_officer", "municipality", []),
        ("coordinator", "municipality", [MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR]),
        ("coordinator", "other municipality", []),
        ("coordinator", "sermig_department", []),
        ("coordinator", "regional_directorate", []),
        ("operator", "municipality", []),
        ("editor", "municipality", []),
        ("editor", "sermig_department", []),
        ("former coordinator", "municipality", []),
        ("closed coordinator", "municipality", []),
        ("waiting coordinator", "municipality", []),
        ("nobody", "municipality", []),
    ],
)
def test_each_gives_the_roles_of_its_reach_and_no_other(
    who: str,
    kind: str,
    roles: list[str],
    santiago: Organisation,
    vina: Organisation,
    request: pytest.FixtureRequest,
) -> None:
    coordinator = request.getfixturevalue("coordinator")
    actors: dict[str, Callable[[], Any]] = {
        "operator_of_the_console": lambda: OPERATOR,
        "root": lambda: User.objects.create_superuser("raiz@example.org"),
        "editor": lambda: make_member("edita@example.org", EDITOR, AUTHOR),
        "nobody": AnonymousUser,
    }
    if who.endswith(" coordinator"):
        changes: dict[str, dict[str, Any]] = {
            "former": {"ended_at": timezone.now()},
            "waiting": {"awaits_designation": True},
            "closed": {},
        }
        coordinator.memberships.update(**changes[who.split()[0]])
        coordinator.is_active = not who.startswith("closed")
        actor = coordinator
    else:
        actor = actors[who]() if who in actors else request.getfixturevalue(who)
    places = {"municipality": santiago, "other municipality": vina}
    organisation = places.get(kind) or make_organisation(kind)
    assert given_roles(actor, organisation) == roles
    every = [
        MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR, REGIONAL_OFFICER, AGENCY_LIAISON, AUTHOR,
        EDITOR, ADMINISTRATOR, "Inventado",
    ]  # fmt: skip
    for role in every:
        if role not in roles:
            with pytest.raises(problems.AccessProblem):
                invited(actor, organisation, role=role)
    assert (Invitation.objects.count(), Letter.objects.count()) == (0, 0)
    for number, role in enumerate(roles):
        invited(actor, organisation, role=role, email=f"{number}@example.org")
    assert Letter.objects.count() == len(roles)


def test_roles_belong_to_kinds_of_organisation(
    administrator: User, santiago: Organisation, department: Organisation
) -> None:
    for organisation, role in [
        (santiago, ADMINISTRATOR),
        (santiago, REGIONAL_OFFICER),
        (department, MUNICIPAL_OPERATOR),
        (department, "Inventado"),
    ]:
        with pytest.raises(problems.RoleNotHere):
            invited(administrator, organisation, role=role)


def test_nobody_invites_themselves(administrator: User, department: Organisation) -> None:
    with pytest.raises(problems.NotAllowed):
        invited(administrator, department, role=EDITOR, email=administrator.email.upper())
    assert Invitation.objects.count() == 0


def test_the_first_coordinator_waits_and_one_whom_a_coordinator_invites_does_not(
    coordinator: User, officer: User, santiago: Organisation, vina: Organisation
) -> None:
    by_region = invited(officer, santiago, role=MUNICIPAL_COORDINATOR)
    by_sermig = invited(OPERATOR, vina, role=MUNICIPAL_COORDINATOR, email="vina@example.org")
    by_own = invited(coordinator, santiago, role=MUNICIPAL_COORDINATOR, email="otra@example.org")
    assert [one.needs_designation for one in (by_region, by_sermig, by_own)] == [True, True, False]
    assert accept_invitation(token=token(), password=PASSWORD).awaits_designation is False
    assert "confirme su designación" in Letter.objects.get(to=NEW).text
    assert "confirme su designación" not in Letter.objects.get(to="otra@example.org").text


@pytest.mark.parametrize("how", ["ended", "over", "closed", "erased", "another role"])
def test_a_coordination_waits_when_its_inviter_lost_the_right_meanwhile(
    how: str, coordinator: User, santiago: Organisation
) -> None:
    other = make_member("otra@example.org", MUNICIPAL_COORDINATOR, organisation=santiago)
    tokens = []
    for email, role in [(NEW, MUNICIPAL_COORDINATOR), ("opera2@example.org", MUNICIPAL_OPERATOR)]:
        invited(coordinator, santiago, email=email, role=role)
        tokens.append(token())
    kept = invited(coordinator, santiago, email="van@example.org", role=MUNICIPAL_COORDINATOR)
    if how == "ended":
        end_membership(actor=coordinator, membership=coordinator.memberships.get())
    if how == "over":
        coordinator.memberships.update(ends_on=today() - DAY)
    if how == "closed":
        User.objects.filter(pk=coordinator.pk).update(is_active=False)
    if how == "erased":
        Invitation.objects.update(invited_by=None)
    if how == "another role":
        change_role(actor=other, membership=coordinator.memberships.get(), role=MUNICIPAL_OPERATOR)
    made = [accept_invitation(token=one, password=PASSWORD) for one in tokens]
    assert [one.awaits_designation for one in made] == [True, False]
    assert [[group.name for group in one.user.groups.all()] for one in made] == [
        [],
        [MUNICIPAL_OPERATOR],
    ]
    # Another coordinator who sends it again vouches for it.
    resend(actor=other, invitation=kept)
    assert accept_invitation(token=token(), password=PASSWORD).awaits_designation is False


def test_a_substitute_invites_in_the_name_of_the_coordinator(
    coordinator: User, operator: User, santiago: Organisation, recorded: Recorded
) -> None:
    with pytest.raises(problems.NotAllowed):
        invited(operator, santiago)
    Substitution.objects.create(
        absent=coordinator.memberships.get(),
        substitute=operator,
        starts_on=today(),
        ends_on=today(),
    )
    invited(operator, santiago)
    assert recorded() == [("invited", operator.pk, coordinator.pk, None)]
    letter = Letter.objects.get()
    assert "Ana Pérez (S), en subrogancia de Juan Pérez le invita" in letter.text


def test_a_municipality_has_room_for_so_many_people(
    coordinator: User, santiago: Organisation, configure: Callable[..., None]
) -> None:
    configure(members_max=3)
    invited(coordinator, santiago)
    secret = token()
    invited(coordinator, santiago, email="otra@example.org")
    # The same person with another role takes no more room.
    invited(coordinator, santiago, role=MUNICIPAL_COORDINATOR)
    with pytest.raises(problems.TooManyMembers):
        invited(coordinator, santiago, email="una.mas@example.org")
    accept_invitation(token=secret, password=PASSWORD)
    configure(members_max=2)
    with pytest.raises(problems.TooManyMembers):
        accept_invitation(token=_token_of("otra@example.org"), password=PASSWORD)
    assert User.objects.filter(email="otra@example.org").count() == 0
    configure(members_max=3)
    accept_invitation(token=_token_of("otra@example.org"), password=PASSWORD)


def _token_of(email: str) -> str:
    found = re.search(r"/invitacion/([\w-]+)/", Letter.objects.get(to=email).text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("address", ["", "x", "a@b", "a b@example.org", "a\n@example.org"])
def test_what_is_no_address_is_refused(address: str, santiago: Organisation) -> None:
    with pytest.raises(problems.InvalidAddress):
        invited(OPERATOR, santiago, email=address)
    assert Letter.objects.count() == 0


def test_nobody_is_invited_to_what_is_over(santiago: Organisation) -> None:
    santiago.active_until = today() - DAY
    santiago.save()
    with pytest.raises(problems.OrganisationNotActive):
        invited(OPERATOR, santiago)
