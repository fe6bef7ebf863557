"""The outbox, as a Django app: it has tables and migrations of its own."""

from __future__ import annotations

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "sello_site.outbox"
    label = "sello_outbox"
    verbose_name = "Correo"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # inline: registers with procrastinate, which is possible only now
        from sello_site.outbox import tasks  # noqa: F401  # imported for what it registers
