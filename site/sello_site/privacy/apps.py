"""The privacy service, as a Django app: it has tables and migrations of its own."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "sello_site.privacy"
    label = "sello_privacy"
    verbose_name = _("Protección de datos")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # inline: registers with procrastinate, which is possible only now
        from sello_site.privacy import checks, tasks  # noqa: F401  # imported for what they register
