"""What the plugin keeps about a person, and how it is erased."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sello_directory.models import DirectoryEntry, DirectoryEvent, Proposal
from sello_map.models import Municipality
from sello_site.privacy.register import Activity

ACTIVITIES = (
    Activity(
        key="municipal-directory",
        name=_("Directorio municipal"),
        purpose=_("Decir dónde y cómo atiende cada municipalidad a las personas migrantes."),
        legal_basis=_(
            "Cumplimiento de las funciones legales de los órganos públicos; por confirmar por la "
            "asesoría jurídica."
        ),
        people=_("Personal de municipalidades y de SERMIG."),
        data=_(
            "Contacto institucional de cada oficina; número interno de quien guarda, envía, "
            "aprueba o devuelve una propuesta."
        ),
        recipients=_(
            "El contacto, todas las personas que leen el sitio; lo demás, la municipalidad y "
            "SERMIG."
        ),
        retention=_(
            "El contacto, mientras la municipalidad lo mantenga; el historial se conserva sin "
            "nombres ni correos."
        ),
        security=_("Nada se publica sin revisión; cada cambio queda registrado."),
    ),
)

KEPT = _(
    "El historial del directorio conserva números internos, que sin la cuenta no corresponden a "
    "ninguna persona."
)


def export(*, email: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"qué": "correo de una ficha", "municipalidad": one.municipality.name, "correo": one.email}
        for one in DirectoryEntry.objects.filter(email__iexact=email).select_related("municipality")
    ]
    rows += [
        {
            "qué": "correo de una propuesta",
            "municipalidad": one.municipality.name,
            "correo": one.email,
            "estado": str(one.get_state_display()),
        }
        for one in Proposal.objects.filter(email__iexact=email).select_related("municipality")
    ]
    people = list(get_user_model().objects.filter(email__iexact=email).values_list("pk", flat=True))
    events = DirectoryEvent.objects.filter(actor__in=people).select_related("municipality")
    return rows + [
        {
            "qué": "hecho del directorio",
            "municipalidad": one.municipality.name,
            "hecho": str(one.get_kind_display()),
            "momento": one.at.isoformat(),
        }
        for one in events.order_by("pk")
    ]


@transaction.atomic
def erase(*, email: str) -> int:
    """Takes the address off what is published and proposed; the record keeps numbers alone."""
    entries = DirectoryEntry.objects.filter(email__iexact=email)
    proposals = Proposal.objects.filter(email__iexact=email)
    # As the services do: whoever decides at this moment is finished, or reads what is left.
    concerned = Municipality.objects.filter(
        Q(pk__in=entries.values("municipality")) | Q(pk__in=proposals.values("municipality"))
    )
    list(concerned.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    # With a new version, a form that still shows the address is not saved.
    return entries.update(email="") + proposals.update(email="", version=F("version") + 1)
