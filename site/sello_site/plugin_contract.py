"""Judges a plugin against the contract: its declarations, its models, its modules.

Each function raises :class:`ContractBroken` with what the plugin's author has to change.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from sello_site.database_roles import DESKS, RUNTIME
from sello_site.plugins import CORE_VERSION, PUBLIC, ROUTE_MODULES, SIGNED_IN, NavItem, Plugin

if TYPE_CHECKING:
    from types import ModuleType

SLUG = re.compile(r"[a-z][a-z0-9_]{1,30}")
URL_PREFIX = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
RESERVED_PREFIXES = frozenset(
    {"admin", "api", "cuenta", "documentos", "media", "personal", "plataforma", "static"}
    # A first segment that is a language would be taken for one when the zone is told.
    | {"es", "ht", "en", "pt", "fr"}
)
RESERVED_API_PATHS = frozenset(
    {"pages", "schema", "sites", "redirects", "snippets", "documents", "images", "locales"}
    | {"whoami", "docs", "changes", "languages", "menus", "alerts", "preview", "plugins"}
)
"""What Wagtail and the platform have below ``/api/v3/``."""

PLATFORM_SLUGS = frozenset(
    {"site", "desk", "database", "cache", "test", "plugins"}
    # Apps of the platform: two with one label, and Django does not start.
    | {"headless", "limits", "outbox", "privacy", "translations", "typesetting"}
)
"""Slugs whose label or settings would be taken for the platform's own."""

ESSENTIAL = frozenset({"accounts", "map", "pages"})
"""Without these no page can be served: they cannot be excluded, and their failures are not
contained. The list is the platform's; a plugin cannot make itself essential."""

PRIVILEGES = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})

ORGANISATION_KINDS = frozenset(
    {"municipality", "sermig_department", "regional_directorate", "state_agency"}
)
"""In which memberships can be; the plugin of accounts keeps the organisations."""


class ContractBroken(Exception):  # noqa: N818  # says what happened, as EnvironmentProblem
    """A plugin's declarations do not fit the contract; the message says what to change."""


def parse_privileges(text: str) -> frozenset[str]:
    """``"SELECT, INSERT"`` as a set. Raises :class:`ContractBroken` for any other privilege."""
    names = frozenset(part.strip().upper() for part in text.split(",") if part.strip())
    if not names <= PRIVILEGES:
        unknown = ", ".join(sorted(names - PRIVILEGES))
        raise ContractBroken(f"grants name unknown privileges: {unknown}")
    return names


def verify_declarations(plugin: Any, *, entry_point_name: str) -> None:
    """Judges the class alone, before Django knows of it."""
    if not (isinstance(plugin, type) and issubclass(plugin, Plugin)):
        raise ContractBroken("the entry point must name a subclass of sello_site.plugins.Plugin")
    slug = getattr(plugin, "slug", None)
    if not isinstance(slug, str) or not SLUG.fullmatch(slug):
        raise ContractBroken("slug must be lower-case letters, digits and underscores")
    if slug in PLATFORM_SLUGS:
        raise ContractBroken(f"the slug {slug} is the platform's own")
    if entry_point_name != slug:
        raise ContractBroken(f"the entry point must be called {slug}, as the slug")
    if getattr(plugin, "label", None) != f"sello_{slug}":
        raise ContractBroken(f"label must be sello_{slug}")
    if not isinstance(getattr(plugin, "name", None), str):
        raise ContractBroken("name must be the dotted name of the plugin's package")
    if getattr(plugin, "title", None) is None:
        raise ContractBroken("title is missing")
    if plugin.essential and slug not in ESSENTIAL:
        raise ContractBroken("only plugins of the platform can be essential")
    _verify_core(plugin.core)
    _verify_shapes(plugin)
    prefix = plugin.url_prefix
    if prefix is not None and (not URL_PREFIX.fullmatch(prefix) or prefix in RESERVED_PREFIXES):
        raise ContractBroken(f"url_prefix {prefix!r} is malformed or reserved")
    path = plugin.api_path
    if path is not None and (not URL_PREFIX.fullmatch(path) or path in RESERVED_API_PATHS):
        raise ContractBroken(f"api_path {path!r} is malformed or reserved")
    if plugin.sitemap is not None and plugin.access.get(plugin.sitemap) != PUBLIC:
        raise ContractBroken(f"sitemap {plugin.sitemap!r} is no public route of the plugin")
    both = set(plugin.public_models) & set(plugin.private_models)
    if both:
        raise ContractBroken(f"declared both public and private: {', '.join(sorted(both))}")


def verify_beside(plugin: type[Plugin], others: Iterable[type[Plugin]]) -> None:
    """Judges what would collide with a plugin found before, or with Django's app registry."""
    for other in others:
        if plugin.url_prefix is not None and plugin.url_prefix == other.url_prefix:
            raise ContractBroken(f"url_prefix {plugin.url_prefix!r} is that of {other.slug}")
        if plugin.api_path is not None and plugin.api_path == other.api_path:
            raise ContractBroken(f"api_path {plugin.api_path!r} is that of {other.slug}")
        if plugin.name == other.name:
            raise ContractBroken(f"name {plugin.name!r} is that of {other.slug}")
    if not f"{plugin.__module__}.".startswith(f"{plugin.name}."):
        raise ContractBroken("name must be the package in which the class stands")
    if "." in plugin.__qualname__:
        raise ContractBroken("the class must stand at the top of its module")
    # Django raises for some packages, such as those without a file, when nobody can contain it.
    plugin(plugin.name, importlib.import_module(plugin.name))


def _verify_core(core: Any) -> None:
    try:
        accepted = SpecifierSet(core)
    except (InvalidSpecifier, TypeError, AttributeError) as error:
        raise ContractBroken("core must be a version range such as '>=1,<2'") from error
    if CORE_VERSION not in accepted:
        raise ContractBroken(f"written for core {core}, this platform is {CORE_VERSION}")


def _verify_shapes(plugin: type[Plugin]) -> None:
    # A plain string is the usual slip: ("pages") is no tuple, and iterating it gives letters.
    for name in ("requires", "public_models", "private_models"):
        value = getattr(plugin, name)
        if not isinstance(value, tuple | list) or not all(isinstance(one, str) for one in value):
            raise ContractBroken(f"{name} must be a tuple of names")
    if plugin.slug in plugin.requires:
        raise ContractBroken("a plugin cannot require itself")
    if not isinstance(plugin.nav, tuple | list) or not all(
        isinstance(item, NavItem) for item in plugin.nav
    ):
        raise ContractBroken("nav must hold NavItem objects")
    for name in ("roles", "membership_roles", "access", "grants", "row_policies"):
        if not isinstance(getattr(plugin, name), Mapping):
            raise ContractBroken(f"{name} must be a mapping")
    for role, permissions in plugin.roles.items():
        if isinstance(permissions, str) or not all("." in one for one in permissions):
            raise ContractBroken(f"roles[{role!r}] must hold permissions as app_label.codename")
    for role, kinds in plugin.membership_roles.items():
        if role not in plugin.roles:
            raise ContractBroken(f"membership_roles[{role!r}] is not among the plugin's roles")
        if isinstance(kinds, str) or not kinds or not set(kinds) <= ORGANISATION_KINDS:
            raise ContractBroken(
                f"membership_roles[{role!r}] must hold kinds out of "
                f"{', '.join(sorted(ORGANISATION_KINDS))}"
            )
    for route, needed in plugin.access.items():
        if not isinstance(needed, str) or not (needed in (PUBLIC, SIGNED_IN) or "." in needed):
            raise ContractBroken(
                f"access[{route!r}] must be 'public', 'signed-in' or app_label.codename"
            )


def verify_models(plugin: Plugin, models: Iterable[type]) -> None:
    """Judges what is declared about models, once they are loaded."""
    names = {model.__name__ for model in models}
    for login, grants in plugin.grants.items():
        if login not in (RUNTIME, *DESKS):
            raise ContractBroken(f"grants name an unknown login: {login}")
        for privileges in grants.values():
            parse_privileges(privileges)
    mentioned = {
        *plugin.public_models,
        *plugin.private_models,
        *plugin.row_policies,
        *(name for grants in plugin.grants.values() for name in grants),
    }
    if mentioned - names:
        absent = ", ".join(sorted(mentioned - names))
        raise ContractBroken(f"declares models that it does not have: {absent}")


def verify_routes(plugin: Plugin, module_name: str, module: ModuleType) -> None:
    """Judges one of the route modules: everything that would fail while the URLconf loads."""
    from sello_site.routes import leaves  # inline: URL machinery needs configured settings

    if plugin.url_prefix is None:
        raise ContractBroken(f"{module_name} needs a url_prefix")
    patterns = getattr(module, "urlpatterns", None)
    if not isinstance(patterns, list):
        raise ContractBroken(f"{module_name} needs a list urlpatterns")
    list(leaves(patterns))


def verify_api(module: ModuleType) -> None:
    """Judges the ``api`` module: its router must yield a document, since one holds them all."""
    from ninja import NinjaAPI, Router  # inline: ninja needs configured settings

    router = getattr(module, "router", None)
    if not isinstance(router, Router):
        raise ContractBroken("api needs a router that is a ninja.Router")
    # A schema that cannot be written would break the OpenAPI document of the whole platform.
    trial = NinjaAPI(urls_namespace=f"trial-{module.__name__}", docs_url=None, openapi_url=None)
    trial.add_router("/trial/", router)
    trial.get_openapi_schema(path_prefix="/")


def verify_tasks(module: ModuleType) -> None:
    """Judges the ``tasks`` module: SCHEDULE maps tasks to cron expressions."""
    from croniter import croniter  # type: ignore[import-untyped]  # it ships no types
    from procrastinate.tasks import Task

    schedule = getattr(module, "SCHEDULE", {})
    if not isinstance(schedule, Mapping):
        raise ContractBroken("SCHEDULE must map tasks to cron expressions")
    for task, cron in schedule.items():
        if not isinstance(task, Task):
            raise ContractBroken(f"SCHEDULE holds {task!r:.60}, which is no task")
        if not isinstance(cron, str) or not croniter.is_valid(cron):
            raise ContractBroken(f"SCHEDULE of {task.name} is no cron expression: {cron!r:.60}")


def verify_privacy(module: ModuleType) -> None:
    """Judges the ``privacy`` module: it must offer what :class:`PrivacyModule` says."""
    for name in ("export", "erase"):
        if not callable(getattr(module, name, None)):
            raise ContractBroken(f"privacy needs a function {name}(*, email)")


def verify_module(plugin: Plugin, name: str) -> None:
    """Judges one of the plugin's conventional modules; says nothing when there is none."""
    module = plugin.submodule(name)
    if module is None:
        return
    if name in ROUTE_MODULES:
        verify_routes(plugin, name, module)
    elif name == "api":
        verify_api(module)
    elif name == "tasks":
        verify_tasks(module)
    elif name == "privacy":
        verify_privacy(module)
