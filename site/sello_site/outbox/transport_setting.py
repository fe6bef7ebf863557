"""What ``SELLO_EMAIL_URL`` may say. Stdlib only, as :mod:`sello_site.setting_forms`."""

from __future__ import annotations

import dataclasses
import re
from email.utils import parseaddr
from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from sello_site.setting_forms import Malformed

EXPECTED = (
    "local, smtp://LOGIN:PASSWORD@HOST:PORT (with STARTTLS; ?tls=none to go without), "
    "smtps://LOGIN:PASSWORD@HOST:PORT or anymail://PROVIDER?API_KEY=…"
)
SMTP_BACKEND = "sello_site.outbox.smtp.EmailBackend"
LOCAL_BACKEND = "sello_site.outbox.local_mailbox.EmailBackend"

SECONDS = 20
"""How long each answer of a mail server is waited for."""


@dataclasses.dataclass(frozen=True)
class Transport:
    """A Django e-mail backend, with its arguments, Anymail's settings and the provider's name."""

    backend: str
    options: dict[str, Any] = dataclasses.field(default_factory=dict, repr=False)
    anymail: dict[str, Any] = dataclasses.field(default_factory=dict, repr=False)
    provider: str = ""


LOCAL = Transport(LOCAL_BACKEND)
"""Letters stay in a table that a screen of the admin shows: nobody gets mail."""


def parse_transport(value: str) -> Transport:
    if value == "local":
        return LOCAL
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as error:
        raise Malformed(EXPECTED) from error
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if not parts.hostname or parts.path not in {"", "/"} or parts.fragment:
        raise Malformed(EXPECTED)
    if parts.scheme == "anymail":
        return _anymail(parts.hostname, query)
    if parts.scheme not in {"smtp", "smtps"} or query not in ({}, {"tls": "none"}):
        raise Malformed(EXPECTED)
    is_plain = bool(query)
    if is_plain and parts.scheme == "smtps":
        raise Malformed(EXPECTED)
    return Transport(
        SMTP_BACKEND,
        {
            "host": parts.hostname,
            "port": port or (465 if parts.scheme == "smtps" else 587),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": parts.scheme == "smtps",
            "use_tls": parts.scheme == "smtp" and not is_plain,
            "timeout": SECONDS,
        },
    )


def _anymail(provider: str, query: dict[str, str]) -> Transport:
    # Without this the letters of a misspelt provider would be refused one by one, at night.
    if not re.fullmatch(r"[a-z_]+", provider) or not find_spec(f"anymail.backends.{provider}"):
        raise Malformed(f"{EXPECTED}, with a provider that Anymail knows")
    anymail: dict[str, Any] = {
        f"{provider.upper()}_{name.upper()}": text for name, text in query.items()
    }
    return Transport(
        f"anymail.backends.{provider}.EmailBackend",
        # What a provider does not know of our headers and metadata helps us, not the reader: for
        # lack of it no letter is held back.
        anymail={"IGNORE_UNSUPPORTED_FEATURES": True, **anymail, "REQUESTS_TIMEOUT": SECONDS},
        provider=provider,
    )


def parse_webhook_secret(value: str) -> str:
    """What a provider says of itself when it tells about letters: HTTP basic authentication."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{3,}:[A-Za-z0-9_-]{20,}", value):
        raise Malformed(
            "LOGIN:PASSWORD of letters, digits, - and _, the password of at least 20 of them"
        )
    return value


def parse_sender(value: str) -> str:
    """An address that mail comes from, with or without a name before it."""
    _name, address = parseaddr(value)
    if not re.fullmatch(r"[^@\s<>]+@[A-Za-z0-9.-]+", address) or "\n" in value or "\r" in value:
        raise Malformed("an address such as Sello Migrante <no-responder@example.cl>")
    return value
