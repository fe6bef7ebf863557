"""The accounts plugin: people, organisations, and who may act in which."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from sello_site.plugins import SIGNED_IN, Plugin

_ALL = "SELECT, INSERT, UPDATE, DELETE"


class AccountsPlugin(Plugin):
    name = "sello_accounts"
    label = "sello_accounts"
    slug = "accounts"
    title = verbose_name = _("Cuentas")
    essential = True
    requires = ("map",)
    url_prefix = "personas"
    # Open to everybody with an account; what each may see and do, the views ask of the rights.
    access = dict.fromkeys(
        (
            "index",
            "place",
            "history",
            "list_confirm",
            "invite",
            "invitation_resend",
            "invitation_revoke",
            "membership_end",
            "membership_role",
            "second_factor",
            "substitution_add",
            "substitution_end",
            "region",
            "designation",
            "designation_request",
            "designation_document",
        ),
        SIGNED_IN,
    )
    private_models = (
        "User",
        "Organisation",
        "Membership",
        "Substitution",
        "Invitation",
        "Designation",
        "DesignationDocument",
        "ListConfirmation",
        "AccessEvent",
    )
    grants = {
        "sello_app": {
            "User": _ALL,
            # Deactivated and ended, never deleted: the record speaks of them.
            "Organisation": "SELECT, INSERT, UPDATE",
            # Deleted with the person alone.
            "Membership": _ALL,
            "Substitution": _ALL,
            "Invitation": _ALL,
            "Designation": _ALL,
            "DesignationDocument": _ALL,
            "ListConfirmation": "SELECT, INSERT, UPDATE",
            "AccessEvent": "SELECT, INSERT",
        }
    }
    roles = {
        "Administración": (
            # Not add_user: people come in by invitation.
            "sello_accounts.change_user",
            "sello_accounts.delete_user",
            "sello_accounts.add_organisation",
            "sello_accounts.change_organisation",
            "sello_accounts.view_organisation",
            "sello_accounts.view_membership",
            "sello_accounts.view_invitation",
            "sello_accounts.view_accessevent",
        ),
        # What these may do, other plugins add; their members act in the zones of accounts and desk.
        "Coordinación municipal": (),
        "Operación municipal": (),
        "Encargatura regional": (),
        "Enlace de organismo": (),
        "Traducción": (),
        "Protección de datos": (),
    }

    @dataclass(frozen=True)
    class Settings:
        members_max: int = field(
            default=30,
            metadata={"purpose": "People that a municipality may have at most, invited ones too."},
        )
        invitation_days: int = field(
            default=7, metadata={"purpose": "Days for which an invitation can be accepted."}
        )
        substitution_days_max: int = field(
            default=90, metadata={"purpose": "Days that a substitution may last at most."}
        )
        list_days: int = field(
            default=183,
            metadata={"purpose": "Days after which a municipality's list is confirmed again."},
        )
        list_warning_days: int = field(
            default=15,
            metadata={"purpose": "Days between the warning and the pause of access."},
        )
        session_hours: int = field(
            default=12,
            metadata={"purpose": "Hours after signing in when a session ends, whatever is done."},
        )
        session_idle_minutes: int = field(
            default=120,
            metadata={"purpose": "Minutes without any request after which a session ends."},
        )
        designation_mb: int = field(
            default=5,
            metadata={"purpose": "Megabytes that the document of a designation may have at most."},
        )
