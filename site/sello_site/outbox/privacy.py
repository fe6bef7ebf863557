"""What the outbox keeps about a person: letters to the address, and that it takes no mail."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sello_site.outbox.models import Letter, LocalLetter
from sello_site.outbox.suppressions import suppression_of
from sello_site.privacy.register import Activity

ACTIVITIES = (
    Activity(
        key="mail",
        name=gettext_lazy("Envío de correo de servicio"),
        purpose=gettext_lazy(
            "Enviar invitaciones, confirmaciones, avisos y respuestas, y saber si salieron."
        ),
        legal_basis=gettext_lazy(
            "Cumplimiento de las funciones del Servicio (Ley 21.719, art. 20); por confirmar por "
            "la asesoría jurídica."
        ),
        people=gettext_lazy(
            "Personas con cuenta y personas que escriben o se inscriben en el sitio."
        ),
        data=gettext_lazy(
            "Correo electrónico, correo al que se responde, asunto y texto del mensaje, fechas y "
            "resultado."
        ),
        recipients=gettext_lazy("El servidor o proveedor de correo que la institución contrate."),
        retention=gettext_lazy(
            "El texto y el correo al que se responde se borran al salir el mensaje, dentro de dos "
            "días si falló, o a los 30 si no se sabe si llegó; el registro, a los 30 días (90 si "
            "falló). De una dirección que no recibe correo queda solo una huella, hasta que se "
            "levante."
        ),
        security=gettext_lazy(
            "Acceso por permiso; los textos no se muestran; los registros del servidor no nombran "
            "a nadie."
        ),
    ),
)

KEPT = gettext_lazy(
    "Un mensaje que está saliendo en este momento no se puede detener. La huella de una dirección "
    "que no recibe correo se conserva para no volver a escribirle."
)


def _of(email: str) -> Q:
    return Q(to__iexact=email) | Q(reply_to__iexact=email)


def export(*, email: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "tipo": _("mensaje"),
            "asunto": letter.subject,
            "idioma": letter.language,
            "escrito_el": letter.created_at.isoformat(),
            "enviado_el": letter.sent_at.isoformat() if letter.sent_at else None,
            "estado": str(letter.get_state_display()),
            # The texts of letters hold ways into accounts: the reader's own mailbox has them.
            "avisos": [str(event.get_kind_display()) for event in letter.events.all()],
        }
        for letter in Letter.objects.filter(to__iexact=email).prefetch_related("events")
    ]
    rows += [
        {
            "tipo": _("mensaje suyo que está por salir"),
            "asunto": letter.subject,
            "escrito_el": letter.created_at.isoformat(),
            "estado": str(letter.get_state_display()),
        }
        for letter in Letter.objects.filter(reply_to__iexact=email).exclude(to__iexact=email)
    ]
    rows += [
        {
            "tipo": _("mensaje en el buzón local"),
            "asunto": letter.subject,
            "escrito_el": letter.arrived_at.isoformat(),
        }
        for letter in LocalLetter.objects.filter(_of(email)).defer("text", "html")
    ]
    suppression = suppression_of(address=email)
    if suppression is not None:
        rows.append(
            {
                "tipo": _("dirección que no recibe correo"),
                "motivo": str(suppression.get_reason_display()),
                "desde": suppression.created_at.isoformat(),
            }
        )
    return rows


def erase(*, email: str) -> int:
    letters, _by_model = (
        Letter.objects.filter(_of(email)).exclude(state=Letter.State.SENDING).delete()
    )
    local, _by_model = LocalLetter.objects.filter(_of(email)).delete()
    return letters + local
