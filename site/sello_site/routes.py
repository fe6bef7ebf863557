"""The plugins' routes: collected for the URLconf, and listed for checks and contract tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, include, path

from sello_site.plugin_registry import ContractBroken, registry
from sello_site.plugins import PUBLIC, ROUTE_MODULES, Plugin
from sello_site.zones import DESK_PATH, PERSONAL_PATH, ZONE_OF_ROUTE_MODULE, Zone

_BASE = {"urls": "", "personal_urls": PERSONAL_PATH, "desk_urls": DESK_PATH}


@dataclass(frozen=True)
class Route:
    """One route of a plugin: its name, its path pattern, its zone and what it needs."""

    plugin: str
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
        if self.zone is Zone.DESK and self.needs == PUBLIC:
            return f"the desk route {self.name!r} must need a permission"
        if self.zone is not Zone.DESK and self.needs != PUBLIC:
            return f"the {self.zone} route {self.name!r} must be {PUBLIC!r}"
        return None


def namespace(slug: str, module: str = "urls") -> str:
    """The URL namespace of a plugin's routes in one zone."""
    return slug + {"urls": "", "personal_urls": "-personal", "desk_urls": "-desk"}[module]


def plugin_patterns(module: str) -> list[URLResolver]:
    """What the URLconf includes for one zone's module over all plugins.

    A plugin whose patterns cannot be included is quarantined.
    """
    patterns: list[URLResolver] = []
    for plugin in registry.plugins():
        with registry.containing(plugin, module):
            found = plugin.submodule(module)
            if found is None:
                continue
            if plugin.url_prefix is None:
                raise ContractBroken(f"{module} needs a url_prefix")
            mounted = path(
                f"{_BASE[module]}{plugin.url_prefix}/",
                include((found.urlpatterns, namespace(plugin.slug, module))),
            )
            list(_leaves(mounted.url_patterns))  # broken patterns show here, not at a request
            patterns.append(mounted)
    return patterns


def _leaves(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield (pattern.name or ""), where
        else:
            yield from _leaves(pattern.url_patterns, where)


def routes_of(plugin: Plugin) -> list[Route]:
    """Every route of a plugin in every zone, its API operations included."""
    routes = []
    for module in ROUTE_MODULES:
        found = plugin.submodule(module)
        if found is None:
            continue
        base = f"/{_BASE[module]}{plugin.url_prefix}/"
        for name, where in _leaves(found.urlpatterns, base):
            routes.append(
                Route(
                    plugin.slug, name, where, ZONE_OF_ROUTE_MODULE[module], plugin.access.get(name)
                )
            )
    routes += [
        Route(plugin.slug, name, where, Zone.PUBLIC, plugin.access.get(name))
        for name, where in api_operations(plugin)
    ]
    return routes


def api_operations(plugin: Plugin) -> list[tuple[str, str]]:
    """Name and path of each operation of the plugin's ``api.router``."""
    found = plugin.submodule("api")
    if found is None:
        return []
    operations = []
    for where, view in found.router.path_operations.items():
        for operation in view.operations:
            name = operation.url_name or operation.view_func.__name__
            operations.append((name, f"/api/v3/{api_prefix(plugin.slug)}{where}"))
    return operations


def api_prefix(slug: str) -> str:
    return f"plugins/{slug.replace('_', '-')}"
