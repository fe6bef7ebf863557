"""Everything that the plugin keeps: people, organisations, who may act in which, and the record."""

from __future__ import annotations

from sello_accounts.models.designations import Designation, DesignationDocument
from sello_accounts.models.invitations import Invitation
from sello_accounts.models.memberships import Membership, Substitution
from sello_accounts.models.organisations import Organisation
from sello_accounts.models.people import User, UserManager, normalised_email
from sello_accounts.models.records import AccessEvent, ListConfirmation

__all__ = [
    "AccessEvent",
    "Designation",
    "DesignationDocument",
    "Invitation",
    "ListConfirmation",
    "Membership",
    "Organisation",
    "Substitution",
    "User",
    "UserManager",
    "normalised_email",
]
