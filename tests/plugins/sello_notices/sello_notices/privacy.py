"""What the plugin keeps about a person, and how it is erased."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from sello_notices.models import Reminder
from sello_site.privacy.register import Activity

ACTIVITIES = (
    Activity(
        key="reminders",
        name=_("Recordatorios de avisos"),
        purpose=_("Recordar un aviso a quien lo pidió."),
        legal_basis=_("Consentimiento de quien lo pide."),
        people=_("Quienes piden un recordatorio."),
        data=_("Correo electrónico y aviso."),
        recipients=_("Nadie."),
        retention=_("Hasta que se envía o la persona lo borra."),
        security=_("Acceso por permiso."),
    ),
)


def export(*, email: str) -> list[dict[str, Any]]:
    return [
        {"aviso": reminder.notice.title, "pedido_el": reminder.asked_at.isoformat()}
        for reminder in Reminder.objects.filter(email__iexact=email).select_related("notice")
    ]


def erase(*, email: str) -> int:
    return Reminder.objects.filter(email__iexact=email).delete()[0]
