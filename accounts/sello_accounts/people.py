"""Who may manage whom: nobody hands out, or takes over, more than the platform lets them give."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import Q, QuerySet

from sello_accounts.models import User
from sello_site.roles import editorial_roles


def groups_given_by(actor: User | AnonymousUser) -> QuerySet[Group]:
    """The roles that somebody may give: those of the editorial zone; a superuser, every group."""
    groups = Group.objects.order_by("name")
    return groups if actor.is_superuser else groups.filter(name__in=editorial_roles())


def people_managed_by(actor: User | AnonymousUser) -> QuerySet[User]:
    """Themselves, and those who hold nothing that they could not give.

    Whoever sets somebody's password or address can become them: so this holds for every change,
    and not for roles alone.
    """
    if actor.is_superuser:
        return User.objects.all()
    given = groups_given_by(actor).values("pk")
    beyond = User.objects.filter(groups__in=Group.objects.exclude(pk__in=given)).values("pk")
    return User.objects.filter(Q(pk=actor.pk) | (Q(is_superuser=False) & ~Q(pk__in=beyond)))
