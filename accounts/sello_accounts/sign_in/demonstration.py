"""The one exception to the second factor: a demonstration, on the machine that it runs on."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from sello_site.proxy import FORWARDED, PEER, is_loopback

_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})


def second_factor_is_lifted(request: HttpRequest) -> bool:
    """Whether a password alone is enough for this request.

    All of it must hold, for each request anew: this is a demonstration, its database is the
    embedded one, and whoever asks sits at this machine, with no proxy in between (which would
    make everybody look as if they did). What cannot be told counts as no.
    """
    if not (settings.SELLO_DEMO and settings.SELLO_DATABASE_IS_EMBEDDED):
        return False
    meta = request.META
    return (
        meta.get(FORWARDED) is False
        and is_loopback(meta.get(PEER, ""))
        and is_loopback(meta.get("REMOTE_ADDR", ""))
        and _host_without_port(request) in _LOCAL_HOSTS
    )


def _host_without_port(request: HttpRequest) -> str:
    host = request.get_host()
    return host if host.endswith("]") else host.rpartition(":")[0] or host
