"""What the plugin keeps about a person, and how it is erased."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.users.models import UserProfile

from sello_accounts.models import (
    AccessEvent,
    Designation,
    DesignationDocument,
    Invitation,
    Membership,
    Substitution,
    User,
)
from sello_accounts.record import record
from sello_accounts.rights import Authority
from sello_site.privacy.register import Activity

ACTIVITIES = (
    Activity(
        key="accounts",
        name=_("Cuentas y pertenencias"),
        purpose=_("Dar acceso a quienes trabajan en el programa, y solo mientras corresponde."),
        legal_basis=_(
            "Cumplimiento de las funciones legales de los órganos públicos; por confirmar por la "
            "asesoría jurídica."
        ),
        people=_("Personal de municipalidades, de SERMIG y de organismos del Estado."),
        data=_(
            "Correo electrónico, nombre, organización, rol, fechas, designación con su documento, "
            "y medios de acceso."
        ),
        recipients=_("Quienes coordinan la organización, su dirección regional y SERMIG."),
        retention=_("Mientras dure la pertenencia, y después hasta que se pida el borrado."),
        security=_("Segundo factor, acceso por rol y registro de cada cambio."),
    ),
    Activity(
        key="invitations",
        name=_("Invitaciones"),
        purpose=_("Ofrecer una cuenta a quien una organización designa."),
        legal_basis=_(
            "Cumplimiento de las funciones legales de los órganos públicos; por confirmar por la "
            "asesoría jurídica."
        ),
        people=_("Personas invitadas."),
        data=_("Correo electrónico, nombre, organización y rol."),
        recipients=_("Quienes coordinan la organización y SERMIG."),
        retention=_("Las que nadie acepta se borran 180 días después de cerrarse."),
        security=_("La llave de la invitación no se guarda, solo su resumen criptográfico."),
    ),
    Activity(
        key="access-record",
        name=_("Registro de acceso"),
        purpose=_("Saber quién dio, cambió o terminó un acceso."),
        legal_basis=_(
            "Obligación de seguridad y de rendición de cuentas; por confirmar por la asesoría "
            "jurídica."
        ),
        people=_("Quienes dan, reciben o pierden un acceso."),
        data=_("Números internos de personas y organizaciones, hecho, fecha y rol."),
        recipients=_("Administración de SERMIG y coordinación de la organización."),
        retention=_("Se conserva sin nombres ni correos."),
        security=_("La base de datos permite agregar y leer, no cambiar ni borrar."),
    ),
)

KEPT = _(
    "El registro de acceso conserva números internos, que ya no corresponden a ninguna persona."
)


def export(*, email: str) -> list[dict[str, Any]]:
    rows = [
        {
            "qué": "invitación",
            "organización": one.organisation.name,
            "rol": one.role,
            "nombre": f"{one.first_name} {one.last_name}".strip(),
            "estado": str(one.get_state_display()),
            "enviada_el": one.sent_at.isoformat(),
        }
        for one in Invitation.objects.filter(email=email).select_related("organisation")
    ]
    user = User.objects.filter(email=email).first()
    if user is None:
        return rows
    return [
        {
            "qué": "cuenta",
            "correo": user.email,
            "nombre": user.get_full_name(),
            "creada_el": user.date_joined.isoformat(),
            "última_entrada": user.last_login.isoformat() if user.last_login else None,
        },
        *_membership_rows(user),
        *rows,
        *_event_rows(user),
    ]


def erase(*, email: str) -> int:
    """Ends every access of the person and makes the account nobody's; the record keeps numbers."""
    number: int = Invitation.objects.filter(email=email).delete()[0]
    user = User.objects.select_for_update().filter(email=email).first()
    if user is None:
        return number
    now = timezone.now()
    memberships = Membership.objects.filter(user=user)
    number += 1 + memberships.count()
    # Documents and reasons name people in plain words.
    number += DesignationDocument.objects.filter(designation__membership__user=user).delete()[0]
    Designation.objects.filter(membership__user=user).update(reference="")
    memberships.update(end_reason="")
    memberships.filter(ended_at__isnull=True).update(ended_at=now)
    Substitution.objects.filter(
        Q(substitute=user) | Q(absent__user=user), ended_at__isnull=True
    ).update(ended_at=now)
    _end_sign_in(user)
    user.groups.clear()
    user.email = f"persona-{user.pk}@borrada.invalid"
    user.first_name = user.last_name = ""
    user.is_active = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    record(
        AccessEvent.Kind.PERSON_ERASED,
        authority=Authority(None),
        organisation=None,
        person=user,
    )
    return number


def _end_sign_in(user: User) -> None:
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(
        session_key__in=list(sessions.values_list("session_key", flat=True))
    ).delete()
    for model in (UserSession, EmailAddress, Authenticator, UserProfile):
        model.objects.filter(user=user).delete()


def _membership_rows(user: User) -> list[dict[str, Any]]:
    memberships = Membership.objects.filter(user=user).select_related("organisation")
    substitutions = Substitution.objects.filter(substitute=user).select_related(
        "absent__organisation"
    )
    designations = Designation.objects.filter(membership__user=user).select_related("membership")
    return [
        *(
            {
                "qué": "pertenencia",
                "organización": one.organisation.name,
                "rol": one.role,
                "desde": one.starts_on.isoformat(),
                "hasta": one.ends_on.isoformat() if one.ends_on else None,
                "terminada_el": one.ended_at.isoformat() if one.ended_at else None,
                "motivo": one.end_reason,
            }
            for one in memberships
        ),
        *(
            {
                "qué": "subrogancia",
                "organización": one.absent.organisation.name,
                "rol": one.absent.role,
                "desde": one.starts_on.isoformat(),
                "hasta": one.ends_on.isoformat(),
            }
            for one in substitutions
        ),
        *(
            {
                "qué": "designación",
                "número": one.number,
                "fecha": one.issued_on.isoformat(),
                "referencia": one.reference,
                "estado": str(one.get_state_display()),
            }
            for one in designations
        ),
    ]


def _event_rows(user: User) -> list[dict[str, Any]]:
    events = AccessEvent.objects.filter(Q(actor=user) | Q(person=user) | Q(on_behalf_of=user))
    return [
        {
            "qué": "registro",
            "hecho": str(one.get_kind_display()),
            "momento": one.at.isoformat(),
            "rol": one.details.get("role"),
        }
        for one in events.order_by("pk")
    ]
