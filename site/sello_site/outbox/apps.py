"""The outbox, as a Django app: it has tables and migrations of its own."""

from __future__ import annotations

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "sello_site.outbox"
    label = "sello_outbox"
    verbose_name = "Correo"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # inline: these import models, or register with procrastinate, which is possible only now
        from anymail.signals import tracking

        from sello_site.outbox import checks, tasks  # noqa: F401  # imported for what they register
        from sello_site.outbox.tracking import on_tracking

        tracking.connect(on_tracking, dispatch_uid="sello_outbox")
