"""What the plugin keeps of its readers: opinions that belong to nobody who could be found."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from sello_site.privacy.register import Activity

ACTIVITIES = (
    Activity(
        key="guide-opinions",
        name=_("Opiniones sobre las guías"),
        purpose=_("Saber si una guía sirve y qué hay que mejorar en ella."),
        legal_basis=_("Quien opina lo hace por su voluntad y sin identificarse."),
        people=_("Quienes leen las guías."),
        data=_(
            "Si la guía sirvió, un comentario opcional, el idioma, la versión y el día. No se "
            "guarda quién opinó, y se rechazan comentarios con correos, RUN o teléfonos."
        ),
        recipients=_("Quienes publican las guías en SERMIG."),
        retention=_("Los comentarios se borran a los 24 meses."),
        security=_("Acceso por permiso; cada borrado queda en el historial."),
    ),
)


def export(*, email: str) -> list[dict[str, Any]]:
    """Nothing: no opinion can be told to be somebody's."""
    return []


def erase(*, email: str) -> int:
    return 0
