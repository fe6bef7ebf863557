"""The map plugin: the territory, the register of municipalities, the regional offices."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from sello_site.plugins import Plugin

_ALL = "SELECT, INSERT, UPDATE, DELETE"
_KEEPS_THE_REGISTER = (
    "sello_map.view_statusevent",
    "sello_map.add_statusevent",
    "sello_map.change_statusevent",
    "sello_map.add_regionaloffice",
    "sello_map.change_regionaloffice",
    "sello_map.delete_regionaloffice",
)


class MapPlugin(Plugin):
    name = "sello_map"
    label = "sello_map"
    slug = "map"
    title = verbose_name = _("Territorio")
    essential = True
    public_models = (
        "Region",
        "Province",
        "Commune",
        "CommuneAlias",
        "Municipality",
        "StatusEvent",
        "RegisterDeclaration",
        "RegionalOffice",
        "SelloOfficer",
    )
    private_models = ("RegisterChange",)
    grants = {
        "sello_app": {
            "Region": _ALL,
            "Province": _ALL,
            "Commune": _ALL,
            "CommuneAlias": _ALL,
            "Municipality": _ALL,
            # Annulled, never deleted; a trigger keeps everything else of an event as it is.
            "StatusEvent": "SELECT, INSERT, UPDATE",
            "RegisterDeclaration": "SELECT, INSERT",
            "RegisterChange": "SELECT, INSERT",
            "RegionalOffice": _ALL,
            "SelloOfficer": _ALL,
        }
    }
    roles = {
        "Edición": _KEEPS_THE_REGISTER,
        # That the register is complete is said in the name of the institution.
        "Administración": (*_KEEPS_THE_REGISTER, "sello_map.add_registerdeclaration"),
    }

    @dataclass(frozen=True)
    class Settings:
        revalidated_within_awarded: bool = field(
            default=False,
            metadata={
                "purpose": "Counts municipalities whose Sello was revalidated as awarded too, in "
                "figures calculated from the register."
            },
        )
