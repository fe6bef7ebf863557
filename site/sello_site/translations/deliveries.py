"""A translator hands in; somebody who may publish does so."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation

from sello_site.translations.models import Delivery
from sello_site.translations.publishing import refusal


def deliver(translation: Translation, *, user: Any) -> Delivery:
    """Marks a complete translation as waiting for publication, until it is published.

    Raises :class:`ValidationError` while texts are missing.
    """
    if refusal(translation) is not None:
        raise ValidationError(_("Solo se entrega una traducción completa."))
    delivery, _made = Delivery.objects.update_or_create(
        translation=translation,
        defaults={"delivered_by": user, "delivered_at": timezone.now()},
    )
    return delivery


def delivery_of(translation: Translation) -> Delivery | None:
    """The delivery that waits, if one does."""
    return Delivery.objects.filter(translation=translation).select_related("delivered_by").first()
