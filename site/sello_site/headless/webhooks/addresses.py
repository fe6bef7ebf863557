"""Where webhooks may go: to public hosts over TLS, and in the demonstration to this machine too.

How an address is judged is a matter of :mod:`sello_site.outgoing.addresses`.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sello_site.outgoing.addresses import (
    AddressRefused,
    Destination,
    IPAddress,
    is_public,
    parts_of,
    resolved,
)

__all__ = [
    "AddressRefused",
    "Destination",
    "destination_of",
    "is_allowed",
    "verify_address",
]


def verify_address(address: str) -> None:
    """Raises :class:`ValidationError` for an address to which nothing would be sent, as far as it
    can be told without asking for its name."""
    try:
        parts_of(address, schemes=_schemes())
    except AddressRefused as refusal:
        raise ValidationError(
            _("Escriba una dirección https pública, sin usuario ni contraseña.")
        ) from refusal


def destination_of(address: str) -> Destination:
    """Resolves the address, once. Raises AddressRefused when any answer is not public."""
    return resolved(
        address,
        schemes=_schemes(),
        is_allowed=lambda ip, scheme: is_allowed(ip, scheme=scheme),
    )


def is_allowed(ip: IPAddress, *, scheme: str) -> bool:
    """Whether something may be sent to this address."""
    if settings.SELLO_DEMO and ip.is_loopback:
        return True
    return scheme == "https" and is_public(ip)


def _schemes() -> tuple[str, ...]:
    return ("https", "http") if settings.SELLO_DEMO else ("https",)
