"""What an operator should know before the site goes on line; shown by ``./sello check``."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from sello_site.outbox.transport_setting import LOCAL_BACKEND

_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_WIDEST_V4, _WIDEST_V6 = 8, 16


@checks.register(checks.Tags.security, deploy=True)
def public_address_is_safe(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Warns of addresses without TLS, and of TLS that this process cannot see."""
    messages: list[checks.CheckMessage] = []
    for name in ("SELLO_PUBLIC_URL", "SELLO_EDITORIAL_URL", "SELLO_DESK_URL"):
        address = urlsplit(getattr(settings, name))
        if address.scheme == "http" and address.hostname not in _LOCAL_NAMES:
            messages.append(
                checks.Warning(
                    f"{name} starts with http: passwords and sessions would travel in clear.",
                    hint="Put a proxy with TLS in front and use its https address.",
                    id="sello.W010",
                )
            )
    if settings.SELLO_TLS and not settings.SELLO_TRUSTED_PROXIES:
        messages.append(
            checks.Warning(
                "SELLO_PUBLIC_URL starts with https, but no proxy is trusted to say that TLS was "
                "there: no HSTS is sent and http is not redirected.",
                hint="Name the proxy's address in SELLO_TRUSTED_PROXIES.",
                id="sello.W011",
            )
        )
    return messages


@checks.register(checks.Tags.security, deploy=True)
def trusted_proxies_are_few(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Warns of networks so wide that strangers are in them."""
    messages: list[checks.CheckMessage] = []
    for text in settings.SELLO_TRUSTED_PROXIES:
        network = ipaddress.ip_network(text)
        widest = _WIDEST_V4 if network.version == 4 else _WIDEST_V6
        if network.prefixlen < widest:
            messages.append(
                checks.Warning(
                    f"SELLO_TRUSTED_PROXIES holds {text}: anybody in it may claim any address.",
                    hint="Name the proxies themselves, or the network that only they are in.",
                    id="sello.W012",
                )
            )
    return messages


@checks.register(checks.Tags.security, deploy=True)
def error_details_are_hidden(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Warns when visitors would see the inside of an error."""
    if not settings.DEBUG:
        return []
    return [
        checks.Warning(
            "SELLO_ERROR_DETAILS is on: error pages show settings and code to anybody.",
            id="sello.W013",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def mail_leaves_the_house(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Warns when mail would stay in the local mailbox without this being a demonstration."""
    if settings.SELLO_DEMO or settings.SELLO_MAIL_TRANSPORT.backend != LOCAL_BACKEND:
        return []
    return [
        checks.Warning(
            "SELLO_EMAIL_URL is not set: mail stays in a screen of the admin and reaches nobody.",
            hint="Name an SMTP server or a provider; see docs/settings.md.",
            id="sello.W014",
        )
    ]
