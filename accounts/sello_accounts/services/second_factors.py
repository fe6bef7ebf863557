"""A new start with the second factor, for who lost telephone and key, or never got to one."""

from __future__ import annotations

from django.db import transaction

from sello_accounts import letters
from sello_accounts.models import AccessEvent, Membership, Organisation, User
from sello_accounts.problems import AccountClosed, FactorOutOfReach, TooManyLetters
from sello_accounts.record import record
from sello_accounts.rights import Actor, Authority, authority_over_person
from sello_accounts.sign_in import enrolment, second_factor
from sello_site import limits

Kind = AccessEvent.Kind


@transaction.atomic
def give_new_start(*, actor: Actor, person: User) -> bool:
    """Takes the factors of somebody away, ends their sessions, and sends them the link with which
    they enrol another; whoever has no factor only gets the link. Returns whether there was one.

    The link goes to the person's own address and asks for their password: whoever asks for it
    learns neither. Raises :class:`FactorOutOfReach` when the actor does not manage every role of
    the person, :class:`AccountClosed`, :class:`TooManyLetters`.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    authority = authority_over_person(actor, person)
    if authority is None:
        raise FactorOutOfReach
    if not person.is_active:
        raise AccountClosed
    if not limits.hit_within(limits.ENROLMENT_MAIL, account=person.email).allowed:
        raise TooManyLetters
    had_factor = reset(person, authority)
    send_link(person, authority)
    return had_factor


@transaction.atomic
def reset(person: User, authority: Authority) -> bool:
    """Takes the factors away, ends the sessions and tells the person; nothing when there is none.
    No right is checked here: that is for whoever calls it."""
    if not second_factor.is_enrolled(person):
        return False
    second_factor.reset(person)
    _record(Kind.SECOND_FACTOR_RESET, person, authority, _places_of(person))
    return True


@transaction.atomic
def send_link(person: User, authority: Authority) -> None:
    """Sends the link with which somebody who has no factor enrols one. No right is checked here.
    Raises :class:`~sello_accounts.sign_in.enrolment.CannotEnrol`."""
    places = _places_of(person)
    enrolment.send_link(user=person, host=letters.host_of(places[0]))
    _record(Kind.ENROLMENT_LINK, person, authority, places)


@transaction.atomic
def make_link(person: User, authority: Authority) -> str:
    """As :func:`send_link`, but answers the link instead of sending it."""
    places = _places_of(person)
    link = enrolment.make_link(user=person, host=letters.host_of(places[0]))
    _record(Kind.ENROLMENT_LINK, person, authority, places)
    return link


def _places_of(person: User) -> list[Organisation | None]:
    """The organisations in whose record it belongs; for who is in none, the record of nobody."""
    memberships = Membership.objects.not_over().filter(user=person)
    return list(Organisation.objects.filter(pk__in=memberships.values("organisation"))) or [None]


def _record(
    kind: AccessEvent.Kind,
    person: User,
    authority: Authority,
    places: list[Organisation | None],
) -> None:
    for place in places:
        record(kind, authority=authority, organisation=place, person=person)
