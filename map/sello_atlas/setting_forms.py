"""The forms that the atlas' settings may have."""

from __future__ import annotations

import re

from sello_site.setting_forms import Malformed, parse_list

_TILES = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?/[!-~]*")
_SITE = re.compile(r"\*|https://(\*\.)?[a-z0-9.-]+(:[0-9]{1,5})?")


def parse_tiles_address(value: str) -> str:
    """An address of tiles as Leaflet takes it; the host has no placeholder, so that the page's
    policy can name it."""
    address = value.strip()
    if address and not (
        _TILES.fullmatch(address) and all(part in address for part in ("{z}", "{x}", "{y}"))
    ):
        raise Malformed(
            "an address such as https://tiles.example.org/{z}/{x}/{y}.png, without {s} in its host"
        )
    return address


def parse_sites(value: str) -> tuple[str, ...]:
    """Sites as a content security policy names them, or ``*`` for any."""
    sites = parse_list(value)
    if not all(_SITE.fullmatch(site) for site in sites):
        raise Malformed("sites separated by commas, such as https://www.example.org, or *")
    return sites
