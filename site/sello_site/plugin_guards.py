"""Guards around plugin code that Django or Wagtail call outside the registry's containment.

Three sorts are told apart. What runs while the process starts (snippets, admin routes) quarantines
its plugin. What only decorates the admin (menu items, panels, buttons, style sheets) is left out
and logged by name. What decides something (``before_*``, ``*_queryset``, permissions) is not
guarded: if it fails, the request fails, since going on could show or allow too much.
"""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable
from typing import Any

from sello_site.plugin_withdrawal import belongs_to
from sello_site.plugins import Plugin

logger = logging.getLogger("sello.plugins")

START_HOOKS: dict[str, Callable[..., Any]] = {
    "register_admin_urls": lambda *args, **kwargs: [],
    "register_admin_viewset": lambda *args, **kwargs: [],
}
"""Hooks that Wagtail calls while the URLconf loads → what to answer instead of the plugin."""


def _hidden_menu_item(*args: Any, **kwargs: Any) -> Any:
    from wagtail.admin.menu import MenuItem  # inline: Wagtail's admin needs the app registry

    item = MenuItem("", "#")
    item.is_shown = lambda request: False
    return item


DECORATING_HOOKS: dict[str, Callable[..., Any]] = {
    "construct_help_menu": lambda *args, **kwargs: None,
    "construct_homepage_panels": lambda *args, **kwargs: None,
    "construct_homepage_summary_items": lambda *args, **kwargs: None,
    "construct_main_menu": lambda *args, **kwargs: None,
    "construct_reports_menu": lambda *args, **kwargs: None,
    "construct_settings_menu": lambda *args, **kwargs: None,
    "construct_wagtail_userbar": lambda *args, **kwargs: None,
    "insert_editor_css": lambda *args, **kwargs: "",
    "insert_editor_js": lambda *args, **kwargs: "",
    "insert_global_admin_css": lambda *args, **kwargs: "",
    "insert_global_admin_js": lambda *args, **kwargs: "",
    "register_admin_menu_item": _hidden_menu_item,
    "register_help_menu_item": _hidden_menu_item,
    "register_icons": lambda icons: icons,
    "register_page_header_buttons": lambda *args, **kwargs: [],
    "register_page_listing_buttons": lambda *args, **kwargs: [],
    "register_reports_menu_item": _hidden_menu_item,
    "register_rich_text_features": lambda *args, **kwargs: None,
    "register_settings_menu_item": _hidden_menu_item,
}
"""Hooks that only add to the admin → what to answer instead of the plugin."""


def guard_hooks(plugin: Plugin) -> None:
    """Replaces the plugin's functions in Wagtail's hooks by guarded ones; can be repeated."""
    from wagtail import hooks  # inline: Wagtail needs configured settings

    belongs = belongs_to(plugin)
    for name, entries in hooks._hooks.items():
        instead = START_HOOKS.get(name) or DECORATING_HOOKS.get(name)
        if instead is None:
            continue
        for index, (function, order) in enumerate(entries):
            if belongs(function) and not hasattr(function, "_is_guarded"):
                entries[index] = (_guarded(plugin, name, function, instead), order)


def _guarded(
    plugin: Plugin, hook: str, function: Callable[..., Any], instead: Callable[..., Any]
) -> Callable[..., Any]:
    from sello_site.plugin_registry import one_line, registry  # inline: it imports this module

    @functools.wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if registry.is_quarantined(plugin.slug):
            return instead(*args, **kwargs)
        try:
            answer = function(*args, **kwargs)
            # Patterns that come lazily would fail later, where nobody contains them.
            return list(answer) if inspect.isgenerator(answer) else answer
        except Exception as error:  # whatever a plugin's code raises is its failure
            if hook in START_HOOKS:
                registry.withdraw(plugin.slug, "wagtail_hooks", one_line(error))
            else:
                logger.error(  # one line by name; the trace is for developers
                    "plugin %s failed in the hook %s: %s", plugin.slug, hook, one_line(error)
                )
                logger.debug("plugin %s failed", plugin.slug, exc_info=True)
            return instead(*args, **kwargs)

    guarded._is_guarded = True  # type: ignore[attr-defined]  # so that it is guarded once
    return guarded


def guard_checks(plugin: Plugin) -> None:
    """Turns a check of the plugin that raises into an error that names the plugin."""
    from django.core.checks import Error
    from django.core.checks.registry import registry as checks

    belongs = belongs_to(plugin)

    def guarded(check: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(check)
        def run(*args: Any, **kwargs: Any) -> Any:
            try:
                return check(*args, **kwargs)
            except Exception as error:  # whatever a plugin's code raises is its failure
                text = f"plugin {plugin.slug}: its check {check.__name__} raised {error!r:.200}"
                return [Error(text, id="sello.E004")]

        run._is_guarded = True  # type: ignore[attr-defined]  # so that it is guarded once
        return run

    for registered in (checks.registered_checks, checks.deployment_checks):
        for check in [one for one in registered if belongs(one)]:
            if not hasattr(check, "_is_guarded"):
                registered.discard(check)
                registered.add(guarded(check))  # type: ignore[arg-type]  # wraps() keeps its tags


def guard_snippets(plugin: Plugin) -> None:
    """Has the snippets that wait for registration registered inside containment.

    Wagtail registers them in the ``ready()`` of its own app, where a broken viewset of a plugin
    would stop the start.
    """
    from wagtail.snippets import models as snippets

    belongs = belongs_to(plugin)
    for index, (registerable, viewset) in enumerate(snippets.DEFERRED_REGISTRATIONS):
        if belongs(registerable) or belongs(viewset):
            snippets.DEFERRED_REGISTRATIONS[index] = (
                _guarded_snippet(plugin, registerable, viewset),
                None,
            )


def _guarded_snippet(plugin: Plugin, registerable: Any, viewset: Any) -> Callable[[], Any]:
    def register() -> Any:
        from wagtail.admin.viewsets.base import ViewSetGroup
        from wagtail.snippets.models import register_snippet

        from sello_site.plugin_registry import registry  # inline: it imports this module

        class Registered(ViewSetGroup):
            """What Wagtail registers in place of the snippet, which is registered already."""

            items = ()

            def on_register(self) -> None:
                """Nothing more: the group has no menu of its own."""

        if not registry.is_quarantined(plugin.slug):
            with registry.containing(plugin, "models"):
                register_snippet(registerable, viewset)
        return Registered()

    register.__module__ = plugin.name  # so that it is known as the plugin's
    return register


def verify_viewsets(plugin: Plugin) -> None:
    """Has the plugin's viewsets give their routes, which Wagtail asks for outside containment."""
    from wagtail.admin.viewsets import viewsets

    belongs = belongs_to(plugin)
    for viewset in viewsets.viewsets:
        if belongs(viewset):
            viewset.get_urlpatterns()
