"""Why a service refuses. Each problem is a sentence that can be shown to whoever asked."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _


class AccessProblem(Exception):  # noqa: N818  # says what happened
    """Base of all: nothing was changed. ``message`` is the sentence; ``field`` the one at fault."""

    message: Any = _("La operación no es posible.")
    field: str | None = None

    def __init__(self, message: Any = None, *, field: str | None = None) -> None:
        self.message = message or self.message
        self.field = field or self.field
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(AccessProblem):
    """The actor has no right to this. Screens answer 404, as for what does not exist."""

    message = _("No tiene permiso para esta operación.")


class AccessPaused(AccessProblem):
    message = _(
        "El acceso de la municipalidad está en pausa: primero confirme la lista de personas."
    )


class RoleNotHere(AccessProblem):
    message = _("Este rol no existe en este tipo de organización.")
    field = "role"


class OrganisationNotActive(AccessProblem):
    message = _("La organización no está activa.")
    field = "organisation"


class DaysOutOfOrder(AccessProblem):
    message = _("El último día no puede ser anterior al primero, ni haber pasado.")
    field = "ends_on"


class SubstitutionTooLong(AccessProblem):
    message = _("La subrogancia dura más que lo permitido.")
    field = "ends_on"


class CannotSubstitute(AccessProblem):
    message = _("Esta persona no puede subrogar.")
    field = "substitute"


class TooManyMembers(AccessProblem):
    message = _("La municipalidad ya tiene el máximo de personas, contando las invitadas.")


class AlreadyMember(AccessProblem):
    message = _("Esta persona ya tiene este rol en la organización en esas fechas.")
    field = "email"


class AlreadyInvited(AccessProblem):
    message = _("Ya hay una invitación abierta para esta dirección y este rol; puede reenviarla.")
    field = "email"


class TooManyLetters(AccessProblem):
    message = _(
        "A esta dirección ya le escribimos varias veces en las últimas 24 horas. Espere hasta "
        "mañana y pida que revise también el correo no deseado."
    )
    field = "email"


class InvalidAddress(AccessProblem):
    message = _("Escriba una dirección de correo completa, como nombre@municipio.cl.")
    field = "email"


class InvitationUnusable(AccessProblem):
    """The token is unknown, used, withdrawn or expired: it is not said which."""

    message = _("La invitación no existe, ya se usó o venció. Pida una nueva a quien le invitó.")


class InvitationForAnother(AccessProblem):
    message = _("La invitación es para otra dirección de correo. Entre con la cuenta invitada.")


class AccountExists(AccessProblem):
    message = _("Esta dirección ya tiene una cuenta: entre con ella para aceptar la invitación.")


class AccountClosed(AccessProblem):
    message = _("La cuenta está desactivada. Hable con quien administra la plataforma.")


class FactorOutOfReach(AccessProblem):
    message = _(
        "No puede restablecer el segundo factor de esta persona: tiene también roles que usted no "
        "administra. Pídalo a la administración de la plataforma."
    )


class AlreadyEnded(AccessProblem):
    message = _("Ya había terminado.")


class LastCoordinator(AccessProblem):
    message = _(
        "Es la única coordinación de la municipalidad: antes debe haber otra persona que coordine."
    )


class AlreadyDecided(AccessProblem):
    message = _("La designación ya está resuelta.")


class DesignationNotNeeded(AccessProblem):
    message = _("Esta pertenencia no espera una designación, o ya hay una por confirmar.")


class DocumentProblem(AccessProblem):
    field = "document"
    message = _("Adjunte el documento en PDF o escriba dónde está publicado.")


class ReasonNeeded(AccessProblem):
    message = _("Escriba el motivo.")
    field = "reason"


class NumberNeeded(AccessProblem):
    message = _("Escriba el número del documento.")
    field = "number"


class ListNotConfirmable(AccessProblem):
    message = _("Esta organización no confirma su lista de personas.")
