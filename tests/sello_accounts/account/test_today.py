"""One screen says who of a municipality has access today, and why; another what happened."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from sello_accounts.account_selectors import ListState, list_state, people_counted
from sello_accounts.days import today
from sello_accounts.membership_roles import MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR
from sello_accounts.models import AccessEvent, Invitation, Membership, Organisation, User
from sello_accounts.services.invitations import invite
from sello_accounts.services.memberships import end_membership
from sello_accounts.services.substitutions import add_substitution
from sello_accounts.testing import make_member, make_organisation

from .conftest import DAY, Cast, client_of, only

pytestmark = pytest.mark.django_db


def place_page(user: User, organisation: Organisation) -> Any:
    return client_of(user).get(reverse("accounts-account:place", args=[organisation.code]))


def test_the_screen_says_who_why_since_when_and_with_what(
    santiago: Organisation, coordinator: User, operator: User, named: Callable[[str], Membership]
) -> None:
    named("espera@example.org")
    User.objects.filter(pk=operator.pk).update(last_login=timezone.now())
    Membership.objects.filter(user=operator).update(ends_on=today() + DAY)
    response = place_page(coordinator, santiago)
    lines = [
        (
            line.row.person.email,
            line.row.role,
            line.row.reason.name,
            line.row.ends_on,
            line.has_second_factor,
            line.row.person.last_login is not None,
        )
        for line in response.context["lines"]
    ]
    assert sorted(lines) == [
        ("coordina@example.org", MUNICIPAL_COORDINATOR, "MEMBERSHIP", None, True, True),
        ("espera@example.org", MUNICIPAL_COORDINATOR, "AWAITS_DESIGNATION", None, False, False),
        ("opera@example.org", MUNICIPAL_OPERATOR, "MEMBERSHIP", today() + DAY, False, True),
    ]
    page = response.content.decode()
    assert "2 personas con acceso." in page
    assert "Espera que se confirme su designación" in page
    assert page.count("Segundo factor: sí") == 1
    assert page.count("Segundo factor: no") == 2
    assert page.count("No ha entrado todavía") == 1


def test_recovery_codes_alone_are_no_second_factor(
    santiago: Organisation, coordinator: User, operator: User
) -> None:
    Authenticator.objects.create(user=operator, type=Authenticator.Type.RECOVERY_CODES, data={})
    lines = place_page(coordinator, santiago).context["lines"]
    assert {line.row.person: line.has_second_factor for line in lines} == {
        coordinator: True,
        operator: False,
    }


def test_a_substitute_acts_under_both_names_on_every_screen(cast: Cast) -> None:
    client = client_of(cast.substitution.substitute)
    signature = f"{cast.substitution.substitute} (S), en subrogancia de {cast.user('absent')}"
    code = cast.place.code
    routes = {
        "place": [code],
        "history": [code],
        "list_confirm": [code],
        "invite": [code],
        "invitation_revoke": [code, cast.invitation.pk],
        "membership_end": [code, only(cast.user("operator")).pk],
        "membership_role": [code, only(cast.user("operator")).pk],
        "substitution_add": [code, only(cast.user("operator")).pk],
        "substitution_end": [code, cast.substitution.pk],
    }
    said = {
        name: client.get(reverse(f"accounts-account:{name}", args=arguments)).context["acting_as"]
        for name, arguments in routes.items()
    }
    assert said == dict.fromkeys(routes, signature)
    page = client.get(reverse("accounts-account:place", args=[code])).content.decode()
    assert f"Actuando como <strong>{signature}</strong>." in page
    # And what they do is recorded under both.
    client.post(reverse("accounts-account:list_confirm", args=[code]), _all_kept(cast))
    event = AccessEvent.objects.filter(kind=AccessEvent.Kind.LIST_CONFIRMED).get()
    assert (event.actor, event.on_behalf_of) == (
        cast.substitution.substitute,
        cast.user("absent"),
    )


def _all_kept(cast: Cast) -> dict[str, str]:
    memberships = Membership.objects.filter(organisation=cast.place, ended_at=None)
    return {f"membership_{one.pk}": "keep" for one in memberships}


def test_nobody_acts_for_themselves_under_another_name(cast: Cast) -> None:
    response = place_page(cast.user("coordinator"), cast.place)
    assert response.context["acting_as"] == ""
    assert "Actuando como" not in response.content.decode()


def test_what_begins_later_is_listed_apart(
    santiago: Organisation, coordinator: User, operator: User
) -> None:
    Membership.objects.filter(user=operator).update(starts_on=today() + DAY)
    context = place_page(coordinator, santiago).context
    assert [line.row.person for line in context["lines"]] == [coordinator]
    assert [one.user for one in context["to_come"]] == [operator]


def test_a_pause_is_said_with_the_way_out(
    santiago: Organisation, coordinator: User, operator: User, administrator: User
) -> None:
    _pause(santiago)
    response = place_page(coordinator, santiago)
    page = response.content.decode()
    assert "El acceso de su municipalidad está en pausa" in page
    assert reverse("accounts-account:list_confirm", args=[santiago.code]) in page
    assert reverse("accounts-account:invite", args=[santiago.code]) not in page
    assert {line.row.reason.name for line in response.context["lines"]} == {"PAUSED"}
    # Those above it may go on, and cannot confirm in the coordinator's place.
    above = place_page(administrator, santiago).content.decode()
    assert reverse("accounts-account:invite", args=[santiago.code]) in above
    assert reverse("accounts-account:list_confirm", args=[santiago.code]) not in above


def _pause(organisation: Organisation) -> None:
    now = timezone.now()
    Organisation.objects.filter(pk=organisation.pk).update(
        list_due_on=today() - 20 * DAY, list_warned_at=now - 16 * DAY, paused_at=now
    )


@pytest.mark.parametrize(
    ("due_in", "expected"),
    [
        (None, ListState.NOT_BEGUN),
        (31, ListState.RUNNING),
        (30, ListState.SOON),
        (0, ListState.SOON),
        (-1, ListState.OVERDUE),
    ],
)
def test_the_state_of_the_list_follows_its_term(due_in: int | None, expected: ListState) -> None:
    day = datetime.date(2026, 5, 3)
    due = None if due_in is None else day + due_in * DAY
    assert list_state(Organisation(list_due_on=due), day) is expected


def test_a_pause_is_the_state_of_the_list(santiago: Organisation) -> None:
    _pause(santiago)
    santiago.refresh_from_db()
    assert list_state(santiago) is ListState.PAUSED


def test_people_are_counted_once_as_the_limit_counts_them(
    santiago: Organisation,
    coordinator: User,
    operator: User,
    configure: Callable[..., None],
) -> None:
    invite(actor=coordinator, email="i@example.org", organisation=santiago, role=MUNICIPAL_OPERATOR)
    invite(
        actor=coordinator, email=operator.email, organisation=santiago, role=MUNICIPAL_COORDINATOR
    )
    assert people_counted(santiago) == 3
    configure(members_max=3)
    client = client_of(coordinator)
    address = reverse("accounts-account:invite", args=[santiago.code])
    before = Invitation.objects.count()
    full = client.post(address, {"email": "x@example.org", "role": MUNICIPAL_OPERATOR})
    assert (full.status_code, Invitation.objects.count()) == (400, before)
    assert "ya tiene el máximo de personas" in full.content.decode()
    assert 'value="x@example.org"' in full.content.decode()
    configure(members_max=4)
    assert client.post(address, {"email": "x@example.org", "role": MUNICIPAL_OPERATOR}).url == (
        reverse("accounts-account:place", args=[santiago.code])
    )


def test_the_record_says_who_did_what_and_names_nobody_who_was_erased(
    santiago: Organisation, coordinator: User, operator: User
) -> None:
    end_membership(actor=coordinator, membership=only(operator))
    operator.delete()
    response = client_of(coordinator).get(reverse("accounts-account:history", args=[santiago.code]))
    assert [
        (event["what"], event["by"], event["person"], event["is_erased"], event["role"])
        for event in response.context["events"]
    ] == [("Pertenencia terminada", str(coordinator), None, True, MUNICIPAL_OPERATOR)]
    assert "persona cuyos datos se borraron" in response.content.decode()


def test_the_record_is_read_page_by_page(santiago: Organisation, coordinator: User) -> None:
    for number in range(51):
        AccessEvent.objects.create(
            kind=AccessEvent.Kind.LIST_CONFIRMED,
            organisation=santiago,
            details={"role": f"r{number}"},
        )
    client = client_of(coordinator)
    address = reverse("accounts-account:history", args=[santiago.code])
    pages = [client.get(address, {"pagina": page}).context["events"] for page in ("1", "2", "x")]
    assert [len(page) for page in pages] == [50, 1, 50]
    assert (pages[0][0]["role"], pages[1][0]["role"]) == ("r50", "r0")
    assert "Por la plataforma" in client.get(address).content.decode()


def _people(organisation: Organisation, actor: User, count: int) -> None:
    """``count`` of everything that the lists of a municipality show."""
    for number in range(count):
        member = make_member(
            f"m{number}@example.org", MUNICIPAL_OPERATOR, organisation=organisation
        )
        absent = make_member(
            f"a{number}@example.org", MUNICIPAL_COORDINATOR, organisation=organisation
        )
        add_substitution(
            actor=actor,
            membership=only(absent),
            substitute=member,
            starts_on=today(),
            ends_on=today() + DAY,
        )
        invite(
            actor=actor,
            email=f"i{number}@example.org",
            organisation=organisation,
            role=MUNICIPAL_OPERATOR,
        )
        later = make_member(f"l{number}@example.org", MUNICIPAL_OPERATOR, organisation=organisation)
        Membership.objects.filter(user=later).update(starts_on=today() + DAY)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("route", "queries"), [("place", 22), ("list_confirm", 16), ("history", 15), ("invite", 15)]
)
def test_a_municipality_costs_the_same_with_more_people(
    route: str,
    queries: int,
    count: int,
    santiago: Organisation,
    coordinator: User,
    django_assert_num_queries: Any,
) -> None:
    _people(santiago, coordinator, count)
    client = client_of(coordinator)
    address = reverse(f"accounts-account:{route}", args=[santiago.code])
    client.get(address)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_what_one_manages_costs_the_same_with_more_of_it(
    count: int, coordinator: User, santiago: Organisation, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        organisation = make_organisation(Organisation.Kind.MUNICIPALITY, f"1310{number + 2}")
        Membership.objects.create(
            user=coordinator, organisation=organisation, role=MUNICIPAL_COORDINATOR
        )
        Membership.objects.create(
            user=coordinator,
            organisation=organisation,
            role=MUNICIPAL_OPERATOR,
            awaits_designation=True,
        )
        absent = make_member(
            f"a{number}@example.org", MUNICIPAL_COORDINATOR, organisation=organisation
        )
        add_substitution(
            actor=User.objects.create_superuser(f"r{number}@example.org"),
            membership=only(absent),
            substitute=make_member(
                f"s{number}@example.org", MUNICIPAL_OPERATOR, organisation=organisation
            ),
            starts_on=today(),
            ends_on=today() + DAY,
        )
    client = client_of(coordinator)
    client.get(reverse("accounts-account:index"))
    with django_assert_num_queries(18):
        response = client.get(reverse("accounts-account:index"))
    assert (len(response.context["places"]), len(response.context["awaiting"])) == (
        count + 1,
        count,
    )
