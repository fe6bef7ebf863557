"""Which address, scheme and host a request really came with, when proxies stand in front.

A forwarding header is a claim by whoever sent it. It is believed only when the peer of the
connection is in SELLO_TRUSTED_PROXIES, and is then written where WSGI has a place for it
(``REMOTE_ADDR``, ``wsgi.url_scheme``, ``HTTP_HOST``). In every case the headers themselves are
taken out, so that nothing further in (Django, the page cache, rate limits, logs) can read a claim
that nobody has judged.

A proxy must drop headers whose names hold an underscore, as nginx does unless told otherwise: the
server below WSGI cannot tell ``X_Forwarded_For`` from ``X-Forwarded-For``.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[..., Iterable[bytes]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PEER = "sello.peer"
"""Where in the WSGI environment the address of the connection's peer is kept, as no header could
name it."""

FORWARDED = "sello.forwarded"
"""Whether somebody sent a forwarding header, believed or not: then a proxy may stand in between."""

_CLAIMS = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_PROTOCOL",
    "HTTP_X_FORWARDED_SCHEME",
    "HTTP_X_FORWARDED_SERVER",
    "HTTP_X_FORWARDED_SSL",
    "HTTP_X_REAL_IP",
    "HTTP_X_SCHEME",
    "HTTP_X_ORIGINAL_URL",
    "HTTP_X_REWRITE_URL",
    "HTTP_FRONT_END_HTTPS",
)
_MOST_HOPS = 32
_LONGEST_CLAIM = 2000
_HOST = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?"
)
_PORT_OF_V4 = re.compile(r"([0-9.]+):[0-9]+")
_BRACKETED = re.compile(r"\[([^\]]+)\](?::[0-9]+)?")
_FORWARDED_PAIR = re.compile(
    r"\s*(for|proto|host|by)\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^\s;,\"]+)\s*", re.IGNORECASE
)


class TrustedProxies:
    """WSGI wrapper that settles address, scheme and host of a request before anything reads them.

    ``networks`` are the addresses and networks of the proxies, as in SELLO_TRUSTED_PROXIES. What
    a trusted proxy sends malformed is treated as if it had not been sent.
    """

    def __init__(self, application: Application, *, networks: Iterable[str]) -> None:
        self._application = application
        self._networks: tuple[Network, ...] = tuple(
            ipaddress.ip_network(network) for network in networks
        )

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        claims = {name: environ.pop(name) for name in _CLAIMS if name in environ}
        environ[PEER] = environ.get("REMOTE_ADDR", "")
        environ[FORWARDED] = bool(claims) or "HTTP_VIA" in environ
        if claims and self._networks:
            peer = parse_address(environ.get("REMOTE_ADDR", ""))
            if peer is not None and self._is_trusted(peer):
                self._believe(environ, claims, peer)
        return self._application(environ, start_response)

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._networks)

    def _believe(self, environ: dict[str, Any], claims: dict[str, str], peer: Address) -> None:
        # A proxy that speaks X-Forwarded-* passes a client's own Forwarded header on untouched,
        # so the standard header counts only where there is none of the others.
        if any(name.startswith("HTTP_X_FORWARDED_") for name in claims):
            addresses = _items(claims.get("HTTP_X_FORWARDED_FOR", ""))
            schemes = _items(claims.get("HTTP_X_FORWARDED_PROTO", ""))
            hosts = _items(claims.get("HTTP_X_FORWARDED_HOST", ""))
        else:
            elements = _forwarded_elements(claims.get("HTTP_FORWARDED", ""))
            addresses = [element.get("for", "") for element in elements]
            schemes = [element.get("proto", "") for element in elements]
            hosts = [element.get("host", "") for element in elements]
        client, hops = self._client(addresses, peer)
        environ["REMOTE_ADDR"] = str(client)
        scheme = _said_by_outermost(schemes, hops, len(addresses)).lower()
        if scheme in {"http", "https"}:
            environ["wsgi.url_scheme"] = scheme
        host = _said_by_outermost(hosts, hops, len(addresses))
        if _HOST.fullmatch(host):
            environ["HTTP_HOST"] = host

    def _client(self, addresses: list[str], peer: Address) -> tuple[Address, int]:
        """The first address, going outwards, that is not one of our proxies, and the number of
        entries that were believed on the way."""
        client, hops = peer, 0
        for claimed in reversed(addresses):
            if not self._is_trusted(client):
                break
            address = parse_address(claimed)
            if address is None:
                break
            client, hops = address, hops + 1
        return client, hops


def parse_address(text: str) -> Address | None:
    """The address in a forwarding header or REMOTE_ADDR, without port, zone or brackets; None
    when there is none. An IPv4 address written as IPv6 is given as IPv4."""
    text = text.strip().strip('"')
    if found := _BRACKETED.fullmatch(text) or _PORT_OF_V4.fullmatch(text):
        text = found[1]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def is_loopback(text: str) -> bool:
    """Whether the text is an address of this very machine."""
    address = parse_address(text)
    return address is not None and address.is_loopback


def _items(claim: str) -> list[str]:
    if not claim or len(claim) > _LONGEST_CLAIM:
        return []
    return [item.strip() for item in claim.split(",")][-_MOST_HOPS:]


def _said_by_outermost(values: list[str], hops: int, chain: int) -> str:
    """What the outermost trusted proxy said, where each of them added a value; else the last.

    The last value is the nearest proxy's: the one that no stranger can have written.
    """
    if not values:
        return ""
    if len(values) == chain and hops:
        return values[-hops]
    return values[-1]


def _forwarded_elements(claim: str) -> list[dict[str, str]]:
    """The elements of a Forwarded header (RFC 7239); none when any of it is malformed."""
    if not claim or len(claim) > _LONGEST_CLAIM:
        return []
    elements: list[dict[str, str]] = [{}]
    position = 0
    while True:
        pair = _FORWARDED_PAIR.match(claim, position)
        if pair is None:
            return []
        value = pair[2]
        if value.startswith('"'):
            value = re.sub(r"\\(.)", r"\1", value[1:-1])
        elements[-1][pair[1].lower()] = value
        position = pair.end()
        if position == len(claim):
            return elements[-_MOST_HOPS:]
        if claim[position] == ",":
            elements.append({})
        elif claim[position] != ";":
            return []
        position += 1
