"""Asks one address whether it answers, politely and without trusting it.

Only public addresses are asked, at the connection that was judged; each answer is read up to the
end of its headers; at most three redirects are followed, each judged anew.
"""

from __future__ import annotations

import http.client
import ssl
from dataclasses import dataclass
from urllib.parse import quote, urldefrag, urljoin, urlsplit, urlunsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sello_site.outgoing.addresses import (
    AddressRefused,
    Destination,
    IPAddress,
    is_public,
    resolved,
)
from sello_site.outgoing.connection import PinnedConnection

TIMEOUT = 8.0
DEADLINE = 15.0
"""Seconds for one request, with its answer."""

MOST_REDIRECTS = 3
SCHEMES = ("https", "http")

_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
_NOT_TOLD_TO_US = {401, 403, 405, 406, 407, 429, 451, 503, 999}
"""What hosts answer to programs and not to people; no sign that a link is broken."""

_HEADERS = {
    "User-Agent": "Sello-Migrante-Links/1",
    "Accept": "text/html,application/pdf;q=0.9,*/*;q=0.8",
    "Connection": "close",
}


@dataclass(frozen=True)
class Answer:
    """What became of asking an address: ``works``, or what is wrong with it.

    ``is_refusal``: it answered, but does not let itself be checked. ``leads_to``: where it has
    moved for good.
    """

    works: bool
    status: int | None = None
    problem: str = ""
    is_refusal: bool = False
    leads_to: str = ""


def ask(address: str, *, loopback: bool = False) -> Answer:
    """Asks an address. ``loopback`` lets tests ask a server of their own."""
    try:
        return _followed(address, loopback=loopback)
    except AddressRefused as refusal:
        return Answer(works=False, problem=str(_REFUSALS.get(str(refusal), _UNREADABLE)))
    except ssl.SSLError:
        return Answer(works=False, problem=_("Su certificado de seguridad no es válido."))
    except TimeoutError:
        return Answer(works=False, problem=_("No respondió a tiempo."))
    except (OSError, http.client.HTTPException, ValueError):
        return Answer(works=False, problem=_("No se pudo conectar."))


_UNREADABLE = gettext_lazy("La dirección no se puede leer.")
_REFUSALS = {
    "the host has no address": gettext_lazy("El nombre del sitio no existe."),
    "the host is not public": gettext_lazy("La dirección no es pública."),
}


def _followed(address: str, *, loopback: bool) -> Answer:
    current, moved, is_permanent = ascii_address(address), "", True
    for _step in range(MOST_REDIRECTS + 1):
        status, location = _ask_once(current, loopback=loopback)
        if status not in _REDIRECTS or not location:
            return _judged(status, moved)
        current = ascii_address(urljoin(current, location))
        is_permanent = is_permanent and status in _PERMANENT
        # Only as far as all was for good: what is for the day is no reason to write anew.
        moved = current if is_permanent else moved
    return Answer(works=False, status=status, problem=_("Redirige demasiadas veces."))


def _judged(status: int, moved: str) -> Answer:
    if 200 <= status < 300:
        return Answer(works=True, status=status, leads_to=moved)
    if status in _NOT_TOLD_TO_US:
        problem = _("El sitio no se deja comprobar por un programa.")
        return Answer(works=True, status=status, problem=problem, is_refusal=True)
    return Answer(
        works=False, status=status, problem=_("Respondió %(status)s.") % {"status": status}
    )


def _ask_once(address: str, *, loopback: bool) -> tuple[int, str]:
    """Status and Location; by GET where HEAD does not bring a good answer, as some hosts do not
    know it."""
    status, location = _request("HEAD", address, loopback=loopback)
    if status >= 400:
        status, location = _request("GET", address, loopback=loopback)
    return status, location


def _request(method: str, address: str, *, loopback: bool) -> tuple[int, str]:
    destination = _destination(address, loopback=loopback)
    connection = PinnedConnection(destination, timeout=TIMEOUT, deadline=DEADLINE)
    try:
        connection.request(
            method, destination.path, headers={"Host": destination.host_header, **_HEADERS}
        )
        status, headers = connection.head_of_answer(method=method)
    finally:
        connection.close()
    return status, headers.get("Location", "")


def _destination(address: str, *, loopback: bool) -> Destination:
    def is_allowed(ip: IPAddress, scheme: str) -> bool:
        return is_public(ip) or (loopback and ip.is_loopback)

    return resolved(address, schemes=SCHEMES, is_allowed=is_allowed)


def ascii_address(address: str) -> str:
    """An address as it is sent: without fragment, and with letters beyond ASCII written out.

    Raises :class:`ValueError` or AddressRefused for what cannot be.
    """
    parts = urlsplit(urldefrag(address.strip())[0])
    host = parts.hostname or ""
    try:
        name = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError as error:
        raise AddressRefused("the address cannot be read") from error
    netloc = parts.netloc.replace(host, name) if name != host else parts.netloc
    kept = "%/:=&?~#+!$,;'@()*[]"
    return urlunsplit(
        (parts.scheme, netloc, quote(parts.path, safe=kept), quote(parts.query, safe=kept), "")
    )


def host_of(address: str) -> str:
    """The host that an address asks, for the pauses between requests."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
