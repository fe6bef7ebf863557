"""System checks of the platform: what plugins declare, and what they forgot to declare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import checks

from sello_site.plugin_registry import registry
from sello_site.plugins import ROUTE_MODULES, Plugin
from sello_site.routes import routes_of

TAG = "sello"


@checks.register(TAG)
def quarantined_plugins(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """A warning for each quarantined plugin; ``./sello check`` turns it into exit code 1."""
    return [
        checks.Warning(f"plugin {entry}", hint="Everything else works.", id="sello.W001")
        for entry in registry.quarantined.values()
    ]


def route_problems(plugin: Plugin) -> list[str]:
    """What is undeclared, or declared without being there, among the plugin's routes."""
    routes = routes_of(plugin)
    problems = [route.problem for route in routes if route.problem]
    names = {route.name for route in routes}
    problems += [
        f"access declares {name!r}, which is no route"
        for name in sorted(plugin.access.keys() - names)
    ]
    modules_of: dict[str, set[str]] = {}
    for route in routes:
        modules_of.setdefault(route.name, set()).add(route.module)
    problems += [
        f"the name {name!r} is used in {' and '.join(sorted(modules))}: one declaration cannot fit"
        for name, modules in sorted(modules_of.items())
        if name and len(modules) > 1
    ]
    public = {route.name for route in routes if route.module == ROUTE_MODULES[0]}
    problems += [
        f"nav names {item.url_name!r}, which is no route of its urls"
        for item in plugin.nav
        if item.url_name not in public
    ]
    return problems


@checks.register(TAG)
def declared_routes(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """An error for each plugin route that is undeclared or does not fit its zone."""
    return [
        checks.Error(
            f"plugin {plugin.slug}: {problem}",
            hint="Until then the route answers 404.",
            id="sello.E002",
        )
        for plugin in registry.plugins()
        for problem in route_problems(plugin)
    ]


def undeclared_models(plugin: Plugin) -> list[str]:
    """Names of the plugin's models that are declared neither public nor private.

    A declared model that does not exist quarantines the plugin already.
    """
    models = {model.__name__ for model in plugin.get_models() if not model._meta.proxy}
    return sorted(models - {*plugin.public_models, *plugin.private_models})


@checks.register(TAG)
def declared_models(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """An error for each plugin whose models are not declared public or private."""
    return [
        checks.Error(
            f"plugin {plugin.slug}: declare each model in public_models or private_models: "
            + ", ".join(missing),
            id="sello.E003",
        )
        for plugin in registry.plugins()
        if (missing := undeclared_models(plugin))
    ]
