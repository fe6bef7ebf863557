"""The typesetting service, as a Django app: it has a table and migrations of its own."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TypesettingConfig(AppConfig):
    name = "sello_site.typesetting"
    label = "sello_typesetting"
    verbose_name = _("Documentos compuestos")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # inline: it registers with procrastinate, which is possible only now
        from sello_site.typesetting import tasks  # noqa: F401  # imported for what it registers
