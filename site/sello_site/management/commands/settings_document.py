"""``settings_document``: prints docs/settings.md as the code declares it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from sello_site.settings_document import settings_document


class Command(BaseCommand):
    help = "Prints the document of all settings (Markdown), for docs/settings.md."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(settings_document(), ending="")
