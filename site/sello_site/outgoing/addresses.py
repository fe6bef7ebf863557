"""Which addresses the site may ask: those of public hosts.

An address is judged by what its name leads to, in the moment of asking, and the connection goes to
what was judged: a name that leads elsewhere a moment later leads nobody into the house.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

PORTS = {"https": 443, "http": 80}

_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(Exception):  # noqa: N818  # named as the sentence that it ends
    """Nothing is sent there; the message says why."""


@dataclass(frozen=True)
class Destination:
    """Where one request goes: the host's name, for TLS and the Host header, and its address."""

    scheme: str
    host: str
    port: int
    path: str
    ip: str

    @property
    def host_header(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"


def resolved(
    address: str, *, schemes: Collection[str], is_allowed: Callable[[IPAddress, str], bool]
) -> Destination:
    """Asks for the host's addresses, once. Raises AddressRefused unless ``is_allowed`` holds of all
    of them, with the scheme."""
    scheme, host, port, path = parts_of(address, schemes=schemes)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressRefused("the host has no address") from error
    ips = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not ips:
        raise AddressRefused("the host has no address")
    for ip in ips:
        if not is_allowed(ip, scheme):
            raise AddressRefused("the host is not public")
    return Destination(scheme, host, port, path, str(ips[0]))


def is_public(ip: IPAddress) -> bool:
    """Whether an address is one of the open internet, also where it stands for another one."""
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and any(ip in network for network in _NAT64):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def parts_of(address: str, *, schemes: Collection[str]) -> tuple[str, str, int, str]:
    """Scheme, host, port and path with query. Raises AddressRefused for what cannot be asked."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise AddressRefused("the address cannot be read") from error
    host = parts.hostname
    if parts.scheme not in schemes or not host or not address.isascii():
        raise AddressRefused(f"the address is not {' or '.join(schemes)}")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefused("the address holds more than where to send")
    if any(character.isspace() or ord(character) < 33 for character in address):
        raise AddressRefused("the address cannot be read")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, host, port or PORTS[parts.scheme], path
