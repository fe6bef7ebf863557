"""What the privacy service itself keeps about a person: requests, and what was agreed to.

Called ``holding``, since the module ``privacy`` of a service is this package.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sello_site.outbox.models import address_hash
from sello_site.privacy.models import Consent, RightsRequest
from sello_site.privacy.register import Activity

ACTIVITIES = (
    Activity(
        key="rights-requests",
        name=gettext_lazy("Solicitudes de derechos sobre datos personales"),
        purpose=gettext_lazy("Recibir, atender y poder acreditar las solicitudes de las personas."),
        legal_basis=gettext_lazy(
            "Cumplimiento de la Ley 21.719; por confirmar por la asesoría jurídica."
        ),
        people=gettext_lazy("Quienes presentan una solicitud."),
        data=gettext_lazy("Nombre, correo electrónico, lo que piden, fechas y respuesta."),
        recipients=gettext_lazy("Nadie fuera de quienes protegen los datos en la institución."),
        retention=gettext_lazy(
            "Las no confirmadas, 7 días. De las cerradas, a los tres años queda solo su número, "
            "su tipo y sus fechas."
        ),
        security=gettext_lazy(
            "Acceso por permiso, confirmación por correo y un registro que nadie puede cambiar."
        ),
    ),
    Activity(
        key="consents",
        name=gettext_lazy("Registro de consentimientos"),
        purpose=gettext_lazy("Poder acreditar quién aceptó qué texto, cuándo y dónde."),
        legal_basis=gettext_lazy(
            "Cumplimiento de la Ley 21.719; por confirmar por la asesoría jurídica."
        ),
        people=gettext_lazy("Quienes aceptan o retiran un consentimiento."),
        data=gettext_lazy("Huella del correo, versión del texto, fecha y formulario."),
        recipients=gettext_lazy("Nadie."),
        retention=gettext_lazy("Mientras pueda pedirse la prueba; sin el correo, solo su huella."),
        security=gettext_lazy("La base de datos no permite cambiarlo ni borrarlo."),
    ),
)

KEPT = gettext_lazy(
    "Las solicitudes confirmadas y la huella de los consentimientos se conservan para poder "
    "acreditar que se cumplió la ley."
)


def export(*, email: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "tipo": _("solicitud de derechos"),
            "folio": request.folio,
            "derecho": str(request.get_right_display()),
            "nombre": request.name,
            "pide": request.details,
            "presentada_el": request.asked_at.isoformat(),
            "estado": str(request.get_state_display()),
            "respuesta": request.answer,
        }
        for request in RightsRequest.objects.filter(email=email).order_by("id")
    ]
    rows += [
        {
            "tipo": _("consentimiento"),
            "texto": consent.text.key,
            "idioma": consent.text.language,
            "version": consent.text.version,
            "dado": consent.is_given,
            "formulario": consent.source,
            "el": consent.recorded_at.isoformat(),
        }
        for consent in Consent.objects.filter(address_hash=address_hash(email))
        .select_related("text")
        .order_by("id")
    ]
    return rows


def erase(*, email: str) -> int:
    unconfirmed = RightsRequest.objects.filter(
        email=email, state=RightsRequest.State.UNCONFIRMED
    ).delete()
    return unconfirmed[0]
