"""Runs inside a process of the platform: tells as JSON what became of the plugins installed."""

from __future__ import annotations

import gc
import json
import sys
from typing import Any


def belongs_to_a_test(thing: Any, prefixes: tuple[str, ...]) -> bool:
    while hasattr(thing, "func"):
        thing = thing.func
    return str(getattr(thing, "__module__", "")).startswith(prefixes)


def facts(packages: tuple[str, ...], addresses: list[str]) -> dict[str, Any]:
    import django

    django.setup()
    from django.apps import apps
    from django.contrib.auth import get_user_model
    from django.core.checks.registry import registry as checks
    from django.dispatch import Signal
    from django.template.utils import get_app_template_dirs
    from django.test import Client
    from procrastinate.contrib.django import app
    from wagtail import hooks
    from wagtail.admin.menu import admin_menu
    from wagtail.models import get_page_models
    from wagtail.snippets.models import get_snippet_models

    from sello_site.plugin_registry import registry
    from sello_site.signals import collect, search_documents

    client = Client(headers={"host": "localhost"})
    statuses = {address: client.get(address).status_code for address in addresses}
    document = client.get("/api/v3/openapi.json").json()
    return {
        "apps": sorted(label for label in apps.app_configs if label.startswith("sello_")),
        "quarantined": {slug: entry.stage for slug, entry in registry.quarantined.items()},
        "reasons": {slug: entry.reason for slug, entry in registry.quarantined.items()},
        "statuses": statuses,
        "api": sorted(path for path in document["paths"] if "/plugins/" in path),
        "menu": len(admin_menu.registered_menu_items) > 0,
        "documents": [
            part.key
            for part in collect(search_documents, language="es")
            if not part.key.startswith("atlas:")
        ],
        "left": {
            "page models": [
                model.__name__ for model in get_page_models() if belongs_to_a_test(model, packages)
            ],
            "snippets": [
                model.__name__
                for model in get_snippet_models()
                if belongs_to_a_test(model, packages)
            ],
            "hooks": [
                name
                for name, entries in hooks._hooks.items()
                for entry in entries
                if belongs_to_a_test(entry[0], packages)
            ],
            "receivers": [
                repr(receiver)
                for signal in [one for one in gc.get_objects() if issubclass(type(one), Signal)]
                for entry in signal.receivers
                if (receiver := entry[1]() if hasattr(entry[1], "__callback__") else entry[1])
                if belongs_to_a_test(receiver, packages)
            ],
            "checks": [
                check.__name__
                for check in checks.registered_checks
                if belongs_to_a_test(check, packages)
            ],
            "tasks": [name for name in app.tasks if name.startswith(packages)],
            "models": [
                str(model) for model in apps.get_models() if belongs_to_a_test(model, packages)
            ],
            "pending": [str(key) for key in apps._pending_operations],
            "accessors": [
                name for name in vars(get_user_model()) if name.startswith("left_by_a_plugin")
            ],
            "templates": [
                str(path)
                for path in get_app_template_dirs("templates")
                if "sello_models" in str(path)
            ],
        },
    }


if __name__ == "__main__":
    print(json.dumps(facts(tuple(sys.argv[1].split(",")), sys.argv[2].split(","))))
