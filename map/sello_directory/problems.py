"""Why a service refuses. Each problem is a sentence that can be shown to whoever asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _


class DirectoryProblem(Exception):  # noqa: N818  # says what happened
    """Base of all: nothing was changed. ``message`` is the sentence."""

    message: Any = _("La operación no es posible.")

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DirectoryProblem):
    """The actor has no right to this. Screens answer 404, as for what does not exist."""


class DataRefused(DirectoryProblem):
    """What was written cannot stand; ``by_field`` says for each field why."""

    message = _("Revise lo que está marcado.")

    def __init__(self, by_field: Mapping[str, Any]) -> None:
        self.by_field = dict(by_field)
        super().__init__(self.message)


class SomebodyWasFaster(DirectoryProblem):
    """What the person saw is no longer what is stored."""

    message = _("Mientras tanto, otra persona cambió la propuesta.")


class UnderReview(DirectoryProblem):
    message = _("La propuesta está en revisión: para cambiarla, retírela primero.")


class NotUnderReview(DirectoryProblem):
    message = _("No hay una propuesta en revisión.")


class NothingChanges(DirectoryProblem):
    message = _(
        "La propuesta dice lo mismo que ya está publicado. Si sigue siendo así, use «Sigue "
        "vigente»."
    )


class NothingPublished(DirectoryProblem):
    message = _("Todavía no hay nada publicado que confirmar.")


class OwnProposal(DirectoryProblem):
    message = _("Usted envió esta propuesta: debe resolverla otra persona.")


class ReasonNeeded(DirectoryProblem):
    message = _("Escriba qué falta o qué hay que corregir.")
