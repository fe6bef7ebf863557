"""What each day asks for: terms that end, lists to confirm, roles that begin."""

from __future__ import annotations

import datetime
import logging

from django.db.models import Q
from django.utils import timezone

from sello_accounts.access import bring_up_to_date
from sello_accounts.membership_roles import membership_roles
from sello_accounts.models import Invitation, Membership, Organisation, Substitution, User
from sello_accounts.services.invitations import expire
from sello_accounts.services.lists import follow_up

logger = logging.getLogger("sello.accounts")

FORGET_INVITATIONS_AFTER = datetime.timedelta(days=180)
"""How long the address of somebody is kept who was invited and never came."""


def follow_up_access() -> None:
    """Does all of it; may be run again. What fails for one organisation or person is logged, and
    the others go on."""
    overdue = Invitation.objects.filter(
        state=Invitation.State.OPEN, expires_at__lte=timezone.now()
    ).select_related("organisation")
    for invitation in overdue:
        try:
            expire(invitation)
        except Exception:
            logger.exception("invitation %s could not be closed", invitation.pk)
    _forget_invitations()
    for organisation in Organisation.objects.active().filter(list_due_on__isnull=False):
        try:
            follow_up(organisation)
        except Exception:
            logger.exception("the list of organisation %s was not followed up", organisation.pk)
    for user in _concerned():
        try:
            bring_up_to_date(user)
        except Exception:
            logger.exception("the roles of person %s were not brought up to date", user.pk)


def _forget_invitations() -> None:
    Invitation.objects.filter(
        state__in=[Invitation.State.EXPIRED, Invitation.State.REVOKED],
        closed_at__lt=timezone.now() - FORGET_INVITATIONS_AFTER,
    ).delete()


def _concerned() -> list[User]:
    """Everybody who has a role or a reason to."""
    return list(
        User.objects.filter(
            Q(groups__name__in=membership_roles().keys())
            | Q(pk__in=Membership.objects.current().values("user"))
            | Q(pk__in=Substitution.objects.not_over().values("substitute"))
        ).distinct()
    )
