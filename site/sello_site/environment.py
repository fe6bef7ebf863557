"""The one reader of the environment: what may be set, with which form, and what was set.

Settings come from the environment only. Each variable is declared once, here or in a plugin's
``Settings`` dataclass; ``docs/settings.md`` is generated from these declarations. Everything that
is wrong is collected and reported at once, so that an operator mends it in one go.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_args, get_type_hints

from sello_site.outbox.transport_setting import (
    parse_sender,
    parse_transport,
    parse_webhook_secret,
)
from sello_site.setting_forms import (
    ZONE_NAMES,
    Malformed,
    parse_boolean,
    parse_contacts,
    parse_count,
    parse_database_url,
    parse_folder,
    parse_hosts,
    parse_list,
    parse_networks,
    parse_positive_integer,
    parse_slugs,
    parse_text,
    parse_web_address,
    parse_zones,
)

PREFIX = "SELLO_"


class EnvironmentProblem(Exception):  # noqa: N818  # a problem to be told, not a fault
    """One or more variables are unknown, missing or malformed.

    ``problems`` holds one line for each; ``str()`` joins them by line breaks.
    """

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


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
        "The same database as sello_owner. Read by migrate, bench and the tests alone.",
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
        "Marks every page as a demonstration. ./sello sets it with the embedded database.",
        parse_boolean,
        default=False,
    ),
    Variable(
        "SELLO_EMBEDDED_DATABASE",
        "Set by ./sello alone, with the embedded database: the folder of its socket. A "
        "demonstration on it asks people at the same machine for no second factor.",
        parse_folder,
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
        "SELLO_HEADLESS_URL",
        "Address of a separate front end made with the API; editors can open drafts there.",
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
        "Slugs of installed plugins that are left out, as if they were not installed.",
        parse_slugs,
        default=(),
    ),
    Variable(
        "SELLO_TRUSTED_PROXIES",
        "Addresses or networks of the proxies whose forwarding headers are believed. They must "
        "overwrite X-Forwarded-For, -Proto and -Host, and drop Forwarded and header names with "
        "underscores; see docs/architecture.md.",
        parse_networks,
        default=(),
    ),
    Variable(
        "SELLO_VAR",
        "Folder of run-time data: embedded database, uploads, page-cache counter; var/ in the "
        "checkout when absent.",
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
        "SELLO_EMAIL_URL",
        "How mail leaves: local (a screen of the admin shows it, nobody gets it), "
        "smtp://LOGIN:PASSWORD@HOST:PORT (with STARTTLS; ?tls=none to go without), "
        "smtps://LOGIN:PASSWORD@HOST:PORT, or anymail://PROVIDER?API_KEY=… with the settings of "
        "that provider in django-anymail. local when absent.",
        parse_transport,
        secret=True,
    ),
    Variable(
        "SELLO_EMAIL_WEBHOOK_SECRET",
        "LOGIN:PASSWORD with which the provider of anymail:// tells of deliveries, bounces and "
        "complaints at /personal/correo/PROVIDER/tracking/; without it the address answers 404.",
        parse_webhook_secret,
        secret=True,
    ),
    Variable(
        "SELLO_EMAIL_SERVICE_FROM",
        "Sender of service mail: invitations, confirmations, warnings.",
        parse_sender,
        default="Sello Migrante <no-responder@localhost>",
    ),
    Variable(
        "SELLO_EMAIL_BULLETIN_FROM",
        "Sender of bulletins; another address than that of service mail keeps the fame of the two "
        "apart.",
        parse_sender,
        default="Sello Migrante <boletines@localhost>",
    ),
    Variable(
        "SELLO_SECURITY_CONTACT",
        "Whom to tell of a weakness of the site, for /.well-known/security.txt: mailto:, https: or "
        "tel: addresses, the preferred one first. The file answers 404 without it.",
        parse_contacts,
        default=(),
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
    Variable(
        "SELLO_TEST_GETTEXT_REQUIRED",
        "Makes a missing xgettext an error instead of skipping the test of the catalogs with it.",
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
            text = Path(environ[file_name]).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8 text"
            problems.append(f"{file_name} names a file that cannot be read: {reason}")
            return None
        if not text:
            problems.append(f"{file_name} names an empty file: expected the value of the setting")
        return text
    return environ.get(variable.name)


def read_variable(variable: Variable, environ: Mapping[str, str], problems: list[str]) -> Any:
    """The parsed value of one variable, or its default; what is wrong is added to ``problems``."""
    raw = _raw_value(variable, environ, problems)
    if raw is None or raw == "":
        return variable.default
    try:
        return variable.parse(raw)
    except ValueError as error:  # Malformed, or what the parser of a plugin raises
        shown = "its value" if variable.secret else repr(raw)
        expected = error if isinstance(error, Malformed) else variable.expected or "another value"
        problems.append(f"{variable.name} is malformed: expected {expected}, got {shown}")
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
    addresses = ("SELLO_PUBLIC_URL", "SELLO_EDITORIAL_URL", "SELLO_DESK_URL")
    schemes = {values[name].partition(":")[0] for name in addresses if values[name]}
    if len(schemes) > 1:
        # Cookies are marked for TLS in all zones or in none.
        problems.append(f"{', '.join(addresses)} mix http and https: expected one of them for all")
    if problems:
        raise EnvironmentProblem(problems)
    return Environment(values, environ)


DESK_VARIABLES = (
    "SELLO_DESK_MUNICIPALITY_URL",
    "SELLO_DESK_SERMIG_URL",
    "SELLO_DESK_AGENCY_URL",
)


def zones_to_serve(environment: Environment) -> tuple[tuple[str, ...], str | None]:
    """The zones that this process can serve, and one line when the desk is refused.

    The desk needs its own database logins: with a single login a slip in one query would show
    everybody's cases.
    """
    zones: tuple[str, ...] = environment["SELLO_ZONES"]
    missing = [name for name in DESK_VARIABLES if environment[name] is None]
    if "desk" not in zones or not missing:
        return zones, None
    line = f"the desk zone is not served: {', '.join(missing)} not set"
    return tuple(zone for zone in zones if zone != "desk"), line


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

    Field metadata may give ``purpose``, ``parse``, ``expected`` (what a parser that raises
    ValueError expects) and ``secret``. Raises :class:`TypeError` when the class is not a frozen
    dataclass, or a field lacks a default or has a type without parser.
    """
    if settings_class is None:
        return ()
    parameters = getattr(settings_class, "__dataclass_params__", None)
    if parameters is None or not parameters.frozen:
        name = getattr(settings_class, "__qualname__", repr(settings_class))
        raise TypeError(f"{name} must be a frozen dataclass")
    hints = get_type_hints(settings_class)
    variables = []
    for field in dataclasses.fields(settings_class):
        parse = field.metadata.get("parse") or PARSERS.get(_without_none(hints[field.name]))
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
                expected=field.metadata.get("expected", ""),
                secret=field.metadata.get("secret", False),
            )
        )
    return tuple(variables)


def _without_none(hint: Any) -> Any:
    kinds = [kind for kind in get_args(hint) if kind is not type(None)]
    is_optional = len(kinds) == 1 and type(None) in get_args(hint)
    return kinds[0] if is_optional else hint


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
