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
        from sello_site import (  # noqa: F401  # imported for what they register
            checks,
            checks_deployment,
            receivers,
            tasks,
        )
        from sello_site.languages.catalogs import compile_catalogs
        from sello_site.page_cache.installation import watch_database
        from sello_site.picture_metadata import keep_metadata_out_of_renditions
        from sello_site.plugin_registry import registry

        # First of all: once a catalog is read it is not read again.
        compile_catalogs()
        registry.load_hooks()
        watch_database()
        keep_metadata_out_of_renditions()
