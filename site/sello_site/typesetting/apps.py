from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TypesettingConfig(AppConfig):
    name = "sello_site.typesetting"
    label = "sello_typesetting"
    verbose_name = _("Documentos compuestos")
    default_auto_field = "django.db.models.BigAutoField"
