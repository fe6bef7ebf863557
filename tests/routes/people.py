"""A person for each column of the table, with what a membership gives, and a client for each."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from sello_accounts.membership_roles import (
    AGENCY_LIAISON,
    MUNICIPAL_COORDINATOR,
    MUNICIPAL_OPERATOR,
    REGIONAL_OFFICER,
)
from sello_accounts.models import Organisation, User
from sello_accounts.testing import PASSWORD, make_member, make_organisation
from sello_site.roles import ADMINISTRATOR, AUTHOR, DATA_PROTECTION, EDITOR, TRANSLATOR
from sello_site.testing_people import signed_in
from sello_site.translations.translators import give_language

ROLES = {
    "author": AUTHOR,
    "editor": EDITOR,
    "translator": TRANSLATOR,
    "privacy": DATA_PROTECTION,
    "admin": ADMINISTRATOR,
    "operator": MUNICIPAL_OPERATOR,
    "coord": MUNICIPAL_COORDINATOR,
    "neighbour": MUNICIPAL_COORDINATOR,
    "officer": REGIONAL_OFFICER,
    "liaison": AGENCY_LIAISON,
}
"""Column of the table → the role of the membership. A neighbour coordinates another municipality,
of another region, than the one that the addresses are about."""

NOBODY = ("stranger", "ended", "nofactor")
"""Columns of those who must not be known: without an account; an administrator whose membership
ended; an administrator with a password alone."""

EVERYBODY = (*NOBODY, *ROLES, "root")
"""Columns of the table; ``root`` is a superuser."""

TAKEN_IN_PASSING = {"ended": frozenset({"sello_accounts_user_groups"})}
"""Column → tables that change because the person asks, whatever is asked for: the groups of
somebody whose membership ended go with the session."""


def client_of(column: str) -> Client:
    """The client of the person of this column, who is made for it."""
    client = Client(raise_request_exception=False)
    if column == "stranger":
        return client
    email = f"{column}@example.org"
    if column == "root":
        return signed_in(client, User.objects.create_superuser(email, PASSWORD))
    if column == "nofactor":
        client.force_login(make_member(email, ADMINISTRATOR))
        return client
    if column == "ended":
        return signed_in(client, _ended(email))
    user = make_member(email, ROLES[column], organisation=_place_of(column))
    if column == "translator":
        give_language(user, "ht")
    return signed_in(client, user)


def _place_of(column: str) -> Organisation | None:
    if column == "neighbour":
        return make_organisation(Organisation.Kind.MUNICIPALITY, "05109")
    return None


def _ended(email: str) -> User:
    """As an end leaves somebody until the next request: still in the group, still signed in."""
    user = make_member(email, ADMINISTRATOR)
    user.memberships.update(ended_at=timezone.now())
    assert list(user.groups.all()) == [Group.objects.get(name=ADMINISTRATOR)]
    return user
