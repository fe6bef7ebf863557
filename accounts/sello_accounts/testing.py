"""People and organisations for tests: of this plugin, of the others, and of third parties."""

from __future__ import annotations

import datetime
from typing import Any

from sello_accounts.access import bring_up_to_date
from sello_accounts.membership_roles import membership_roles
from sello_accounts.models import Membership, Organisation, User

PASSWORD = "una clave larga y propia"  # noqa: S105  # of test accounts, made in test databases

_KIND = Organisation.Kind
_CODES = {
    _KIND.MUNICIPALITY: "13101",
    _KIND.SERMIG_DEPARTMENT: "inclusion",
    _KIND.REGIONAL_DIRECTORATE: "dr-13",
    _KIND.STATE_AGENCY: "organismo",
}


def make_organisation(kind: str, code: str | None = None, **values: Any) -> Organisation:
    """The organisation with this code, made when it is not there.

    Municipalities take the CUT code of their commune, directorates ``dr-<region>``; without a code
    every call means the same organisation of the kind.
    """
    code = code or _CODES[_KIND(kind)]
    if kind == _KIND.MUNICIPALITY:
        values = {"municipality_id": code, "region_id": code[:2], **values}
    if kind == _KIND.REGIONAL_DIRECTORATE:
        values = {"region_id": code.rpartition("-")[2], **values}
    values = {
        "kind": kind,
        "name": f"{_KIND(kind).label} {code}",
        "active_from": datetime.date(2020, 1, 1),
        **values,
    }
    return Organisation.objects.get_or_create(code=code, defaults=values)[0]


def make_member(
    email: str, *roles: str, organisation: Organisation | None = None, **values: Any
) -> User:
    """An account with memberships that hold today, in groups accordingly.

    Without an organisation, each role is held in one of the kind that it exists in.
    """
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, PASSWORD, **{"first_name": "Ana", "last_name": "Pérez", **values}
    )
    for role in roles:
        place = organisation or make_organisation(min(membership_roles()[role].kinds))
        Membership.objects.create(
            user=user, organisation=place, role=role, starts_on=datetime.date(2020, 1, 1)
        )
    bring_up_to_date(user)
    return user
