"""Letters on their way, addresses that no longer take mail, and the local mailbox."""

from __future__ import annotations

import hashlib
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_CLAIMED = ("claimed", "sending")
_STOPPED = ("failed", "unknown")


def address_hash(address: str) -> str:
    """What stands for an address in the suppressions: it outlives the erasure of the person.

    Not keyed: a new SECRET_KEY must not make the site write again to addresses that bounced.
    """
    return hashlib.sha256(address.strip().casefold().encode()).hexdigest()


def _new_key() -> str:
    return uuid.uuid4().hex


class Letter(models.Model):
    """One message to one address. The database holds it to its states by a trigger:

    pending → claimed → sending → sent / failed / unknown, back to pending when an answer said
    "later", and from unknown to pending only when somebody asked for it (``resend_asked_at``).
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Pendiente")
        CLAIMED = "claimed", _("Tomado")
        SENDING = "sending", _("Enviándose")
        SENT = "sent", _("Enviado")
        FAILED = "failed", _("Fallido")
        UNKNOWN = "unknown", _("Incierto")

    class Kind(models.TextChoices):
        SERVICE = "service", _("Servicio")
        BULLETIN = "bulletin", _("Boletín")

    key = models.CharField(max_length=200, unique=True, default=_new_key)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    template = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=10)
    sender = models.CharField(max_length=320)
    to = models.EmailField(max_length=254)
    # Whoever wrote the text, when that was not the site, and the language in which they are told
    # when it cannot be delivered. The address goes with the text, the language stays.
    reply_to = models.EmailField(max_length=254, blank=True)
    writer_language = models.CharField(max_length=10, blank=True)
    message_id = models.CharField(max_length=320, unique=True)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    give_up_at = models.DateTimeField()
    claim = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    reply_code = models.IntegerField(null=True)
    reply = models.CharField(max_length=300, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    resend_asked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("carta")
        verbose_name_plural = _("cartas")
        default_permissions = ("view",)
        permissions = [("resend_letter", _("Puede reenviar las cartas inciertas"))]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                condition=Q(state="pending"),
                name="outbox_pending",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=_CLAIMED),
                name="outbox_claimed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["pending", *_CLAIMED, "sent", *_STOPPED]),
                name="outbox_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="outbox_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_CLAIMED, claim__isnull=False, lease_until__isnull=False)
                | (~Q(state__in=_CLAIMED) & Q(lease_until__isnull=True)),
                name="outbox_claim_has_its_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state="pending") | Q(claim__isnull=True),
                name="outbox_pending_is_free",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_STOPPED) | ~Q(reason=""),
                name="outbox_stopped_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(reply_to="") | ~Q(writer_language=""),
                name="outbox_writer_can_be_told",
            ),
        ]

    @property
    def is_of_the_site(self) -> bool:
        """Whether the site wrote the text, and not somebody through one of its forms."""
        return not self.writer_language


class Suppression(models.Model):
    """An address that gets no mail any more: it does not exist, or its owner complained."""

    class Reason(models.TextChoices):
        HARD_BOUNCE = "hard_bounce", _("La dirección no existe o no recibe correo.")
        COMPLAINT = "complaint", _("La persona marcó un mensaje como correo no deseado.")

    address_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=40, choices=Reason.choices)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("dirección suprimida")
        verbose_name_plural = _("direcciones suprimidas")
        default_permissions = ("view",)
        permissions = [("lift_suppression", _("Puede volver a permitir el correo a una dirección"))]

    def __str__(self) -> str:
        return self.address_hash


class LetterEvent(models.Model):
    """What a provider told of a letter afterwards; each thing once.

    The letter is absent when the provider speaks of one that is forgotten here already.
    """

    class Kind(models.TextChoices):
        TAKEN = "taken", _("Tomada por el servidor de destino")
        DELIVERED = "delivered", _("Entregada")
        BOUNCED = "bounced", _("Devuelta")
        REJECTED = "rejected", _("Rechazada por el proveedor")
        COMPLAINED = "complained", _("Marcada como correo no deseado")

    provider = models.CharField(max_length=40)
    event_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    letter = models.ForeignKey(Letter, models.CASCADE, null=True, related_name="events")
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("aviso de un proveedor")
        verbose_name_plural = _("avisos de proveedores")
        default_permissions = ()
        constraints = [
            # Some providers give one name to all that they tell of one message.
            models.UniqueConstraint(
                fields=["provider", "event_id", "kind"], name="outbox_event_is_noted_once"
            ),
        ]


class LocalLetter(models.Model):
    """A letter as it arrived in the local mailbox, which stands for the post of a demonstration."""

    message_id = models.CharField(max_length=320, unique=True)
    sender = models.CharField(max_length=320)
    to = models.CharField(max_length=254)
    reply_to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    arrived_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("carta del buzón local")
        verbose_name_plural = _("cartas del buzón local")
        default_permissions = ("view",)
        ordering = ["-arrived_at", "-id"]
