"""What an operator should know about the outbox before trouble comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def provider_can_tell_of_bounces(
    app_configs: Sequence[Any] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Warns when letters leave by a provider that has no way to tell what became of them."""
    provider = settings.SELLO_MAIL_TRANSPORT.provider
    if not provider or settings.SELLO_EMAIL_WEBHOOK_SECRET:
        return []
    return [
        checks.Warning(
            "SELLO_EMAIL_WEBHOOK_SECRET is not set: bounces and complaints go unheard.",
            hint="Set it, and give the provider the address "
            f"{settings.SELLO_PUBLIC_URL}/personal/correo/{provider}/tracking/ with it.",
            id="sello.W015",
        )
    ]
