"""The zones of the site. Cookies, cache rules, headers and limits follow the zone of a path.

The zone is told by the path alone, before any routing, so that a process that does not serve a
zone can answer 404 while all its routes can still be reversed.
"""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings


class Zone(StrEnum):
    """public: anonymous and cacheable. personal: anonymous, about a person. account: sign-in.
    editorial: the Wagtail admin. desk: signed-in members of an organisation."""

    PUBLIC = "public"
    PERSONAL = "personal"
    ACCOUNT = "account"
    EDITORIAL = "editorial"
    DESK = "desk"


ACCOUNT_PATH = "cuenta/"
PERSONAL_PATH = "personal/"
DESK_PATH = "plataforma/"

_ZONE_OF_FIRST_SEGMENT = {
    "admin": Zone.EDITORIAL,
    "_util": Zone.ACCOUNT,
    "cuenta": Zone.ACCOUNT,
    "personal": Zone.PERSONAL,
    "plataforma": Zone.DESK,
}
_ACCOUNT_PATHS = ("/admin/login/", "/admin/logout/", "/admin/password_reset/")

ZONE_OF_ROUTE_MODULE = {
    "urls": Zone.PUBLIC,
    "account_urls": Zone.ACCOUNT,
    "personal_urls": Zone.PERSONAL,
    "desk_urls": Zone.DESK,
}


def zone_of_path(path: str) -> Zone:
    """The zone of a request path (with leading slash, without query).

    A language prefix is skipped: ``/ht/personal/…`` is as personal as ``/personal/…``.
    """
    if path.startswith(_ACCOUNT_PATHS):
        return Zone.ACCOUNT
    segments = path.split("/", 3)
    first = segments[1] if len(segments) > 1 else ""
    if first in dict(settings.LANGUAGES) and len(segments) > 2:
        first = segments[2]
    return _ZONE_OF_FIRST_SEGMENT.get(first, Zone.PUBLIC)


def is_served(zone: Zone) -> bool:
    """Whether this process serves the zone; sign-in goes wherever editorial or desk is."""
    served = set(settings.SELLO_ZONES)
    if zone is Zone.ACCOUNT:
        return bool(served & {Zone.ACCOUNT, Zone.EDITORIAL, Zone.DESK})
    return zone in served
