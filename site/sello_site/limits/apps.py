from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LimitsConfig(AppConfig):
    name = "sello_site.limits"
    label = "sello_limits"
    verbose_name = _("Límites de intentos")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # inline: registers with procrastinate, which is possible only now
        from sello_site.limits import tasks  # noqa: F401  # imported for what it registers
