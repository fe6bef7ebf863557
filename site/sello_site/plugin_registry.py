"""Finds the plugins, judges them against the contract, and keeps the broken ones apart.

Discovery runs while Django's settings load; containment while Django's apps load. A plugin that
cannot be imported, configured or checked is *quarantined*: it is not among the installed apps, its
prefix answers 404, one log line and a banner in the admin name it, ``./sello check`` exits with 1,
and everything else works.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any, cast

from sello_site.environment import (
    PREFIX,
    EnvironmentProblem,
    Variable,
    known_names,
    plugin_variables,
    read_plugin_settings,
)
from sello_site.plugin_contract import (
    ESSENTIAL,
    ContractBroken,
    verify_beside,
    verify_declarations,
    verify_models,
    verify_module,
)
from sello_site.plugins import ENTRY_POINT_GROUP, OPTIONAL_MODULES, Plugin, PrivacyModule

if TYPE_CHECKING:
    from django.db.models import Model

logger = logging.getLogger("sello.plugins")

PLATFORM_DISTRIBUTION = "sello-migrante"


@dataclass(frozen=True)
class Quarantine:
    """Why a plugin was set aside: at which stage and with which reason (one line).

    Stages: import, settings, requires, models, ready, or the name of the module that failed.
    """

    slug: str
    stage: str
    reason: str

    def __str__(self) -> str:
        return f"{self.slug} ({self.stage}): {self.reason}"


def one_line(error: BaseException) -> str:
    """The error's type and message on one line, short enough for a log or a banner."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:300]


class PluginRegistry:
    """The plugins of this process: accepted, quarantined and excluded."""

    def __init__(self) -> None:
        self.classes: dict[str, type[Plugin]] = {}
        self.quarantined: dict[str, Quarantine] = {}
        self.excluded: frozenset[str] = frozenset()
        self.settings: dict[str, Any] = {}
        self.variables: tuple[Variable, ...] = ()
        self.held_prefixes: dict[str, str] = {}
        """Slug → url_prefix of quarantined plugins: nothing else may answer under it."""
        self.held_api_paths: dict[str, str] = {}
        """api_path → slug of quarantined plugins that state one: it stays theirs."""
        self._names_that_are_set: frozenset[str] = frozenset()

    # Discovery: before Django's settings are complete

    def discover(
        self,
        environ: Mapping[str, str],
        *,
        exclude: Iterable[str] = (),
        found: Iterable[EntryPoint] | None = None,
    ) -> None:
        """Imports every entry point, judges it, orders the plugins by what they require.

        Raises :class:`EnvironmentProblem` when ``exclude`` names an essential plugin, or one is
        not installed. An essential plugin that fails raises what it raised; any other is
        quarantined. An excluded plugin is not even imported.
        """
        self.__init__()  # type: ignore[misc]  # the one registry is filled anew by each discovery
        self.excluded = frozenset(exclude)
        self._names_that_are_set = frozenset(environ)
        if refused := sorted(self.excluded & ESSENTIAL):
            raise EnvironmentProblem(
                [
                    f"SELLO_PLUGINS_EXCLUDE names {slug}, without which the site cannot run"
                    for slug in refused
                ]
            )
        points = entry_points(group=ENTRY_POINT_GROUP) if found is None else found
        candidates: dict[str, type[Plugin]] = {}
        seen: dict[str, str] = {}
        # The platform's own first, so that no other can take their names.
        for point in sorted(points, key=lambda one: (not _is_bundled(one), one.name, one.value)):
            if seen.get(point.name) == point.value:
                continue  # the same installation, found twice on the path
            if point.name in seen:
                self._quarantine(
                    f"{point.name} of {_distribution(point)}",
                    "import",
                    f"another installed plugin is called {point.name} too",
                )
                continue
            seen[point.name] = point.value
            if point.name not in self.excluded:
                self._load(point, candidates)
        if absent := sorted(ESSENTIAL - candidates.keys()) if found is None else []:
            raise EnvironmentProblem(
                [
                    f"the plugin {slug} is not installed, without which the site cannot run"
                    for slug in absent
                ]
            )
        self._configure(candidates, environ)
        self._order(candidates)

    def _load(self, point: EntryPoint, candidates: dict[str, type[Plugin]]) -> None:
        try:
            plugin = point.load()
            verify_declarations(plugin, entry_point_name=point.name)
            verify_beside(plugin, candidates.values())
            self._declare_variables(plugin)
        except (Exception, SystemExit) as error:  # whatever a plugin's code raises is its failure
            if _is_essential(point):
                raise
            self._quarantine(point.name, "import", one_line(error))
        else:
            candidates[plugin.slug] = plugin

    def _declare_variables(self, plugin: type[Plugin]) -> None:
        variables = plugin_variables(plugin.slug, plugin.Settings)
        declared = known_names() | known_names(self.variables)
        if taken := declared & known_names(variables):
            raise ContractBroken(f"settings already taken: {', '.join(sorted(taken))}")
        self.variables += variables

    def _configure(self, candidates: dict[str, type[Plugin]], environ: Mapping[str, str]) -> None:
        for slug, plugin in list(candidates.items()):
            if plugin.Settings is None:
                continue
            try:
                self.settings[slug] = read_plugin_settings(slug, plugin.Settings, environ)
            except Exception as error:  # a parser of the plugin may raise anything
                if slug in ESSENTIAL:
                    raise
                self._hold_addresses(plugin)
                self._quarantine(slug, "settings", one_line(error))
                del candidates[slug]

    def _order(self, candidates: dict[str, type[Plugin]]) -> None:
        waiting = dict(candidates)
        while ready := [
            slug for slug, plugin in waiting.items() if self.classes.keys() >= {*plugin.requires}
        ]:
            for slug in ready:
                self.classes[slug] = waiting.pop(slug)
        for slug, plugin in waiting.items():
            reason = self._why_waiting(plugin, candidates)
            if slug in ESSENTIAL:
                raise ContractBroken(f"plugin {slug}: {reason}")
            self._hold_addresses(plugin)
            self._quarantine(slug, "requires", reason)

    def _why_waiting(self, plugin: type[Plugin], candidates: Mapping[str, type[Plugin]]) -> str:
        for name in plugin.requires:
            if name in self.excluded:
                return f"requires {name}, which SELLO_PLUGINS_EXCLUDE leaves out"
            if name in self.quarantined:
                return f"requires {name}, which is quarantined"
            if name not in candidates:
                return f"requires {name}, which is not installed"
        missing = [name for name in plugin.requires if name not in self.classes]
        return f"what it requires ({', '.join(missing)}) requires it in turn, or is absent"

    @property
    def installed_apps(self) -> list[str]:
        """Entries for INSTALLED_APPS, what is required first."""
        return [f"{plugin.__module__}.{plugin.__qualname__}" for plugin in self.classes.values()]

    def known_variable_names(self) -> set[str]:
        """Names that may be set: the platform's, the plugins', and whatever is set for plugins
        that are quarantined or excluded, since the platform must start without them."""
        absent = tuple(f"{PREFIX}{slug.upper()}_" for slug in (*self.quarantined, *self.excluded))
        return (
            known_names()
            | known_names(self.variables)
            | {name for name in self._names_that_are_set if name.startswith(absent)}
        )

    # Containment: while Django's apps load, and after

    @contextlib.contextmanager
    def containing(self, plugin: Plugin, stage: str) -> Iterator[None]:
        """Turns a failure of a plugin that is not essential into its quarantine."""
        try:
            yield
        except (Exception, SystemExit) as error:  # whatever a plugin's code raises is its failure
            if plugin.slug in ESSENTIAL:
                raise
            logger.debug("plugin %s failed", plugin.slug, exc_info=True)
            self.withdraw(plugin.slug, stage, one_line(error))

    def configure(self, plugin: Plugin) -> None:
        """Gives the plugin its settings. Raises :class:`ContractBroken` when one that it requires
        is quarantined meanwhile."""
        plugin.settings = self.settings.get(plugin.slug)
        for slug in plugin.requires:
            if slug in self.quarantined:
                raise ContractBroken(f"requires {slug}, which is quarantined")

    def accept_models(self, plugin: Plugin) -> None:
        """Judges the loaded models, and holds back what Wagtail would run outside containment."""
        from sello_site.plugin_guards import guard_snippets  # inline: Wagtail needs settings

        verify_models(plugin, plugin.models.values())
        guard_snippets(plugin)

    def load_hooks(self) -> None:
        """Loads every plugin's ``wagtail_hooks`` before Wagtail does so outside containment.

        Called first of all ``ready()``; Wagtail looks for hooks in the ``ready()`` of its own.
        """
        for plugin in self.plugins():
            with self.containing(plugin, "wagtail_hooks"):
                plugin.submodule("wagtail_hooks")

    def accept_modules(self, plugin: Plugin) -> None:
        """Judges the loaded modules, and guards what the plugin hung into the admin."""
        from sello_site.plugin_guards import guard_checks, guard_hooks, verify_viewsets

        for name in OPTIONAL_MODULES:
            with self.containing(plugin, name):
                verify_module(plugin, name)
            if self.is_quarantined(plugin.slug):
                return
        with self.containing(plugin, "wagtail_hooks"):
            verify_viewsets(plugin)
            guard_hooks(plugin)
            guard_checks(plugin)

    def withdraw(self, slug: str, stage: str, reason: str) -> None:
        """Takes a plugin, and those that require it, out of the running process."""
        from sello_site.plugin_withdrawal import forget  # inline: Wagtail needs settings

        plugin = self.classes.pop(slug, None)
        if plugin is None:
            return
        self._hold_addresses(plugin)
        self._quarantine(slug, stage, reason)
        forget(plugin)
        for other in [name for name, cls in self.classes.items() if slug in cls.requires]:
            self.withdraw(other, "requires", f"requires {slug}, which is quarantined")

    def _hold_addresses(self, plugin: type[Plugin]) -> None:
        if plugin.url_prefix is not None:
            self.held_prefixes[plugin.slug] = plugin.url_prefix
        if plugin.api_path is not None:
            self.held_api_paths[plugin.api_path] = plugin.slug

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
            for config in apps.app_configs.values()
            if isinstance(config, Plugin) and config.slug in self.classes
        ]

    def plugin(self, slug: str) -> Plugin | None:
        """The live plugin with this slug."""
        return next((plugin for plugin in self.plugins() if plugin.slug == slug), None)

    def plugin_of_label(self, label: str) -> Plugin | None:
        """The live plugin with this app label."""
        return next((plugin for plugin in self.plugins() if plugin.label == label), None)

    def plugin_of_module(self, module: str) -> Plugin | None:
        """The live plugin whose package holds the module with this dotted name."""
        for plugin in self.plugins():
            if module == plugin.name or module.startswith(f"{plugin.name}."):
                return plugin
        return None

    def privacy_modules(self) -> list[tuple[Plugin, PrivacyModule]]:
        """Each plugin that keeps data about people, with its ``privacy`` module."""
        found = [(plugin, plugin.submodule("privacy")) for plugin in self.plugins()]
        return [
            (plugin, cast("PrivacyModule", module))
            for plugin, module in found
            if module is not None
        ]


def _is_essential(point: EntryPoint) -> bool:
    return point.name in ESSENTIAL and point.value.startswith(f"sello_{point.name}.")


def _is_bundled(point: EntryPoint) -> bool:
    return _is_essential(point) or _distribution(point) == PLATFORM_DISTRIBUTION


def _distribution(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else point.value


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
