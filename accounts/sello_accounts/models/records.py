"""What stays: confirmed lists, and the record of every change to who has access."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sello_accounts.models.organisations import Organisation


class ListConfirmation(models.Model):
    """A coordinator said that everybody on the municipality's list shall have access.

    ``memberships`` are the numbers of those that were on it.
    """

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="confirmations",
        verbose_name=_("organización"),
    )
    confirmed_at = models.DateTimeField(_("confirmada"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("confirmada por"),
    )
    memberships = models.JSONField(_("pertenencias"), default=list)

    class Meta:
        verbose_name = _("confirmación de la lista")
        verbose_name_plural = _("confirmaciones de la lista")
        ordering = ["-confirmed_at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.organisation}, {self.confirmed_at:%Y-%m-%d}"


class AccessEvent(models.Model):
    """One change to who has access: who did it, for whom they acted, to whom, and what.

    Append-only: the run-time login may read and add. So nothing in it is personal but numbers,
    which mean nobody once a person was erased; nothing here keeps a row from being deleted.
    """

    class Kind(models.TextChoices):
        ORGANISATION_SAVED = "organisation_saved", _("Organización guardada")
        INVITED = "invited", _("Invitación enviada")
        INVITATION_RESENT = "invitation_resent", _("Invitación reenviada")
        INVITATION_REVOKED = "invitation_revoked", _("Invitación retirada")
        INVITATION_EXPIRED = "invitation_expired", _("Invitación vencida")
        INVITATION_ACCEPTED = "invitation_accepted", _("Invitación aceptada")
        MEMBERSHIP_CREATED = "membership_created", _("Pertenencia creada")
        MEMBERSHIP_ENDED = "membership_ended", _("Pertenencia terminada")
        MEMBERSHIP_CHANGED = "membership_changed", _("Pertenencia cambiada")
        SUBSTITUTION_ADDED = "substitution_added", _("Subrogancia iniciada")
        SUBSTITUTION_ENDED = "substitution_ended", _("Subrogancia terminada")
        DESIGNATION_REQUESTED = "designation_requested", _("Designación presentada")
        DESIGNATION_CONFIRMED = "designation_confirmed", _("Designación confirmada")
        DESIGNATION_REFUSED = "designation_refused", _("Designación rechazada")
        LIST_CONFIRMED = "list_confirmed", _("Lista confirmada")
        LIST_WARNED = "list_warned", _("Advertencia por la lista")
        ACCESS_PAUSED = "access_paused", _("Acceso en pausa")
        SECOND_FACTOR_RESET = "second_factor_reset", _("Segundo factor restablecido")
        ENROLMENT_LINK = "enrolment_link", _("Enlace para activar un segundo factor")
        PERSON_ERASED = "person_erased", _("Datos personales borrados")

    at = models.DateTimeField(_("momento"), auto_now_add=True)
    kind = models.CharField(_("hecho"), max_length=30, choices=Kind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        verbose_name=_("quién"),
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        verbose_name=_("en subrogancia de"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        verbose_name=_("a quién"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="events",
        verbose_name=_("organización"),
    )
    details = models.JSONField(_("detalles"), default=dict)

    class Meta:
        verbose_name = _("hecho del registro de acceso")
        verbose_name_plural = _("registro de acceso")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["organisation", "-at"], name="access_event_by_place")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_kind_display()}"
