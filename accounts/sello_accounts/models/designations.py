"""Designations: by which document a municipality named its coordinator, and who confirmed it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sello_accounts.models.memberships import Membership


class Designation(models.Model):
    """What stands behind the membership of a first coordinator.

    ``number`` and ``issued_on`` are those of the document (*decreto*, *oficio*), which is either
    kept (:class:`DesignationDocument`) or named by ``reference``, such as an address of the
    municipality's transparency site.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", _("Por confirmar")
        CONFIRMED = "confirmed", _("Confirmada")
        REFUSED = "refused", _("Rechazada")

    membership = models.ForeignKey(
        Membership,
        on_delete=models.CASCADE,
        related_name="designations",
        verbose_name=_("pertenencia"),
    )
    number = models.CharField(_("número del documento"), max_length=60)
    issued_on = models.DateField(_("fecha del documento"))
    reference = models.CharField(_("referencia"), max_length=300, blank=True)
    state = models.CharField(
        _("estado"), max_length=10, choices=State.choices, default=State.REQUESTED
    )
    requested_at = models.DateTimeField(_("presentada"), auto_now_add=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("presentada por"),
    )
    decided_at = models.DateTimeField(_("resuelta"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("resuelta por"),
    )
    refusal = models.CharField(_("motivo del rechazo"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("designación")
        verbose_name_plural = _("designaciones")
        ordering = ["-requested_at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                "membership",
                condition=Q(state__in=["requested", "confirmed"]),
                name="designation_one_standing",
            ),
            models.CheckConstraint(
                condition=Q(state="requested", decided_at__isnull=True, decided_by__isnull=True)
                | Q(state__in=["confirmed", "refused"], decided_at__isnull=False),
                name="designation_decided_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state="refused") & ~Q(refusal="")
                | (~Q(state="refused") & Q(refusal="")),
                name="designation_refused_has_its_reason",
            ),
            models.CheckConstraint(condition=~Q(number=""), name="designation_has_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.membership}"


class DesignationDocument(models.Model):
    """The document itself. In the database: it is private, small, and goes with its row."""

    designation = models.OneToOneField(
        Designation,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="document",
        verbose_name=_("designación"),
    )
    name = models.CharField(_("nombre del archivo"), max_length=120)
    content = models.BinaryField(_("contenido"))

    class Meta:
        verbose_name = _("documento de designación")
        verbose_name_plural = _("documentos de designación")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
