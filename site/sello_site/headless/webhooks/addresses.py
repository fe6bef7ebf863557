"""Where webhooks may go: to public hosts over TLS, and in the demonstration to this machine too.

An address is judged by what its name leads to, in the moment of sending, and the connection goes to
what was judged: a name that leads elsewhere a moment later leads nobody into the house.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_PORTS = {"https": 443, "http": 80}

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(Exception):  # noqa: N818  # named as the sentence that it ends
    """Nothing is sent there; the message says why."""


@dataclass(frozen=True)
class Destination:
    """Where one message goes: the host's name, for TLS and the Host header, and its address."""

    scheme: str
    host: str
    port: int
    path: str
    ip: str

    @property
    def host_header(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"


def verify_address(address: str) -> None:
    """Raises :class:`ValidationError` for an address to which nothing would be sent, as far as it
    can be told without asking for its name."""
    try:
        _parts(address)
    except AddressRefused as refusal:
        raise ValidationError(
            _("Escriba una dirección https pública, sin usuario ni contraseña.")
        ) from refusal


def destination_of(address: str) -> Destination:
    """Resolves the address, once. Raises AddressRefused when any answer is not public."""
    scheme, host, port, path = _parts(address)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressRefused("the host has no address") from error
    ips = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not ips:
        raise AddressRefused("the host has no address")
    for ip in ips:
        if not is_allowed(ip, scheme=scheme):
            raise AddressRefused("the host is not public")
    return Destination(scheme, host, port, path, str(ips[0]))


def is_allowed(ip: IPAddress, *, scheme: str) -> bool:
    """Whether something may be sent to this address."""
    if settings.SELLO_DEMO and ip.is_loopback:
        return True
    return scheme == "https" and _is_public(ip)


def _is_public(ip: IPAddress) -> bool:
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and any(ip in network for network in _NAT64):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _parts(address: str) -> tuple[str, str, int, str]:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise AddressRefused("the address cannot be read") from error
    schemes = ("https", "http") if settings.SELLO_DEMO else ("https",)
    host = parts.hostname
    if parts.scheme not in schemes or not host or not address.isascii():
        raise AddressRefused("the address is not https")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefused("the address holds more than where to send")
    if any(character.isspace() or ord(character) < 33 for character in address):
        raise AddressRefused("the address cannot be read")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, host, port or _PORTS[parts.scheme], path
