"""What a municipality proposes to say, and the record of who did what with it. Private tables."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sello_directory.models.entries import (
    OfficeFields,
    ServiceFields,
    office_constraints,
    service_constraints,
)
from sello_map.models import Municipality


class Proposal(OfficeFields):
    """One submission of one municipality, from its first draft to a decision, and kept.

    One is open at a time, as a draft or under review; what was withdrawn or returned goes on in a
    new one. ``version`` rises with every change, so that two people cannot overwrite each other.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Borrador")
        SENT = "sent", _("En revisión")
        WITHDRAWN = "withdrawn", _("Retirada")
        RETURNED = "returned", _("Devuelta")
        APPROVED = "approved", _("Aprobada")

    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="directory_proposals",
        verbose_name=_("municipalidad"),
    )
    state = models.CharField(_("estado"), max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(_("versión"), default=1)
    saved_at = models.DateTimeField(_("guardada"), default=timezone.now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("guardada por"),
    )
    sent_at = models.DateTimeField(_("enviada"), null=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("enviada por"),
    )
    closed_at = models.DateTimeField(_("cerrada"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("resuelta por"),
    )
    reason = models.CharField(_("motivo de la devolución"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("propuesta para el directorio")
        verbose_name_plural = _("propuestas para el directorio")
        ordering = ["-pk"]
        default_permissions = ()
        permissions = [("review_proposal", "Revisar las propuestas del directorio municipal")]
        indexes = [
            models.Index(fields=["municipality", "-id"], name="directory_proposal_latest"),
        ]
        constraints = [
            *office_constraints(begins="directory_proposal"),
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(state__in=["draft", "sent"]),
                name="directory_proposal_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent", "withdrawn", "returned", "approved"]),
                name="directory_proposal_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | (~Q(office="") & ~Q(address="")),
                name="directory_proposal_is_whole_once_sent",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at__isnull=True)
                | (~Q(state="draft") & Q(sent_at__isnull=False)),
                name="directory_proposal_sent_once_no_draft",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent"], closed_at__isnull=True)
                | (~Q(state__in=["draft", "sent"]) & Q(closed_at__isnull=False)),
                name="directory_proposal_closed_with_its_day",
            ),
            models.CheckConstraint(
                condition=(Q(state="returned") & ~Q(reason=""))
                | (~Q(state="returned") & Q(reason="")),
                name="directory_proposal_returned_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(sent_by__isnull=True)
                | ~Q(decided_by=F("sent_by")),
                name="directory_proposal_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["returned", "approved"]) | Q(decided_by__isnull=True),
                name="directory_proposal_decider_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.state}"

    @property
    def stamp(self) -> str:
        """What a form remembers, to notice that somebody else was faster."""
        return f"{self.pk}:{self.version}"


class ProposedService(ServiceFields):
    """A service of a proposal."""

    proposal = models.ForeignKey(
        Proposal,
        on_delete=models.CASCADE,
        related_name="services",
        verbose_name=_("propuesta"),
    )

    class Meta:
        verbose_name = _("servicio propuesto")
        verbose_name_plural = _("servicios propuestos")
        ordering = ["proposal", "pk"]
        default_permissions = ()
        constraints = service_constraints(begins="directory_proposed", of="proposal")

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.kind}"


class DirectoryEvent(models.Model):
    """One act of somebody: append-only, and nothing personal in it but numbers, which mean nobody
    once a person was erased."""

    class Kind(models.TextChoices):
        SAVED = "saved", _("Borrador guardado")
        SENT = "sent", _("Propuesta enviada")
        WITHDRAWN = "withdrawn", _("Propuesta retirada")
        RETURNED = "returned", _("Propuesta devuelta")
        APPROVED = "approved", _("Propuesta aprobada")
        CONFIRMED = "confirmed", _("Confirmado sin cambios")

    at = models.DateTimeField(_("momento"), auto_now_add=True)
    kind = models.CharField(_("hecho"), max_length=10, choices=Kind.choices)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="directory_events"
    )
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, null=True, related_name="events"
    )
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

    class Meta:
        verbose_name = _("hecho del directorio")
        verbose_name_plural = _("hechos del directorio")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["municipality", "-at"], name="directory_event_by_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="confirmed", proposal__isnull=True)
                | Q(
                    kind__in=["saved", "sent", "withdrawn", "returned", "approved"],
                    proposal__isnull=False,
                ),
                name="directory_event_is_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"
