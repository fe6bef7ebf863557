"""The headless part of the platform, as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class HeadlessConfig(AppConfig):
    name = "sello_site.headless"
    label = "sello_headless"
    verbose_name = "Headless"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # inline: these need all models loaded, or register with procrastinate
        from sello_site.headless import receivers, tasks  # noqa: F401  # for what they register
        from sello_site.headless.wagtail_schemas import put_in_place

        put_in_place()
