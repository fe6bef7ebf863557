"""What the plugin keeps about a person, and how it is erased."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from sello_map.models import RegisterChange, SelloOfficer
from sello_site.privacy.register import Activity

ACTIVITIES = (
    Activity(
        key="regional-officers",
        name=_("Encargadas y encargados regionales de Sello"),
        purpose=_("Decir a quién se puede recurrir en cada región."),
        legal_basis=_(
            "Cumplimiento de las funciones legales de los órganos públicos; por confirmar por la "
            "asesoría jurídica."
        ),
        people=_("Personal de las direcciones regionales de SERMIG."),
        data=_("Nombre, cargo, teléfono y correo de trabajo."),
        recipients=_("Todas las personas que leen el sitio."),
        retention=_("Mientras la persona tenga el cargo."),
        security=_("Solo se publica a quien SERMIG marca para ello."),
    ),
    Activity(
        key="register-changes",
        name=_("Cambios del registro de municipios"),
        purpose=_("Saber quién registró o anuló cada hecho."),
        legal_basis=_(
            "Obligación de rendición de cuentas; por confirmar por la asesoría jurídica."
        ),
        people=_("Personal de SERMIG que lleva el registro."),
        data=_("Número interno de la persona, momento y hecho."),
        recipients=_("Personal de SERMIG que lleva el registro."),
        retention=_("Se conserva sin nombres ni correos."),
        security=_("La base de datos permite agregar y leer, no cambiar ni borrar."),
    ),
)

KEPT = _(
    "El registro de municipios conserva números internos, que sin la cuenta no corresponden a "
    "ninguna persona."
)


def export(*, email: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "qué": "encargatura regional",
            "oficina": one.office.name,
            "nombre": one.name,
            "cargo": one.role,
            "teléfono": one.telephone,
            "correo": one.email,
            "se_publica": one.is_published,
        }
        for one in SelloOfficer.objects.filter(email__iexact=email).select_related("office")
    ]
    people = get_user_model().objects.filter(email__iexact=email).values_list("pk", flat=True)
    changes = RegisterChange.objects.filter(actor__in=list(people)).order_by("pk")
    return rows + [
        {
            "qué": "cambio del registro de municipios",
            "acción": str(one.get_action_display()),
            "momento": one.at.isoformat(),
        }
        for one in changes
    ]


def erase(*, email: str) -> int:
    """Takes the person off the offices; changes of the register keep a number alone."""
    return int(SelloOfficer.objects.filter(email__iexact=email).delete()[0])
