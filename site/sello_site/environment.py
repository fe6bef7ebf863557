"""The one reader of the environment: what may be set, with which form, and what was set.

Settings come from the environment only. Each variable is declared once, here or in a plugin's
``Settings`` dataclass; ``docs/settings.md`` is generated from these declarations. Everything that
is wrong is collected and reported at once, so that an operator mends it in one go.
"""

from __future__ import annotations

import dataclasses
import difflib
import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit

PREFIX = "SELLO_"
ZONE_NAMES = ("public", "personal", "account", "editorial", "desk")


class EnvironmentProblem(Exception):
    """One or more variables are unknown, missing or malformed.

    ``problems`` holds one line for each; ``str()`` joins them by line breaks.
    """

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class Malformed(ValueError):
    """A value does not have the form expected; the message says what was expected."""


def parse_text(value: str) -> str:
    if "\x00" in value:
        raise Malformed("text without NUL bytes")
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


def parse_database_url(value: str) -> str:
    # Only the form is judged here; whether the server answers is the launcher's question.
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as error:
        raise Malformed("postgresql://LOGIN:PASSWORD@HOST:PORT/NAME") from error
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise Malformed("postgresql://LOGIN:PASSWORD@HOST:PORT/NAME")
    return value


def parse_folder(value: str) -> Path:
    path = Path(value)
    if not path.is_absolute():
        raise Malformed("an absolute path")
    return path


@dataclasses.dataclass(frozen=True)
class Variable:
    """One thing an operator may set: its name, what it is for, and how its text is read.

    ``default`` is already parsed. ``secret`` variables are never shown and may also be given as
    ``NAME_FILE``, the path of a file that holds the value.
    """

    name: str
    purpose: str
    parse: Callable[[str], Any]
    default: Any = None
    expected: str = ""
    secret: bool = False


VARIABLES: tuple[Variable, ...] = (
    Variable(
        "DATABASE_URL",
        "PostgreSQL 15 or newer, as the run-time login sello_app. When absent, ./sello starts the "
        "embedded server.",
        parse_database_url,
        secret=True,
    ),
    Variable(
        "SELLO_DATABASE_OWNER_URL",
        "The same database as sello_owner. Read by migrate and the tests alone.",
        parse_database_url,
        secret=True,
    ),
    Variable(
        "SELLO_DESK_MUNICIPALITY_URL",
        "The same database as the desk login of the municipalities.",
        parse_database_url,
        secret=True,
    ),
    Variable(
        "SELLO_DESK_SERMIG_URL",
        "The same database as the desk login of SERMIG.",
        parse_database_url,
        secret=True,
    ),
    Variable(
        "SELLO_DESK_AGENCY_URL",
        "The same database as the desk login of other state bodies.",
        parse_database_url,
        secret=True,
    ),
    Variable(
        "SELLO_SECRET_KEY",
        "Signs sessions and tokens: at least 40 random characters. ./sello makes one for the "
        "embedded database.",
        parse_text,
        secret=True,
    ),
    Variable(
        "SELLO_DEMO",
        "Marks every page as a demonstration. Ends as soon as DATABASE_URL is set.",
        parse_boolean,
        default=False,
    ),
    Variable(
        "SELLO_PUBLIC_URL",
        "Address of the public site, for absolute links.",
        parse_web_address,
        default="http://localhost:8000",
    ),
    Variable(
        "SELLO_EDITORIAL_URL",
        "Address of the editorial zone; the public one when absent.",
        parse_web_address,
    ),
    Variable(
        "SELLO_DESK_URL",
        "Address of the desk zone; the public one when absent.",
        parse_web_address,
    ),
    Variable(
        "SELLO_ALLOWED_HOSTS",
        "Further host names that may be asked for, besides those of the addresses above.",
        parse_hosts,
        default=(),
    ),
    Variable(
        "SELLO_ZONES",
        "The zones that this process serves.",
        parse_zones,
        default=ZONE_NAMES,
        expected="one or more of " + ", ".join(ZONE_NAMES),
    ),
    Variable(
        "SELLO_PLUGINS_EXCLUDE",
        "Slugs of installed plugins that are left out.",
        parse_list,
        default=(),
    ),
    Variable(
        "SELLO_TRUSTED_PROXIES",
        "Addresses or networks of the proxies whose forwarding headers are believed.",
        parse_networks,
        default=(),
    ),
    Variable(
        "SELLO_VAR",
        "Folder of run-time data: embedded database, uploads, page-cache counter.",
        parse_folder,
        default=None,
    ),
    Variable(
        "SELLO_MEDIA_ROOT",
        "Folder of uploaded files; SELLO_VAR/media when absent.",
        parse_folder,
    ),
    Variable(
        "SELLO_CACHE_FILE",
        "The memory-mapped counter that empties the page cache; one for all processes of a host. "
        "SELLO_VAR/page-cache.generation when absent.",
        parse_folder,
    ),
    Variable(
        "SELLO_CACHE_MB",
        "Largest size of the page cache in each web process, in megabytes; 0 turns it off.",
        parse_count,
        default=64,
    ),
    Variable(
        "SELLO_UPLOAD_MB",
        "Largest upload, in megabytes.",
        parse_positive_integer,
        default=20,
    ),
    Variable(
        "SELLO_ERROR_DETAILS",
        "Shows Django's error details; for developers on their own machine only.",
        parse_boolean,
        default=False,
    ),
    Variable(
        "SELLO_TEST_CHROMIUM",
        "Path of the Chromium that browser tests drive; set by ./sello test.",
        parse_text,
    ),
    Variable(
        "SELLO_TEST_BROWSER_REQUIRED",
        "Makes a missing Chromium an error instead of skipping the browser tests.",
        parse_boolean,
        default=False,
    ),
)
BY_NAME = {variable.name: variable for variable in VARIABLES}


class Environment:
    """What was set, parsed. Made once by :func:`read_environment`."""

    def __init__(self, values: dict[str, Any], raw: Mapping[str, str]) -> None:
        self._values = values
        self.raw = raw

    def __getitem__(self, name: str) -> Any:
        return self._values[name]


def _raw_value(variable: Variable, environ: Mapping[str, str], problems: list[str]) -> str | None:
    file_name = f"{variable.name}_FILE"
    if variable.secret and environ.get(file_name):
        if environ.get(variable.name):
            problems.append(f"{variable.name} and {file_name} are both set: set one of them")
            return None
        try:
            return Path(environ[file_name]).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8 text"
            problems.append(f"{file_name} names a file that cannot be read: {reason}")
            return None
    return environ.get(variable.name)


def read_variable(variable: Variable, environ: Mapping[str, str], problems: list[str]) -> Any:
    """The parsed value of one variable, or its default; what is wrong is added to ``problems``."""
    raw = _raw_value(variable, environ, problems)
    if raw is None or raw == "":
        return variable.default
    try:
        return variable.parse(raw)
    except Malformed as error:
        shown = "its value" if variable.secret else repr(raw)
        problems.append(f"{variable.name} is malformed: expected {error}, got {shown}")
        return variable.default


def read_environment(environ: Mapping[str, str] | None = None) -> Environment:
    """All platform variables, parsed.

    Raises :class:`EnvironmentProblem` when one of them is malformed. Unknown ``SELLO_*`` names
    are judged by :func:`unknown_variables`, once the plugins are known.
    """
    environ = os.environ if environ is None else environ
    problems: list[str] = []
    values = {variable.name: read_variable(variable, environ, problems) for variable in VARIABLES}
    key = values["SELLO_SECRET_KEY"]
    if key is not None and len(key) < 40:
        problems.append("SELLO_SECRET_KEY is malformed: expected at least 40 characters")
    if problems:
        raise EnvironmentProblem(problems)
    return Environment(values, environ)


def unknown_variables(environ: Mapping[str, str], known: set[str]) -> list[str]:
    """One line for each ``SELLO_*`` variable that nothing declares, with the nearest known name."""
    lines = []
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name in known:
            continue
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else "see docs/settings.md for the known ones"
        lines.append(f"{name} is not a known setting: {hint}")
    return lines


def known_names(variables: tuple[Variable, ...] = VARIABLES) -> set[str]:
    """Every name that may appear, ``_FILE`` variants of secrets included."""
    names = {variable.name for variable in variables}
    return names | {f"{variable.name}_FILE" for variable in variables if variable.secret}


PARSERS: dict[Any, Callable[[str], Any]] = {
    str: parse_text,
    bool: parse_boolean,
    int: parse_count,
    tuple[str, ...]: parse_list,
    Path: parse_folder,
}


def plugin_variables(slug: str, settings_class: type | None) -> tuple[Variable, ...]:
    """The variables ``SELLO_<SLUG>_*`` that a plugin's frozen ``Settings`` dataclass declares.

    Field metadata may give ``purpose``, ``parse`` and ``secret``. Raises :class:`TypeError` when
    the class is not a frozen dataclass, or a field lacks a default or has a type without parser.
    """
    if settings_class is None:
        return ()
    parameters = getattr(settings_class, "__dataclass_params__", None)
    if parameters is None or not parameters.frozen:
        raise TypeError(f"{settings_class.__qualname__} must be a frozen dataclass")
    hints = get_type_hints(settings_class)
    variables = []
    for field in dataclasses.fields(settings_class):
        parse = field.metadata.get("parse") or PARSERS.get(hints[field.name])
        if parse is None:
            raise TypeError(f"no parser for {field.name}: give one as metadata['parse']")
        if field.default is dataclasses.MISSING:
            raise TypeError(f"{field.name} needs a default")
        variables.append(
            Variable(
                f"{PREFIX}{slug.upper()}_{field.name.upper()}",
                field.metadata.get("purpose", ""),
                parse,
                field.default,
                secret=field.metadata.get("secret", False),
            )
        )
    return tuple(variables)


def read_plugin_settings(slug: str, settings_class: type, environ: Mapping[str, str]) -> Any:
    """An instance of a plugin's ``Settings``, from the environment.

    Raises :class:`EnvironmentProblem` naming each malformed variable.
    """
    problems: list[str] = []
    variables = plugin_variables(slug, settings_class)
    values = {
        field.name: read_variable(variable, environ, problems)
        for field, variable in zip(dataclasses.fields(settings_class), variables, strict=True)
    }
    if problems:
        raise EnvironmentProblem(problems)
    return settings_class(**values)
