"""Runs inside a process of the platform: tells as JSON what a reader, an API client, an editor and
the worker see of the notices plugin, installed or not."""

from __future__ import annotations

import json
import sys
from typing import Any
from urllib.parse import urlsplit

PAGE = "/aviso-de-demostracion/"


def facts() -> dict[str, Any]:
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.test import Client
    from procrastinate.contrib.django import app

    from sello_site.plugin_registry import registry
    from sello_site.search import search
    from sello_site.testing_people import signed_in
    from sello_site.worker import register_schedules

    register_schedules()
    stranger = Client(headers={"host": "localhost"})
    people = get_user_model().objects
    editor = people.filter(email="prueba@example.org").first() or people.create_superuser(
        "prueba@example.org", "una clave larga"
    )
    desk = Client(headers={"host": "localhost"})
    signed_in(desk, editor)

    def text(client: Client, address: str) -> str:
        return client.get(address).content.decode()

    def status(client: Client, address: str) -> int:
        return client.get(address).status_code

    pages = stranger.get("/api/v3/pages/?limit=200&locale=es").json()["items"]
    return {
        "plugins": [plugin.slug for plugin in registry.plugins()],
        "home": status(stranger, "/"),
        "page": status(stranger, PAGE),
        "page as editor": status(desk, PAGE),
        "list": status(stranger, "/avisos/"),
        "list names it": "Aviso de demostración" in text(stranger, "/avisos/"),
        "menu": 'href="/avisos/"' in text(stranger, "/"),
        "sitemap": PAGE in text(stranger, "/sitemap.xml"),
        "search": sorted(
            path
            for result in search(text="aviso", language="es").results
            # Guides say the word, too.
            if (path := urlsplit(result.url).path).startswith("/aviso")
        ),
        "pages api": any(item["title"] == "Aviso de demostración" for item in pages),
        "plugin api": status(stranger, "/api/v3/plugins/notices/"),
        "document": "/api/v3/plugins/notices/" in text(stranger, "/api/v3/openapi.json"),
        "admin": status(desk, "/admin/"),
        "tree": status(desk, "/admin/pages/"),
        "screen": status(desk, "/admin/recordatorios/"),
        "screen for a stranger": status(stranger, "/admin/recordatorios/"),
        "admin menu": "/admin/recordatorios/" in text(desk, "/admin/"),
        "tile": "Vigentes: 1" in text(desk, "/admin/"),
        "schedule": [
            scheduled.cron
            for (_name, slug), scheduled in app.periodic_registry.periodic_tasks.items()
            if slug == "notices"
        ],
        "settings": [
            vars(plugin.settings) for plugin in registry.plugins() if plugin.slug == "notices"
        ],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(facts()) + "\n")
