"""What the plugin stores: the territory, the register of municipalities, the regional offices."""

from __future__ import annotations

from sello_map.models.offices import RegionalOffice, SelloOfficer
from sello_map.models.register import RegisterChange, RegisterDeclaration, StatusEvent
from sello_map.models.territory import Commune, CommuneAlias, Municipality, Province, Region

__all__ = [
    "Commune",
    "CommuneAlias",
    "Municipality",
    "Province",
    "Region",
    "RegionalOffice",
    "RegisterChange",
    "RegisterDeclaration",
    "SelloOfficer",
    "StatusEvent",
]
