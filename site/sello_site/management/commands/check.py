"""``check`` that also fails when a plugin is quarantined, and compares the database's privileges
with the declarations when it is given one (``--database default``)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import SystemCheckError
from django.core.management.commands.check import Command as CheckCommand
from django.db import connections

from sello_site.grants import grant_differences
from sello_site.plugin_registry import registry


class Command(CheckCommand):
    def handle(self, *app_labels: Any, **options: Any) -> None:
        from django.urls import get_resolver  # inline: only this command needs all routes loaded

        # Routes are loaded before the checks, since loading them may quarantine a plugin.
        _ = get_resolver().url_patterns
        super().handle(*app_labels, **options)
        problems = [f"quarantined plugin {entry}" for entry in registry.quarantined.values()]
        for alias in options["databases"] or ():
            problems += grant_differences(connections[alias])
        if problems:
            raise SystemCheckError("\n".join(problems))
