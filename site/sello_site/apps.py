"""The platform itself, as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "sello_site"
    label = "sello_site"
    verbose_name = "Sello Migrante"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # inline: these import models or register with Django, which is possible only now
        from sello_site import checks, receivers, tasks  # noqa: F401  # imported for what they register
