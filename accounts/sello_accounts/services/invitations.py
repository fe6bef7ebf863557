"""Invitations: sent, sent again, withdrawn, and accepted."""

from __future__ import annotations

import datetime
import hashlib
import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sello_accounts import letters
from sello_accounts.access import bring_up_to_date
from sello_accounts.configuration import configuration
from sello_accounts.days import today
from sello_accounts.membership_roles import membership_roles, roles_of_kind
from sello_accounts.models import (
    AccessEvent,
    Invitation,
    Membership,
    Organisation,
    User,
    normalised_email,
)
from sello_accounts.problems import (
    AccountClosed,
    AccountExists,
    AlreadyInvited,
    AlreadyMember,
    DaysOutOfOrder,
    InvalidAddress,
    InvitationForAnother,
    InvitationUnusable,
    NotAllowed,
    OrganisationNotActive,
    RoleNotHere,
    TooManyLetters,
    TooManyMembers,
)
from sello_accounts.record import record
from sello_accounts.rights import Actor, Authority, authority_over, require_authority_over
from sello_accounts.services.memberships import create_membership
from sello_site import limits
from sello_site.outbox.addresses import validate_mail_address

Kind = AccessEvent.Kind


@transaction.atomic
def invite(
    *,
    actor: Actor,
    email: str,
    organisation: Organisation,
    role: str,
    first_name: str = "",
    last_name: str = "",
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
) -> Invitation:
    """Offers a role to an address, and writes the letter with the token.

    ``starts_on`` None: from the day of acceptance on; ``ends_on`` None: until somebody ends it.
    Raises :class:`InvalidAddress`, :class:`RoleNotHere`, :class:`NotAllowed`,
    :class:`AccessPaused`, :class:`OrganisationNotActive`, :class:`DaysOutOfOrder`,
    :class:`AlreadyMember`, :class:`AlreadyInvited`, :class:`TooManyMembers`,
    :class:`TooManyLetters`.
    """
    address = _valid_address(email)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    authority = require_authority_over(actor, organisation, role=role, while_paused=False)
    _require_sense(authority, address, organisation, role, starts_on, ends_on)
    open_ones = Invitation.objects.filter(
        email=address, organisation=organisation, role=role, state=Invitation.State.OPEN
    )
    for overdue in open_ones.filter(expires_at__lte=timezone.now()):
        expire(overdue)
    if open_ones.exists():
        raise AlreadyInvited
    _require_no_membership(address, organisation, role, starts_on, ends_on)
    _require_room(organisation, address)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=address,
        organisation=organisation,
        role=role,
        first_name=first_name.strip()[:150],
        last_name=last_name.strip()[:150],
        starts_on=starts_on,
        ends_on=ends_on,
        token_hash=_hashed(token),
        expires_at=_expiry(),
        invited_by=authority.actor,
        needs_designation=_needs_designation(authority, role),
    )
    _write(invitation, token, authority)
    _record(Kind.INVITED, invitation, authority)
    return invitation


@transaction.atomic
def resend(*, actor: Actor, invitation: Invitation) -> Invitation:
    """Writes the letter again, with a new token and a new term; the old token is worth nothing.

    An expired invitation is opened again. Whoever sends it again is who invites from now on: so
    this raises all that :func:`invite` does, and :class:`InvitationUnusable` for one that was
    accepted or withdrawn. What once needed a designation needs it still.
    """
    invitation = _locked(invitation)
    organisation = invitation.organisation
    authority = require_authority_over(
        actor, organisation, role=invitation.role, while_paused=False
    )
    if invitation.state not in {Invitation.State.OPEN, Invitation.State.EXPIRED}:
        raise InvitationUnusable
    email, role = invitation.email, invitation.role
    starts_on, ends_on = invitation.starts_on, invitation.ends_on
    _require_sense(authority, email, organisation, role, starts_on, ends_on)
    _require_no_membership(email, organisation, role, starts_on, ends_on)
    if invitation.state == Invitation.State.EXPIRED:
        others = Invitation.objects.filter(
            email=email, organisation=organisation, role=role, state=Invitation.State.OPEN
        )
        if others.exists():
            raise AlreadyInvited
        _require_room(organisation, email)
    token = secrets.token_urlsafe(32)
    invitation.token_hash = _hashed(token)
    invitation.state = Invitation.State.OPEN
    invitation.closed_at = None
    invitation.sent_at = timezone.now()
    invitation.expires_at = _expiry()
    invitation.invited_by = authority.actor
    invitation.needs_designation |= _needs_designation(authority, role)
    invitation.save()
    _write(invitation, token, authority)
    _record(Kind.INVITATION_RESENT, invitation, authority)
    return invitation


@transaction.atomic
def revoke(*, actor: Actor, invitation: Invitation) -> None:
    """Withdraws an invitation that nobody has accepted. Raises :class:`InvitationUnusable` for one
    that is closed, :class:`NotAllowed`."""
    invitation = _locked(invitation)
    authority = require_authority_over(actor, invitation.organisation, role=invitation.role)
    if invitation.state != Invitation.State.OPEN:
        raise InvitationUnusable
    _close(invitation, Invitation.State.REVOKED)
    _record(Kind.INVITATION_REVOKED, invitation, authority)


def find_invitation(token: str) -> Invitation:
    """The open invitation with this token. Raises :class:`InvitationUnusable` for any other.

    ``has_account`` of the page that shows it: :func:`account_of`.
    """
    found = (
        Invitation.objects.open()
        .filter(token_hash=_hashed(token))
        .select_related("organisation", "invited_by")
        .first()
    )
    if found is None:
        raise InvitationUnusable
    return found


def account_of(invitation: Invitation) -> User | None:
    """The account of the invited address: whoever has one signs in first, then accepts."""
    return User.objects.filter(email=invitation.email).first()


@transaction.atomic
def accept_invitation(
    *,
    token: str,
    user: User | None = None,
    password: str | None = None,
    first_name: str = "",
    last_name: str = "",
) -> Membership:
    """Makes the membership, for ``user`` who is signed in, or for a new account with ``password``.

    The token is used up; the roles of the account hold at once. A coordinator whose invitation
    says so (``needs_designation``), or whose inviter has meanwhile lost the right to invite one,
    waits for the designation to be confirmed.

    Raises :class:`InvitationUnusable`, :class:`InvitationForAnother` when ``user`` has another
    address, :class:`AccountExists` when the address has an account and ``user`` is not given,
    :class:`AccountClosed`, :class:`AlreadyMember`, :class:`TooManyMembers`,
    :class:`OrganisationNotActive`, :class:`DaysOutOfOrder`, and Django's :class:`ValidationError`
    (field ``password``) for a password that is too weak.
    """
    invitation = (
        Invitation.objects.open()
        .select_for_update(of=("self",))
        .filter(token_hash=_hashed(token))
        .first()
    )
    if invitation is None:
        raise InvitationUnusable
    organisation = Organisation.objects.select_for_update().get(pk=invitation.organisation_id)
    if user is None:
        user = _new_account(invitation, password, first_name, last_name)
    elif user.email != invitation.email:
        raise InvitationForAnother
    elif not user.is_active:
        raise AccountClosed
    starts_on = max(today(), invitation.starts_on or today())
    if invitation.ends_on is not None and invitation.ends_on < starts_on:
        raise DaysOutOfOrder
    _require_no_membership(
        invitation.email, organisation, invitation.role, starts_on, invitation.ends_on
    )
    _require_room(organisation, invitation.email)
    membership = create_membership(
        authority=Authority(user),
        user=user,
        organisation=organisation,
        role=invitation.role,
        starts_on=starts_on,
        ends_on=invitation.ends_on,
        awaits_designation=invitation.needs_designation
        or not _is_vouched_for(invitation, organisation),
        created_by=invitation.invited_by,
    )
    invitation.membership = membership
    _close(invitation, Invitation.State.ACCEPTED)
    record(
        Kind.INVITATION_ACCEPTED,
        authority=Authority(user),
        organisation=organisation,
        person=user,
        invitation=invitation.pk,
        role=invitation.role,
    )
    bring_up_to_date(user)
    return membership


@transaction.atomic
def expire(invitation: Invitation) -> None:
    """Closes an invitation whose term is over. Only the scheduled work and :func:`invite` ask."""
    _close(invitation, Invitation.State.EXPIRED)
    _record(Kind.INVITATION_EXPIRED, invitation, Authority(None))


def _new_account(
    invitation: Invitation, password: str | None, first_name: str, last_name: str
) -> User:
    if User.objects.filter(email=invitation.email).exists():
        raise AccountExists
    user = User(
        email=invitation.email,
        first_name=(first_name or invitation.first_name).strip()[:150],
        last_name=(last_name or invitation.last_name).strip()[:150],
    )
    try:
        validate_password(password or "", user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    user.set_password(password)
    user.save()
    return user


def _valid_address(email: str) -> str:
    address = normalised_email(email)
    try:
        validate_mail_address(address)
    except ValidationError:
        raise InvalidAddress from None
    if len(address) > 254:
        raise InvalidAddress
    return address


def _require_sense(
    authority: Authority,
    email: str,
    organisation: Organisation,
    role: str,
    starts_on: datetime.date | None,
    ends_on: datetime.date | None,
) -> None:
    """What must hold whenever a letter is written, and not only for the first one."""
    if role not in roles_of_kind(organisation.kind):
        raise RoleNotHere
    if authority.actor is not None and authority.actor.email == email:
        # Nobody gives a role to themselves.
        raise NotAllowed
    if organisation.active_until is not None and organisation.active_until < today():
        raise OrganisationNotActive
    if ends_on is not None and ends_on < max(today(), starts_on or today()):
        raise DaysOutOfOrder


def _needs_designation(authority: Authority, role: str) -> bool:
    return membership_roles()[role].coordinates and not authority.is_own_coordination


def _is_vouched_for(invitation: Invitation, organisation: Organisation) -> bool:
    """Whether whoever sent it last still has the right over a coordination; other roles need not
    be vouched for. Nobody does for one whose sender was erased."""
    if not membership_roles()[invitation.role].coordinates:
        return True
    sender = invitation.invited_by
    return (
        sender is not None
        and authority_over(sender, organisation, role=invitation.role) is not None
    )


def _require_no_membership(
    email: str,
    organisation: Organisation,
    role: str,
    starts_on: datetime.date | None,
    ends_on: datetime.date | None,
) -> None:
    """What the database's exclusion constraint says, as a sentence."""
    there = Membership.objects.not_over(starts_on or today()).filter(
        user__email=email, organisation=organisation, role=role
    )
    if ends_on is not None:
        there = there.filter(starts_on__lte=ends_on)
    if there.exists():
        raise AlreadyMember


def _require_room(organisation: Organisation, email: str) -> None:
    """Counts people, not roles: whoever is there already takes no more room."""
    if organisation.kind != Organisation.Kind.MUNICIPALITY:
        return
    members = Membership.objects.not_over().filter(organisation=organisation)
    invited = Invitation.objects.open().filter(organisation=organisation)
    people = set(members.values_list("user__email", flat=True))
    people |= set(invited.values_list("email", flat=True))
    most = configuration().members_max
    if len(people - {email}) >= most:
        raise TooManyMembers


def _write(invitation: Invitation, token: str, authority: Authority) -> None:
    """The letter, unless the address had its share of them today, whoever wrote them."""
    if not limits.hit_within(limits.INVITATION_MAIL, account=invitation.email).allowed:
        raise TooManyLetters
    letters.invitation(invitation, token=token, authority=authority)


def _locked(invitation: Invitation) -> Invitation:
    return (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=invitation.pk)
    )


def _close(invitation: Invitation, state: Invitation.State) -> None:
    invitation.state = state
    invitation.closed_at = timezone.now()
    invitation.save(update_fields=["state", "closed_at", "membership"])


def _record(kind: AccessEvent.Kind, invitation: Invitation, authority: Authority) -> None:
    record(
        kind,
        authority=authority,
        organisation=invitation.organisation,
        person=_known_here(invitation),
        invitation=invitation.pk,
        role=invitation.role,
        starts_on=invitation.starts_on,
        ends_on=invitation.ends_on,
    )


def _known_here(invitation: Invitation) -> User | None:
    """The account of the invited address when it is, or was, a member of the organisation.

    Of any other, whoever invites knows the address alone, and learns neither that there is an
    account nor its name.
    """
    return User.objects.filter(
        email=invitation.email, memberships__organisation=invitation.organisation
    ).first()


def _expiry() -> datetime.datetime:
    days = configuration().invitation_days
    return timezone.now() + datetime.timedelta(days=max(1, days))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
