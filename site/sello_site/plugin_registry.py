"""Finds the plugins, judges them against the contract, and keeps the broken ones apart.

Discovery runs while Django's settings load; containment while Django's apps load. A plugin that
cannot be imported, configured or checked is *quarantined*: it is not among the installed apps, its
prefix answers 404, one log line and a banner in the admin name it, ``./sello check`` exits with 1,
and everything else works.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from sello_site.environment import (
    EnvironmentProblem,
    Variable,
    known_names,
    plugin_variables,
    read_plugin_settings,
)
from sello_site.plugins import CORE_VERSION, ENTRY_POINT_GROUP, NavItem, Plugin

if TYPE_CHECKING:
    from django.db.models import Model

logger = logging.getLogger("sello.plugins")

SLUG = re.compile(r"[a-z][a-z0-9_]{1,30}")
URL_PREFIX = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
RESERVED_PREFIXES = frozenset(
    {"admin", "api", "cuenta", "documentos", "media", "personal", "plataforma", "static", "_util"}
)

ESSENTIAL_MODULES = frozenset({"sello_accounts.apps", "sello_map.apps", "sello_pages.apps"})
"""Without these no page can be served, so a failure in them stops the start with its own error."""


class ContractBroken(Exception):
    """A plugin's declarations do not fit the contract; the message says what to change."""


@dataclass(frozen=True)
class Quarantine:
    """Why a plugin was set aside: at which stage and with which reason (one line)."""

    slug: str
    stage: str
    reason: str

    def __str__(self) -> str:
        return f"{self.slug} ({self.stage}): {self.reason}"


def one_line(error: BaseException) -> str:
    """The error's type and message on one line, short enough for a log or a banner."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:300]


def verify_contract(plugin: Any) -> None:
    """Raises :class:`ContractBroken` when the class's declarations do not fit together."""
    if not (isinstance(plugin, type) and issubclass(plugin, Plugin)):
        raise ContractBroken("the entry point must name a subclass of sello_site.plugins.Plugin")
    slug = getattr(plugin, "slug", None)
    if not isinstance(slug, str) or not SLUG.fullmatch(slug):
        raise ContractBroken("slug must be lower-case letters, digits and underscores")
    if getattr(plugin, "label", None) != f"sello_{slug}":
        raise ContractBroken(f"label must be sello_{slug}")
    if getattr(plugin, "title", None) is None:
        raise ContractBroken("title is missing")
    try:
        accepted = SpecifierSet(plugin.core)
    except InvalidSpecifier as error:
        raise ContractBroken("core must be a version range such as '>=1,<2'") from error
    if CORE_VERSION not in accepted:
        raise ContractBroken(f"written for core {plugin.core}, this platform is {CORE_VERSION}")
    prefix = plugin.url_prefix
    if prefix is not None and (not URL_PREFIX.fullmatch(prefix) or prefix in RESERVED_PREFIXES):
        raise ContractBroken(f"url_prefix {prefix!r} is malformed or reserved")
    for item in plugin.nav:
        if not isinstance(item, NavItem):
            raise ContractBroken("nav must hold NavItem objects")
    both = set(plugin.public_models) & set(plugin.private_models)
    if both:
        raise ContractBroken(f"declared both public and private: {', '.join(sorted(both))}")


class PluginRegistry:
    """The plugins of this process: accepted, quarantined and excluded."""

    def __init__(self) -> None:
        self.classes: dict[str, type[Plugin]] = {}
        self.quarantined: dict[str, Quarantine] = {}
        self.excluded: frozenset[str] = frozenset()
        self.settings: dict[str, Any] = {}
        self.variables: tuple[Variable, ...] = ()

    # Discovery: before Django's settings are complete

    def discover(
        self,
        environ: Mapping[str, str],
        *,
        exclude: Iterable[str] = (),
        found: Iterable[EntryPoint] | None = None,
    ) -> None:
        """Imports every entry point, judges it, orders the plugins by what they require.

        Raises :class:`EnvironmentProblem` when ``exclude`` names an essential plugin. An
        essential plugin that fails raises what it raised; any other is quarantined.
        """
        self.__init__()  # type: ignore[misc]  # the one registry is filled anew by each discovery
        self.excluded = frozenset(exclude)
        points = entry_points(group=ENTRY_POINT_GROUP) if found is None else found
        candidates: dict[str, type[Plugin]] = {}
        for point in sorted(points, key=lambda point: (point.name, point.value)):
            try:
                plugin = point.load()
                verify_contract(plugin)
                if plugin.slug in candidates:
                    raise ContractBroken("another installed plugin has the same slug")  # noqa: TRY301
                self._declare_variables(plugin)
            except Exception as error:
                if point.value.partition(":")[0] in ESSENTIAL_MODULES:
                    raise
                self._quarantine(point.name, "import", one_line(error))
                continue
            candidates[plugin.slug] = plugin
        for slug in self.excluded & candidates.keys():
            if candidates[slug].essential:
                raise EnvironmentProblem(
                    [f"SELLO_PLUGINS_EXCLUDE names {slug}, without which the site cannot run"]
                )
            del candidates[slug]
        self._configure(candidates, environ)
        self._order(candidates)

    def _declare_variables(self, plugin: type[Plugin]) -> None:
        self.variables += plugin_variables(plugin.slug, plugin.Settings)

    def _configure(self, candidates: dict[str, type[Plugin]], environ: Mapping[str, str]) -> None:
        for slug, plugin in list(candidates.items()):
            if plugin.Settings is None:
                continue
            try:
                self.settings[slug] = read_plugin_settings(slug, plugin.Settings, environ)
            except EnvironmentProblem as error:
                if plugin.essential:
                    raise
                self._quarantine(slug, "settings", one_line(error))
                del candidates[slug]

    def _order(self, candidates: dict[str, type[Plugin]]) -> None:
        waiting = dict(candidates)
        while waiting:
            ready = [
                slug
                for slug, plugin in waiting.items()
                if all(required in self.classes for required in plugin.requires)
            ]
            if not ready:
                break
            for slug in ready:
                self.classes[slug] = waiting.pop(slug)
        for slug, plugin in waiting.items():
            missing = [name for name in plugin.requires if name not in candidates]
            reason = (
                f"requires {', '.join(missing)}, which is absent"
                if missing
                else f"what it requires ({', '.join(plugin.requires)}) is absent or circular"
            )
            self._quarantine(slug, "requires", reason)

    @property
    def installed_apps(self) -> list[str]:
        """Entries for INSTALLED_APPS, what is required first."""
        return [f"{plugin.__module__}.{plugin.__qualname__}" for plugin in self.classes.values()]

    def known_variable_names(self) -> set[str]:
        return known_names() | known_names(self.variables)

    # Containment: while Django's apps load, and after

    @contextlib.contextmanager
    def containing(self, plugin: Plugin, stage: str) -> Iterator[None]:
        """Turns a failure of a plugin that is not essential into its quarantine."""
        try:
            yield
        except Exception as error:
            if plugin.essential:
                raise
            logger.debug("plugin %s failed", plugin.slug, exc_info=True)
            self.withdraw(plugin.slug, stage, one_line(error))

    def refuse_without_requirements(self, plugin: Plugin) -> None:
        """Raises :class:`ContractBroken` when a plugin that this one requires is quarantined."""
        for slug in plugin.requires:
            if slug in self.quarantined:
                raise ContractBroken(f"requires {slug}, which is quarantined")

    def withdraw(self, slug: str, stage: str, reason: str) -> None:
        """Takes a plugin, and those that require it, out of the running process."""
        from django.apps import apps  # inline: this module is imported before settings exist

        plugin = self.classes.pop(slug, None)
        self._quarantine(slug, stage, reason)
        if plugin is not None:
            # Rebound, not mutated: Django is iterating over the old mapping while apps load.
            apps.app_configs = {
                label: config for label, config in apps.app_configs.items() if label != plugin.label
            }
            _forget_code_of(plugin, apps.all_models.pop(plugin.label, {}))
            apps.clear_cache()
        for other in [name for name, cls in self.classes.items() if slug in cls.requires]:
            self.withdraw(other, "requires", f"requires {slug}, which is quarantined")

    def _quarantine(self, slug: str, stage: str, reason: str) -> None:
        self.quarantined[slug] = Quarantine(slug, stage, reason)
        logger.error("plugin %s is quarantined at %s: %s", slug, stage, reason)

    def is_quarantined(self, slug: str) -> bool:
        return slug in self.quarantined

    # What the rest of the platform asks

    def plugins(self) -> list[Plugin]:
        """The live ``AppConfig`` instances, what is required first."""
        from django.apps import apps  # inline: this module is imported before settings exist

        return [
            config
            for config in apps.get_app_configs()
            if isinstance(config, Plugin) and config.slug in self.classes
        ]

    def plugin(self, slug: str) -> Plugin | None:
        return next((plugin for plugin in self.plugins() if plugin.slug == slug), None)

    def plugin_of_label(self, label: str) -> Plugin | None:
        return next((plugin for plugin in self.plugins() if plugin.label == label), None)


def _forget_code_of(plugin: type[Plugin], models: Mapping[str, type[Model]]) -> None:
    """Takes what a half-loaded plugin registered with Wagtail out of Wagtail's registries."""
    from wagtail import hooks  # inline: Wagtail needs configured settings
    from wagtail.models import pages as wagtail_pages

    package = plugin.__module__.partition(".")[0]
    registered = wagtail_pages.PAGE_MODEL_CLASSES
    registered[:] = [model for model in registered if model not in set(models.values())]
    for name, entries in hooks._hooks.items():
        hooks._hooks[name] = [
            entry
            for entry in entries
            if getattr(entry[0], "__module__", "").partition(".")[0] != package
        ]


registry = PluginRegistry()
"""The plugins of this process; filled by the settings module."""


def public_models() -> set[type[Model]]:
    """The models whose change empties the page cache: the platform's and the plugins'."""
    from django.apps import apps  # inline: this module is imported before settings exist

    from sello_site.framework_models import PUBLIC_MODELS

    models: set[type[Model]] = {apps.get_model(label) for label in PUBLIC_MODELS}
    for plugin in registry.plugins():
        models |= {plugin.get_model(name) for name in plugin.public_models}
    return models
