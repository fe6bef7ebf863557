"""Whether somebody may enter, and with which roles: asked again with every request.

Nothing here is remembered between requests, so what ends, ends at the next one.
"""

from __future__ import annotations

import datetime
import enum
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sello_accounts.days import today
from sello_accounts.membership_roles import coordinating_roles, membership_roles
from sello_accounts.models import Invitation, Membership, Organisation, Substitution, User

_HELD, _ROLE, _ENTRY, _PAUSED = "held", "role", "entry", "paused"


@dataclass(frozen=True)
class Standing:
    """What somebody is worth at this moment.

    ``roles`` are those that memberships and substitutions give; ``held`` the Django groups that
    the account is in. ``may_enter`` also holds for those who have something to do before they get
    a role: a coordinator who confirms the list or waits for a designation, somebody who is invited.
    They have their own account and nothing beyond it: ``may_act`` holds with a role alone, and for
    superusers.
    ``is_paused``: some membership would give a role if the list were confirmed.
    """

    roles: frozenset[str]
    held: frozenset[str]
    may_enter: bool
    may_act: bool
    is_paused: bool


def standing(user: User, on: datetime.date | None = None) -> Standing:
    """Asks the database, in one query."""
    day = on or today()
    coordinating = coordinating_roles()
    current = Membership.objects.current(day).filter(user=user)
    paused = current.filter(organisation__paused_at__isnull=False, awaits_designation=False)
    lent = Substitution.objects.confirmed(day).filter(substitute=user)
    lent_paused = lent.filter(absent__organisation__paused_at__isnull=False)
    groups = User.groups.through._default_manager.filter(user=user)
    rows = _rows(_HELD, groups, "group__name").union(
        _rows(_ROLE, Membership.objects.effective(day).filter(user=user), "role"),
        _rows(_ROLE, Substitution.objects.effective(day).filter(substitute=user), "absent__role"),
        _rows(_ENTRY, current.filter(awaits_designation=True), "role"),
        _rows(_PAUSED, paused, "role"),
        _rows(_PAUSED, lent_paused, "absent__role"),
        _rows(_ENTRY, Invitation.objects.open().filter(email=user.email), "role"),
        all=True,
    )
    found: dict[str, set[str]] = {_HELD: set(), _ROLE: set(), _ENTRY: set(), _PAUSED: set()}
    for kind, name in rows:
        found[kind].add(name)
    may_act = user.is_superuser or bool(found[_ROLE])
    may_enter = may_act or bool(found[_ENTRY] or found[_PAUSED] & coordinating)
    return Standing(
        roles=frozenset(found[_ROLE]),
        held=frozenset(found[_HELD]),
        may_enter=user.is_active and may_enter,
        may_act=user.is_active and may_act,
        is_paused=bool(found[_PAUSED]),
    )


def _rows(kind: str, queryset: QuerySet[Any], name: str) -> Any:
    return queryset.order_by().values_list(Value(kind), F(name))


def may_enter(user: User) -> bool:
    """Whether the account may be signed in at all."""
    return standing(user).may_enter


def effective_roles(user: User, on: datetime.date | None = None) -> frozenset[str]:
    """The roles that memberships and substitutions give on a day (today)."""
    return standing(user, on).roles


def active_memberships(user: User, on: datetime.date | None = None) -> QuerySet[Membership]:
    """The memberships that give their role on a day (today), with their organisations."""
    return Membership.objects.effective(on).filter(user=user).select_related("organisation")


def bring_up_to_date(user: User) -> Standing:
    """Makes the groups of an account those that its roles say; one query when they are.

    Groups that are no membership role (made by hand, by superusers) are left alone.
    """
    found = standing(user)
    governed = membership_roles().keys()
    missing = found.roles - found.held
    surplus = (found.held & governed) - found.roles
    if not missing and not surplus:
        return found
    with transaction.atomic():
        if surplus:
            user.groups.remove(*Group.objects.filter(name__in=surplus))
        if missing:
            user.groups.add(*Group.objects.filter(name__in=missing))
    for cached in ("_perm_cache", "_group_perm_cache", "_user_perm_cache"):
        user.__dict__.pop(cached, None)
    return found


def admit(user: User) -> Standing:
    """What every door asks before it lets somebody through: the middleware for sessions, the API
    for its tokens. The groups are right afterwards; whoever asks looks at ``may_enter`` where one's
    own account is, and elsewhere at ``may_act``."""
    return bring_up_to_date(user)


class Reason(enum.Enum):
    """Why somebody stands on the list of a municipality."""

    MEMBERSHIP = gettext_lazy("Pertenencia vigente")
    SUBSTITUTION = gettext_lazy("Subrogancia")
    AWAITS_DESIGNATION = gettext_lazy("Espera que se confirme su designación")
    PAUSED = gettext_lazy("En pausa hasta que se confirme la lista")
    ACCOUNT_CLOSED = gettext_lazy("Cuenta desactivada")

    @property
    def gives_access(self) -> bool:
        return self in {Reason.MEMBERSHIP, Reason.SUBSTITUTION}


@dataclass(frozen=True)
class AccessRow:
    """One role that one person has today, or would have but for ``reason``."""

    person: User
    role: str
    reason: Reason
    starts_on: datetime.date
    ends_on: datetime.date | None
    membership: Membership
    substitution: Substitution | None = None

    @property
    def has_access(self) -> bool:
        return self.reason.gives_access

    @property
    def on_behalf_of(self) -> User | None:
        return None if self.substitution is None else self.membership.user


def access_today(organisation: Organisation, on: datetime.date | None = None) -> list[AccessRow]:
    """Who of an organisation has access on a day (today), and who has not although on its list.

    Two queries, however many people there are.
    """
    day = on or today()
    memberships = (
        Membership.objects.current(day)
        .filter(organisation=organisation)
        .select_related("user", "organisation")
    )
    substitutions = (
        Substitution.objects.confirmed(day)
        .filter(absent__organisation=organisation)
        .select_related("substitute", "absent__user", "absent__organisation")
    )
    rows = [
        AccessRow(one.user, one.role, _reason(one), one.starts_on, one.ends_on, one)
        for one in memberships
    ]
    rows += [
        AccessRow(
            one.substitute,
            one.absent.role,
            _reason(one.absent, one.substitute),
            one.starts_on,
            one.ends_on,
            one.absent,
            one,
        )
        for one in substitutions
    ]
    return sorted(rows, key=lambda row: (str(row.person).casefold(), row.role, row.starts_on))


def _reason(membership: Membership, substitute: User | None = None) -> Reason:
    if not (substitute or membership.user).is_active:
        return Reason.ACCOUNT_CLOSED
    if membership.awaits_designation:
        return Reason.AWAITS_DESIGNATION
    if membership.organisation.is_paused:
        return Reason.PAUSED
    return Reason.MEMBERSHIP if substitute is None else Reason.SUBSTITUTION


def signature(
    user: User,
    organisation: Organisation,
    on: datetime.date | None = None,
    *,
    role: str | None = None,
) -> str:
    """How somebody signs what they do in an organisation: the name, and for whom they stand in.

    With ``role``, only a substitution counts that gives this role, and none when they have it
    themselves.
    """
    substitutions = (
        Substitution.objects.confirmed(on)
        .filter(substitute=user, absent__organisation=organisation)
        .select_related("absent__user")
        .order_by("starts_on", "pk")
    )
    if role is not None:
        own = Membership.objects.confirmed(on).filter(user=user, organisation=organisation)
        if own.filter(role=role).exists():
            return str(user)
        substitutions = substitutions.filter(absent__role=role)
    substitution = substitutions.first()
    return signed_by(user, None if substitution is None else substitution.absent.user)


def signed_by(user: User, on_behalf_of: User | None) -> str:
    """«Ana Pérez», or «Ana Pérez (S), en subrogancia de Juan Soto»."""
    if on_behalf_of is None:
        return str(user)
    return _("%(substitute)s (S), en subrogancia de %(absent)s") % {
        "substitute": user,
        "absent": on_behalf_of,
    }
