"""The headless part of the platform, as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class HeadlessConfig(AppConfig):
    name = "sello_site.headless"
    label = "sello_headless"
    verbose_name = "Headless"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # inline: Wagtail's schemas need all models loaded
        from sello_site.headless.wagtail_schemas import put_in_place

        put_in_place()
