"""The plugins' routes: collected for the URLconf, and listed for checks and contract tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from django.http import Http404, HttpRequest
from django.urls import URLPattern, URLResolver, include, path, re_path

from sello_site.plugin_registry import registry
from sello_site.plugins import PUBLIC, ROUTE_MODULES, SIGNED_IN, Plugin
from sello_site.zones import ACCOUNT_PATH, DESK_PATH, PERSONAL_PATH, ZONE_OF_ROUTE_MODULE, Zone

_BASE = {
    "urls": "",
    "personal_urls": PERSONAL_PATH,
    "account_urls": ACCOUNT_PATH,
    "desk_urls": DESK_PATH,
}
_SUFFIX = {
    "urls": "",
    "personal_urls": "-personal",
    "account_urls": "-account",
    "desk_urls": "-desk",
}


@dataclass(frozen=True)
class Route:
    """One route of a plugin: its name, its path pattern, its zone and what it needs.

    ``module`` is the route module that it stands in, or ``api``.
    """

    plugin: str
    module: str
    name: str
    pattern: str
    zone: Zone
    needs: str | None

    @property
    def problem(self) -> str | None:
        """Why the declaration of this route does not fit its zone, or None."""
        if not self.name:
            return f"the route {self.pattern!r} has no name"
        if self.needs is None:
            return f"the route {self.name!r} is not declared in access"
        if self.zone is Zone.DESK and self.needs in (PUBLIC, SIGNED_IN):
            return f"the desk route {self.name!r} must need a permission"
        if self.zone not in (Zone.DESK, Zone.ACCOUNT) and self.needs != PUBLIC:
            return f"the {self.zone} route {self.name!r} must be {PUBLIC!r}"
        return None


def namespace(slug: str, module: str = "urls") -> str:
    """The URL namespace of a plugin's routes in one zone."""
    return slug + _SUFFIX[module]


def plugin_patterns(module: str) -> list[URLResolver | URLPattern]:
    """What the URLconf includes for one zone's module over all plugins.

    The prefix of a quarantined plugin is held: all below it answers 404, also where a page of the
    site has the same address, so that an address never changes its meaning with a plugin's health.
    """
    patterns: list[URLResolver | URLPattern] = []
    for plugin in registry.plugins():
        with registry.containing(plugin, module):
            found = plugin.submodule(module)
            if found is not None:
                included = include((found.urlpatterns, namespace(plugin.slug, module)))
                patterns.append(path(f"{_BASE[module]}{plugin.url_prefix}/", included))
    # After the loop, in which one more plugin may have been quarantined.
    for prefix in registry.held_prefixes.values():
        patterns.append(re_path(rf"^{re.escape(_BASE[module] + prefix)}(?:/.*)?$", _held))
    return patterns


def _held(request: HttpRequest) -> NoReturn:
    raise Http404


def leaves(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Name and path pattern of each route below these URL patterns."""
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield (pattern.name or ""), where
        else:
            yield from leaves(pattern.url_patterns, where)


def routes_of(plugin: Plugin) -> list[Route]:
    """Every route of a plugin in every zone, its API operations included."""
    routes = []
    for module in ROUTE_MODULES:
        found = plugin.submodule(module)
        if found is None:
            continue
        zone = ZONE_OF_ROUTE_MODULE[module]
        for name, where in leaves(found.urlpatterns, f"/{_BASE[module]}{plugin.url_prefix}/"):
            needs = plugin.access.get(name)
            routes.append(Route(plugin.slug, module, name, where, zone, needs))
    routes += [
        Route(plugin.slug, "api", name, where, Zone.PUBLIC, plugin.access.get(name))
        for name, where in api_operations(plugin)
    ]
    return routes


def api_operations(plugin: Plugin) -> list[tuple[str, str]]:
    """Name and path of each operation of the plugin's ``api.router``, nested routers included."""
    if not hasattr(plugin, "_api_operations"):
        found = plugin.submodule("api")
        # Kept, since operations that are not declared are taken out of the router afterwards.
        plugin._api_operations = [] if found is None else [  # type: ignore[attr-defined]  # a cache
            (operation_name(operation), f"{_API_PATH}{api_prefix(plugin)}{where}")
            for where, operation in _operations(found.router)
        ]  # fmt: skip
    return list(plugin._api_operations)  # type: ignore[attr-defined]  # set above


def operation_name(operation: Any) -> str:
    """The name under which an API operation is declared in ``access``."""
    return operation.url_name or operation.view_func.__name__


def _operations(router: Any) -> Iterator[tuple[str, Any]]:
    for mount in router.build_routers(""):
        for where, view in mount.template.path_operations.items():
            for operation in view.operations:
                yield f"/{mount.prefix}/{where}".replace("//", "/").replace("//", "/"), operation


def withhold_undeclared_operations(plugin: Plugin) -> None:
    """Takes operations that are not declared public out of the plugin's API router.

    The address alone cannot tell them apart: several operations share one, by method.
    """
    api_operations(plugin)
    found = plugin.submodule("api")
    if found is None:
        return
    for mount in found.router.build_routers(""):
        for where, view in list(mount.template.path_operations.items()):
            view.operations[:] = [
                one for one in view.operations if plugin.access.get(operation_name(one)) == PUBLIC
            ]
            if not view.operations:
                del mount.template.path_operations[where]


_API_PATH = "/api/v3/"
_PLUGINS_API = "plugins"
"""Where the APIs of plugins stand below it, but for those that state ``api_path``."""


def api_prefix(plugin: Plugin) -> str:
    """Where a plugin's API stands below ``/api/v3/``."""
    return plugin.api_path or f"{_PLUGINS_API}/{plugin.slug.replace('_', '-')}"


def plugin_of_api_path(path: str) -> str | None:
    """The slug of the plugin whose API a request path is in; None for the platform's own.

    A plugin that was withdrawn keeps its addresses: when it failed, its operations may have been
    in the URLconf already.
    """
    if not path.startswith(_API_PATH):
        return None
    first, _slash, rest = path.removeprefix(_API_PATH).partition("/")
    if first == _PLUGINS_API:
        return rest.partition("/")[0].replace("-", "_") or None
    for slug, plugin in registry.classes.items():
        if plugin.api_path == first:
            return slug
    return registry.held_api_paths.get(first)
