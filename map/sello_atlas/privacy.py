"""What the plugin does with data about people: it hands messages on, and keeps none."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from sello_site.privacy.register import Activity

ACTIVITIES = (
    Activity(
        key="regional-contact",
        name=_("Mensajes a las oficinas regionales"),
        purpose=_(
            "Hacer llegar un mensaje a la encargada o el encargado de Sello de una región, y "
            "confirmarlo a quien lo envía."
        ),
        legal_basis=_(
            "Cumplimiento de las funciones legales de los órganos públicos; por confirmar por la "
            "asesoría jurídica."
        ),
        people=_("Quienes escriben a una oficina regional."),
        data=_(
            "Nombre, correo, quién escribe, comuna, asunto y mensaje. Se rechazan los mensajes "
            "con un RUN."
        ),
        recipients=_("La oficina regional a la que se escribe."),
        retention=_(
            "El mensaje se borra al salir hacia la oficina, o dentro de dos días si no se pudo "
            "entregar; si no se sabe si llegó, a los 30 días. La oficina lo conserva en su correo "
            "según sus reglas."
        ),
        security=_(
            "La confirmación no repite nada de lo escrito. Hay un máximo de mensajes por conexión "
            "y de confirmaciones por correo."
        ),
    ),
)


def export(*, email: str) -> list[dict[str, Any]]:
    """Nothing: letters on their way are the outbox's to tell."""
    return []


def erase(*, email: str) -> int:
    """Nothing: letters on their way are the outbox's to erase."""
    return 0
