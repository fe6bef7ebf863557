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
from typing import Any, ClassVar, Protocol

from django.apps import AppConfig
from django.utils.module_loading import module_has_submodule

ENTRY_POINT_GROUP = "sello.plugins"
CORE_VERSION = "1.0"
"""Version of this contract; plugins state the range that they were written for in ``core``."""

PUBLIC = "public"
"""What a route needs that anybody may open."""

SIGNED_IN = "signed-in"
"""What a route of the account zone needs that everybody with an account may open."""

ROUTE_MODULES = ("urls", "personal_urls", "account_urls", "desk_urls")
"""One module for each zone that a plugin may have routes in: public, personal, account, desk."""

OPTIONAL_MODULES = (
    "signals",
    "receivers",
    "checks",
    "tasks",
    "wagtail_hooks",
    *ROUTE_MODULES,
    "api",
    "privacy",
)
"""Loaded, when they exist, once all models are there. ``demo`` and ``after_migrate`` are loaded
by the commands that need them."""


@dataclass(frozen=True)
class NavItem:
    """An entry of the site's main menu.

    ``url_name`` is a route of the plugin's ``urls``, without namespace and without arguments;
    ``permission`` hides the entry from those who lack it and is None for everybody (the public
    menu, which is cached, shows only those).
    """

    label: Any
    url_name: str
    order: int = 100
    permission: str | None = None


class PrivacyModule(Protocol):
    """What a plugin's ``privacy`` module offers when the plugin keeps data about people.

    Both functions run in a transaction of the caller and get an e-mail address in lower case,
    the one thing that all plugins know a person by.
    """

    def export(self, *, email: str) -> list[dict[str, Any]]:
        """Everything kept about the person, as JSON-ready rows with Spanish keys."""

    def erase(self, *, email: str) -> int:
        """Erases or anonymises what need not be kept; returns the number of rows concerned."""


class Plugin(AppConfig):
    """Base of every plugin's ``AppConfig``.

    A failure inside a plugin never takes the platform down: what goes wrong while its models,
    its ``ready()`` or one of its conventional modules load is caught, the plugin is quarantined
    (see :mod:`sello_site.plugin_registry`) and all others go on. Only an ``essential`` plugin,
    without which no page can be served, is allowed to stop the start; the platform alone says
    which those are.
    """

    slug: ClassVar[str]
    title: ClassVar[Any]
    requires: ClassVar[tuple[str, ...]] = ()
    core: ClassVar[str] = ">=1,<2"
    essential: ClassVar[bool] = False
    url_prefix: ClassVar[str | None] = None
    api_path: ClassVar[str | None] = None
    """Where the plugin's API stands below ``/api/v3/`` when that is not ``plugins/<slug>``. It can
    be neither another plugin's nor one that the platform has."""
    nav: ClassVar[tuple[NavItem, ...]] = ()
    roles: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Role → permissions as ``app_label.codename``."""
    membership_roles: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Role of ``roles`` → kinds of organisation (``municipality``, ``sermig_department``,
    ``regional_directorate``, ``state_agency``) whose members may hold it."""
    access: ClassVar[Mapping[str, str]] = {}
    """Route name → ``"public"``, ``"signed-in"`` (account zone) or the permission that the route
    needs."""
    search_kinds: ClassVar[Mapping[str, Any]] = {}
    """Kind of what the plugin has in the public search → what a reader calls many of them, such as
    «Guías»; for the filter of results."""
    sitemap: ClassVar[str | None] = None
    """Name of the public route that answers a sitemap of what the plugin shows and is no page;
    ``robots.txt`` names it."""
    Settings: ClassVar[type | None] = None
    grants: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    """Database login → model → privileges, such as ``"SELECT, INSERT"``."""
    public_models: ClassVar[tuple[str, ...]] = ()
    """Models whose change empties the page cache."""
    private_models: ClassVar[tuple[str, ...]] = ()
    row_policies: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Model → names of the row-level policies on its table, which a migration makes. A model named
    here must have row-level security enabled and forced; any other must have none."""
    default_auto_field = "django.db.models.BigAutoField"

    settings: Any = None
    """The instance of ``Settings`` read from the environment; None when there is no class."""

    _is_readying = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        setattr(cls, "ready", _contained(cls.ready))  # noqa: B010  # wrapping a method is the point

    def import_models(self) -> None:
        from sello_site.plugin_registry import registry  # inline: the registry imports this module

        if registry.is_quarantined(self.slug):
            return
        with registry.containing(self, "models"):
            registry.configure(self)
            super().import_models()
            registry.accept_models(self)

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

        if self._is_readying:  # a subclass called super().ready(): its failure is the subclass's
            ready(self)
            return
        if registry.is_quarantined(self.slug):
            return
        self._is_readying = True
        with registry.containing(self, "ready"):
            ready(self)
        for name in OPTIONAL_MODULES:
            if registry.is_quarantined(self.slug):
                return
            with registry.containing(self, name):
                self.submodule(name)
        if not registry.is_quarantined(self.slug):
            registry.accept_modules(self)

    return contained_ready
