"""The roles that a membership can have: one table, to which plugins add.

Each is also a Django group of the same name (:mod:`sello_site.roles`), whose permissions the
plugins declare; who is in it follows the memberships (:mod:`sello_accounts.access`).
"""

from __future__ import annotations

from dataclasses import dataclass

from sello_accounts.models import Organisation
from sello_site.plugin_registry import registry
from sello_site.roles import ADMINISTRATOR, AUTHOR, EDITOR

MUNICIPAL_COORDINATOR = "Coordinación municipal"
MUNICIPAL_OPERATOR = "Operación municipal"
REGIONAL_OFFICER = "Encargatura regional"
AGENCY_LIAISON = "Enlace de organismo"
TRANSLATOR = "Traducción"
DATA_PROTECTION = "Protección de datos"

_MUNICIPALITY = Organisation.Kind.MUNICIPALITY
_DEPARTMENT = Organisation.Kind.SERMIG_DEPARTMENT
_DIRECTORATE = Organisation.Kind.REGIONAL_DIRECTORATE
_AGENCY = Organisation.Kind.STATE_AGENCY


@dataclass(frozen=True, kw_only=True)
class MembershipRole:
    """A role and the kinds of organisation in which it exists.

    ``coordinates``: invites and ends memberships of the own organisation; the first of a
    municipality needs a designation. Who gives a role is in :mod:`sello_accounts.rights`.
    """

    name: str
    kinds: frozenset[str]
    coordinates: bool = False


_OWN = (
    MembershipRole(name=MUNICIPAL_COORDINATOR, kinds=frozenset({_MUNICIPALITY}), coordinates=True),
    MembershipRole(name=MUNICIPAL_OPERATOR, kinds=frozenset({_MUNICIPALITY})),
    MembershipRole(name=REGIONAL_OFFICER, kinds=frozenset({_DIRECTORATE})),
    MembershipRole(name=AGENCY_LIAISON, kinds=frozenset({_AGENCY})),
    MembershipRole(name=AUTHOR, kinds=frozenset({_DEPARTMENT})),
    MembershipRole(name=EDITOR, kinds=frozenset({_DEPARTMENT})),
    MembershipRole(name=TRANSLATOR, kinds=frozenset({_DEPARTMENT})),
    MembershipRole(name=DATA_PROTECTION, kinds=frozenset({_DEPARTMENT})),
    MembershipRole(name=ADMINISTRATOR, kinds=frozenset({_DEPARTMENT})),
)


def membership_roles() -> dict[str, MembershipRole]:
    """Name → role: those of this plugin, then what other plugins declare."""
    roles = {role.name: role for role in _OWN}
    for plugin in registry.plugins():
        for name, kinds in plugin.membership_roles.items():
            if name not in roles:
                roles[name] = MembershipRole(name=name, kinds=frozenset(kinds))
    return roles


def roles_of_kind(kind: str) -> list[str]:
    """Names of the roles that exist in this kind of organisation, in the table's order."""
    return [role.name for role in membership_roles().values() if kind in role.kinds]


def coordinating_roles() -> frozenset[str]:
    return frozenset(role.name for role in membership_roles().values() if role.coordinates)
