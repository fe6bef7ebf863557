"""System checks of the platform: quarantined plugins, undeclared routes, undeclared models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import checks

from sello_site.plugin_registry import registry
from sello_site.plugins import Plugin
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


@checks.register(TAG)
def declared_routes(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """An error for each plugin route that is undeclared or does not fit its zone."""
    return [
        checks.Error(
            f"plugin {plugin.slug}: {route.problem}",
            hint="Until then the route answers 404.",
            id="sello.E002",
        )
        for plugin in registry.plugins()
        for route in routes_of(plugin)
        if route.problem
    ]


def undeclared_models(plugin: Plugin) -> list[str]:
    """Names of the plugin's models that are declared neither public nor private, and of declared
    ones that do not exist (marked with ``?``)."""
    models = {model.__name__ for model in plugin.get_models()}
    declared = {*plugin.public_models, *plugin.private_models}
    return sorted(models - declared) + sorted(f"{name}?" for name in declared - models)


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
