"""The plugin contract. A plugin is an ``AppConfig`` that an entry point in ``sello.plugins`` names.

Everything else is found by conventional module names; ``docs/plugins.md`` teaches it. This module
is imported before Django's settings exist, so it must not read them.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, ClassVar

from django.apps import AppConfig
from django.utils.module_loading import module_has_submodule

ENTRY_POINT_GROUP = "sello.plugins"
CORE_VERSION = "1.0"
"""Version of this contract; plugins state the range that they were written for in ``core``."""

PUBLIC = "public"

ROUTE_MODULES = ("urls", "personal_urls", "desk_urls")
"""One module for each zone that a plugin may have routes in: public, personal, desk."""

OPTIONAL_MODULES = (
    "signals",
    "receivers",
    "checks",
    "tasks",
    "wagtail_hooks",
    *ROUTE_MODULES,
    "api",
)


@dataclass(frozen=True)
class NavItem:
    """An entry of the site's main menu.

    ``url_name`` is a route of the plugin, without namespace; ``permission`` hides the entry from
    those who lack it and is None for everybody (the public menu shows only those).
    """

    label: Any
    url_name: str
    order: int = 100
    permission: str | None = None


class Plugin(AppConfig):
    """Base of every plugin's ``AppConfig``.

    A failure inside a plugin never takes the platform down: what goes wrong while its models,
    its ``ready()`` or one of its conventional modules load is caught, the plugin is quarantined
    (see :mod:`sello_site.plugin_registry`) and all others go on. Only an ``essential`` plugin,
    without which no page can be served, is allowed to stop the start.
    """

    slug: ClassVar[str]
    title: ClassVar[Any]
    requires: ClassVar[tuple[str, ...]] = ()
    core: ClassVar[str] = ">=1,<2"
    essential: ClassVar[bool] = False
    url_prefix: ClassVar[str | None] = None
    nav: ClassVar[tuple[NavItem, ...]] = ()
    roles: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    access: ClassVar[Mapping[str, str]] = {}
    Settings: ClassVar[type | None] = None
    grants: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    public_models: ClassVar[tuple[str, ...]] = ()
    private_models: ClassVar[tuple[str, ...]] = ()
    default_auto_field = "django.db.models.BigAutoField"

    settings: Any
    """The instance of ``Settings`` read from the environment; None when there is no class."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "ready" in cls.__dict__:
            cls.ready = _contained(cls.__dict__["ready"])  # type: ignore[method-assign]  # wrapping is the point

    def import_models(self) -> None:
        from sello_site.plugin_registry import registry  # inline: the registry imports this module

        with registry.containing(self, "models"):
            registry.refuse_without_requirements(self)
            super().import_models()

    def ready(self) -> None:
        """Called once all models are loaded; a subclass may override it, and need not call this."""

    def submodule(self, name: str) -> ModuleType | None:
        """The plugin's conventional submodule, or None when it has none. Raises what it raises."""
        if not module_has_submodule(self.module, name):
            return None
        return importlib.import_module(f"{self.name}.{name}")


def _contained(ready: Callable[[Any], None]) -> Callable[[Any], None]:
    """``ready()`` and the conventional modules after it, with failures turned into quarantine."""

    @functools.wraps(ready)
    def contained_ready(self: Plugin) -> None:
        from sello_site.plugin_registry import registry  # inline: the registry imports this module

        if registry.is_quarantined(self.slug):
            return
        with registry.containing(self, "ready"):
            ready(self)
            for name in OPTIONAL_MODULES:
                self.submodule(name)

    return contained_ready


Plugin.ready = _contained(Plugin.ready)  # type: ignore[method-assign]  # for plugins without ready()
