"""What the limits do with personal data: nothing that can be told apart by person."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from sello_site.privacy.register import Activity

ACTIVITIES = (
    Activity(
        key="counters",
        name=_("Límites de intentos"),
        purpose=_("Impedir que se adivinen contraseñas o se abuse de los formularios."),
        legal_basis=_(
            "Cumplimiento de las funciones del Servicio y seguridad de sus sistemas (Ley 21.719, "
            "art. 20); por confirmar por la asesoría jurídica."
        ),
        people=_("Quienes intentan entrar con una cuenta o envían un formulario."),
        data=_("Huella con clave del correo y de la dirección de red; número de intentos."),
        recipients=_("Nadie."),
        retention=_("Hasta que termina el período contado, un día como máximo."),
        security=_("Las huellas no permiten saber de quién son sin la clave del sitio."),
    ),
)


def export(*, email: str) -> list[dict[str, Any]]:
    """Nothing: a count under a keyed hash says nothing about a person."""
    return []


def erase(*, email: str) -> int:
    """Nothing: counters end by themselves within the day."""
    return 0
