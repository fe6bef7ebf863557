"""The forms that settings may have: each parser turns text into a value or says what is expected.

Stdlib only: the launcher judges settings before anything is installed.
"""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from urllib.parse import urlsplit

ZONE_NAMES = ("public", "personal", "account", "editorial", "desk")


class Malformed(ValueError):  # noqa: N818  # says what the value is
    """A value does not have the form expected; the message says what was expected."""


def parse_text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Malformed("text in UTF-8") from error
    return value


def parse_boolean(value: str) -> bool:
    folded = value.strip().lower()
    if folded in {"1", "true", "yes", "on"}:
        return True
    if folded in {"0", "false", "no", "off", ""}:
        return False
    raise Malformed("1 or 0 (also true/false, yes/no, on/off)")


def parse_positive_integer(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value.strip()) or int(value) < 1:
        raise Malformed("a whole number of at least 1")
    return int(value)


def parse_count(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value.strip()):
        raise Malformed("a whole number of at least 0")
    return int(value)


def parse_list(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def parse_slugs(value: str) -> tuple[str, ...]:
    slugs = parse_list(value)
    if not all(re.fullmatch(r"[a-z][a-z0-9_]*", slug) for slug in slugs):
        raise Malformed("slugs of plugins separated by commas, for example guides")
    return slugs


def parse_hosts(value: str) -> tuple[str, ...]:
    hosts = parse_list(value)
    for host in hosts:
        if not re.fullmatch(r"\.?[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]", host):
            raise Malformed("host names separated by commas, without scheme or port")
    return hosts


def parse_networks(value: str) -> tuple[str, ...]:
    networks = parse_list(value)
    for network in networks:
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            raise Malformed(
                "addresses or networks separated by commas, for example 10.0.0.0/8"
            ) from error
    return networks


def parse_zones(value: str) -> tuple[str, ...]:
    zones = parse_list(value)
    if not zones or not set(zones) <= set(ZONE_NAMES):
        raise Malformed("one or more of " + ", ".join(ZONE_NAMES))
    return zones


def parse_web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        port_is_valid = False
        parts = urlsplit("")
    plain = not (parts.query or parts.fragment or parts.username) and parts.path in {"", "/"}
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port_is_valid:
        plain = False
    if not plain:
        raise Malformed("an address such as https://sello.example, without path")
    return value.rstrip("/")


def parse_contacts(value: str) -> tuple[str, ...]:
    contacts = parse_list(value)
    form = r"mailto:[^\s@]+@[^\s@]+|https://[^\s/]\S*|tel:\+[0-9-]+"
    if not all(re.fullmatch(form, contact, re.ASCII) for contact in contacts):
        raise Malformed(
            "addresses separated by commas, for example mailto:seguridad@sello.example or "
            "https://sello.example/seguridad"
        )
    return contacts


def parse_database_url(value: str) -> str:
    # Only the form is judged here; whether the server answers is the launcher's question.
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as error:
        raise Malformed("postgresql://LOGIN:PASSWORD@HOST:PORT/NAME") from error
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise Malformed("postgresql://LOGIN:PASSWORD@HOST:PORT/NAME")
    try:
        from psycopg.conninfo import conninfo_to_dict  # inline: the launcher may run without it
    except ImportError:
        return value
    try:
        conninfo_to_dict(value)
    except Exception as error:  # psycopg's own classes exist only where it is installed
        # Its words may quote the password, except where they name an unknown parameter.
        reason = " ".join(str(error).split())
        detail = f" ({reason})" if reason.startswith("invalid URI query parameter") else ""
        raise Malformed(f"an address that libpq can read{detail}") from error
    return value


def parse_folder(value: str) -> Path:
    path = Path(value)
    if not path.is_absolute():
        raise Malformed("an absolute path")
    return path
