"""Takes what a half-loaded plugin left in Django and Wagtail out again.

Django and Wagtail have no way to unload code: classes and functions of a plugin stay reachable
from registries that they keep in module variables. Whatever belongs to the plugin leaves them
here, so that a quarantined plugin answers nothing, shows nothing and runs nothing.
"""

from __future__ import annotations

import functools
import gc
import weakref
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.dispatch import Signal

from sello_site.plugins import Plugin

Belongs = Callable[[Any], bool]


def belongs_to(plugin: type[Plugin] | Plugin) -> Belongs:
    """A test for things that a plugin made: its classes, functions, methods and instances, also
    where the framework wrapped them into a closure, such as the menu item of a snippet."""

    def is_inside(module: Any) -> bool:
        return f"{module}.".startswith(f"{plugin.name}.")

    def belongs(thing: Any, depth: int = 2) -> bool:
        if isinstance(thing, functools.partial):
            return belongs(thing.func, depth)
        if is_inside(getattr(thing, "__module__", "")) or is_inside(type(thing).__module__):
            return True
        if depth == 0:
            return False
        held = [getattr(thing, "__self__", None), getattr(thing, "model", None)]
        for cell in getattr(thing, "__closure__", None) or ():
            try:
                held.append(cell.cell_contents)
            except ValueError:  # a closure that is not complete yet holds nothing
                continue
        return any(belongs(one, depth - 1) for one in held if one is not None)

    return belongs


def forget(plugin: type[Plugin]) -> None:
    """Takes the plugin out of Django's apps and out of every registry that holds its code."""
    belongs = belongs_to(plugin)
    models = apps.all_models.pop(plugin.label, {})
    # Rebound, not mutated: Django is iterating over the old mapping while apps load.
    apps.app_configs = {
        label: config for label, config in apps.app_configs.items() if label != plugin.label
    }
    for model in models.values():
        _forget_accessors(model)
    _forget_waiting_operations(plugin.label, belongs)
    _forget_in_wagtail(belongs)
    _forget_receivers(belongs)
    _forget_checks(belongs)
    _forget_tasks(plugin)
    apps.clear_cache()
    _clear_caches()


def _forget_accessors(model: Any) -> None:
    """What relations of the model put on other classes, such as ``user.notices``."""
    for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
        related = getattr(field, "remote_field", None)
        target = getattr(related, "model", None)
        if related is None or not isinstance(target, type):
            continue
        accessor = related.get_accessor_name()
        if accessor and accessor in vars(target):
            delattr(target, accessor)


def _forget_waiting_operations(label: str, belongs: Belongs) -> None:
    # Relations to models that never came: a system check would report them for good.
    pending = apps._pending_operations  # Django offers no other way
    for key in list(pending):
        kept = [waiting for waiting in pending[key] if not _waits_for(waiting, belongs)]
        if key[0] == label or not kept:
            del pending[key]
        else:
            pending[key] = kept


def _waits_for(waiting: Any, belongs: Belongs) -> bool:
    # Django nests partials in functions that carry the next one as an attribute.
    while hasattr(waiting, "func"):
        arguments = [*getattr(waiting, "args", ()), *getattr(waiting, "keywords", {}).values()]
        if any(belongs(one) for one in arguments):
            return True
        waiting = waiting.func
    return belongs(waiting)


def _forget_in_wagtail(belongs: Belongs) -> None:
    from wagtail import hooks  # inline: Wagtail's models need the app registry
    from wagtail.admin.viewsets import viewsets
    from wagtail.contrib.settings.registry import registry as setting_models
    from wagtail.models import pages
    from wagtail.snippets import models as snippets

    # Rebound where Wagtail may be iterating, changed in place where others hold the list.
    for name, entries in list(hooks._hooks.items()):
        hooks._hooks[name] = [entry for entry in entries if not belongs(entry[0])]
    snippets.DEFERRED_REGISTRATIONS = [
        entry
        for entry in snippets.DEFERRED_REGISTRATIONS
        if not any(belongs(part) for part in entry)
    ]
    for registered in (pages.PAGE_MODEL_CLASSES, snippets.SNIPPET_MODELS, setting_models):
        registered[:] = [model for model in registered if not belongs(model)]
    viewsets.viewsets[:] = [viewset for viewset in viewsets.viewsets if not belongs(viewset)]
    for page_model in pages.PAGE_MODEL_CLASSES:
        # Wagtail remembers here which types may stand below which others.
        page_model._clean_subpage_models = None
        page_model._clean_parent_page_models = None


def _forget_receivers(belongs: Belongs) -> None:
    # No registry lists the signals that exist, so the collector is asked; this runs only when a
    # plugin fails, and takes a tenth of a second.
    # Asked by type: isinstance() would wake the lazy objects among them.
    for signal in [one for one in gc.get_objects() if issubclass(type(one), Signal)]:
        with signal.lock:
            kept = []
            for entry in signal.receivers:
                receiver = entry[1]
                if isinstance(receiver, weakref.ReferenceType):
                    receiver = receiver()
                if receiver is not None and not belongs(receiver):
                    kept.append(entry)
            if len(kept) != len(signal.receivers):
                signal.receivers = kept
                signal.sender_receivers_cache.clear()


def _forget_checks(belongs: Belongs) -> None:
    from django.core.checks.registry import registry as checks

    for registered in (checks.registered_checks, checks.deployment_checks):
        for check in [one for one in registered if belongs(one)]:
            registered.discard(check)


def _forget_tasks(plugin: type[Plugin]) -> None:
    from procrastinate.contrib.django import app

    belongs = belongs_to(plugin)
    for name, task in list(app.tasks.items()):
        if belongs(task.func):
            del app.tasks[name]
    periodic = app.periodic_registry.periodic_tasks
    for key, scheduled in list(periodic.items()):
        if belongs(scheduled.task.func):
            del periodic[key]


def _clear_caches() -> None:
    from django.template.utils import get_app_template_dirs
    from wagtail.snippets.models import get_workflow_enabled_models

    get_app_template_dirs.cache_clear()  # type: ignore[attr-defined]  # its stub hides the cache
    get_workflow_enabled_models.cache_clear()
