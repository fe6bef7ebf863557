"""Invitations: the only way to an account."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sello_accounts.models.memberships import Membership
from sello_accounts.models.organisations import Organisation


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by whether they can still be accepted."""

    def open(self, at: datetime.datetime | None = None) -> InvitationQuerySet:
        """Those that can be accepted at this moment (now)."""
        return self.filter(state=Invitation.State.OPEN, expires_at__gt=at or timezone.now())


class Invitation(models.Model):
    """A role in an organisation that is offered to an address.

    The token stands in the letter alone; here is its SHA-256 (hexadecimal), since a token is too
    long to be guessed. ``starts_on`` None: from the day of acceptance on.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Abierta")
        ACCEPTED = "accepted", _("Aceptada")
        REVOKED = "revoked", _("Retirada")
        EXPIRED = "expired", _("Vencida")

    email = models.EmailField(_("correo electrónico"), max_length=254)
    first_name = models.CharField(_("nombre"), max_length=150, blank=True)
    last_name = models.CharField(_("apellidos"), max_length=150, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="invitations",
        verbose_name=_("organización"),
    )
    role = models.CharField(_("rol"), max_length=80)
    starts_on = models.DateField(_("desde"), null=True, blank=True)
    ends_on = models.DateField(_("hasta"), null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(
        _("estado"), max_length=10, choices=State.choices, default=State.OPEN, editable=False
    )
    created_at = models.DateTimeField(_("creada"), auto_now_add=True)
    sent_at = models.DateTimeField(_("enviada"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("vence"))
    closed_at = models.DateTimeField(_("cerrada"), null=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("invitada por"),
    )
    needs_designation = models.BooleanField(_("requiere designación"), default=False)
    membership = models.OneToOneField(
        Membership,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="invitation",
        verbose_name=_("pertenencia"),
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitación")
        verbose_name_plural = _("invitaciones")
        ordering = ["-sent_at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "organisation",
                "role",
                condition=Q(state="open"),
                name="invitation_one_open_for_each_role",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")) & ~Q(email=""),
                name="invitation_email_is_normalised",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | Q(state__in=["accepted", "revoked", "expired"], closed_at__isnull=False),
                name="invitation_closed_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted") | Q(membership__isnull=True),
                name="invitation_accepted_has_membership",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="invitation_days_are_in_order",
            ),
            models.CheckConstraint(condition=~Q(role=""), name="invitation_has_a_role"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("sent_at")), name="invitation_can_be_accepted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.role}, {self.organisation}"

    @property
    def is_open(self) -> bool:
        """Whether it can be accepted now."""
        return self.state == self.State.OPEN and self.expires_at > timezone.now()
