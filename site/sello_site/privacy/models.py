"""Published texts, the consent log, deadlines, and requests of people about their data."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_FOLIO_SIGNS = "23456789BCDFGHJKMNPQRSTVWXYZ"


def _new_folio() -> str:
    """A name for a request that can be read out and cannot be guessed from another one."""
    return "PD-" + "".join(secrets.choice(_FOLIO_SIGNS) for _unused in range(8))


class Right(models.TextChoices):
    """What a person may ask for (Ley 21.719)."""

    ACCESS = "access", _("Acceso: saber qué datos suyos guardamos")
    RECTIFICATION = "rectification", _("Rectificación: corregir datos equivocados")
    ERASURE = "erasure", _("Supresión: que borremos sus datos")
    OBJECTION = "objection", _("Oposición: que dejemos de usarlos para algo")
    PORTABILITY = "portability", _("Portabilidad: recibirlos en un archivo que otro pueda leer")
    BLOCKING = "blocking", _("Bloqueo: que no los usemos mientras se resuelve una solicitud")


class PublishedText(models.Model):
    """One version of a text that people agreed to, or that states a legal basis.

    The database refuses to change or delete it: what somebody agreed to stays what it was.
    """

    key = models.SlugField(_("clave"), max_length=60)
    language = models.CharField(_("idioma"), max_length=10)
    version = models.PositiveIntegerField(_("versión"))
    text = models.TextField(_("texto"))
    valid_from = models.DateTimeField(_("vigente desde"), default=timezone.now)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,  # the text outlives the account, and may not be changed
        related_name="+",
    )

    class Meta:
        verbose_name = _("texto publicado")
        verbose_name_plural = _("textos publicados")
        default_permissions = ()
        permissions = [("publish_text", _("Puede publicar textos de privacidad y plazos"))]
        ordering = ["key", "language", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "language", "version"], name="privacy_text_version_is_unique"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="privacy_text_has_a_version"),
            models.CheckConstraint(condition=~Q(text=""), name="privacy_text_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.language} {self.version}"


class Consent(models.Model):
    """What somebody agreed to, or took back, when, and where: a log that nobody can change.

    The address is a hash, so that the proof outlives the erasure of the address itself.
    """

    address_hash = models.CharField(max_length=64)
    text = models.ForeignKey(PublishedText, models.PROTECT, related_name="consents")
    is_given = models.BooleanField()
    source = models.CharField(max_length=100)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("consentimiento")
        verbose_name_plural = _("consentimientos")
        default_permissions = ()
        indexes = [models.Index(fields=["address_hash", "-id"], name="privacy_consent_of")]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="privacy_consent_has_a_source"),
            models.CheckConstraint(
                condition=Q(address_hash__regex=r"^[0-9a-f]{64}$"),
                name="privacy_consent_names_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} {self.recorded_at:%Y-%m-%d}"


class DeadlineRule(models.Model):
    """How long a kind of request may take, from a day on, and where that is written.

    Rules are added, never changed: a request keeps the deadline of its day.
    """

    class Unit(models.TextChoices):
        CALENDAR_DAYS = "calendar", _("días corridos")
        BUSINESS_DAYS = "business", _("días hábiles")

    right = models.CharField(_("derecho"), max_length=20, choices=Right.choices)
    valid_from = models.DateField(_("vigente desde"))
    days = models.PositiveIntegerField(_("plazo"))
    unit = models.CharField(_("unidad"), max_length=10, choices=Unit.choices)
    extension_days = models.PositiveIntegerField(_("prórroga, en las mismas unidades"), default=0)
    source = models.CharField(_("dónde está escrito"), max_length=300)

    class Meta:
        verbose_name = _("plazo")
        verbose_name_plural = _("plazos")
        default_permissions = ()
        ordering = ["right", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["right", "valid_from"], name="privacy_one_deadline_for_a_day"
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=365, extension_days__lte=365),
                name="privacy_deadline_is_plausible",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="privacy_deadline_has_a_source"),
            models.CheckConstraint(
                condition=Q(unit__in=["calendar", "business"]), name="privacy_deadline_has_a_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_right_display()}: {self.days} {self.get_unit_display()}"


class RightsRequest(models.Model):
    """Somebody asks for a right over the data that are kept under their address.

    unconfirmed → open → granted / refused. The database holds it to these states by a trigger.
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Sin confirmar")
        OPEN = "open", _("En curso")
        GRANTED = "granted", _("Acogida")
        REFUSED = "refused", _("Rechazada")

    folio = models.CharField(max_length=20, unique=True, default=_new_folio)
    right = models.CharField(_("derecho"), max_length=20, choices=Right.choices)
    name = models.CharField(_("nombre"), max_length=150, blank=True)
    email = models.EmailField(_("correo electrónico"), max_length=254, blank=True)
    details = models.TextField(_("qué pide"), max_length=4000, blank=True)
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=12, choices=State.choices, default=State.UNCONFIRMED)
    token_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    extended_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        verbose_name = _("solicitud de derechos")
        verbose_name_plural = _("solicitudes de derechos")
        default_permissions = ()
        permissions = [("handle_rightsrequest", _("Puede atender solicitudes de derechos"))]
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state="open"), name="privacy_open_requests")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["unconfirmed", "open", "granted", "refused"]),
                name="privacy_request_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(right__in=Right.values), name="privacy_request_right_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="unconfirmed", confirmed_at__isnull=True, due_on__isnull=True)
                | (~Q(state="unconfirmed") & Q(confirmed_at__isnull=False, due_on__isnull=False)),
                name="privacy_confirmed_has_its_deadline",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["granted", "refused"], closed_at__isnull=False)
                | (~Q(state__in=["granted", "refused"]) & Q(closed_at__isnull=True)),
                name="privacy_closed_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False) | ~Q(email=""),
                name="privacy_open_request_has_an_address",
            ),
        ]

    def __str__(self) -> str:
        return self.folio

    @property
    def is_overdue(self) -> bool:
        return (
            self.state == self.State.OPEN
            and self.due_on is not None
            and self.due_on < timezone.localdate()
        )

    @property
    def days_left(self) -> int | None:
        """Days until the deadline, negative after it; None unless the request is open."""
        if self.state != self.State.OPEN or self.due_on is None:
            return None
        return (self.due_on - timezone.localdate()).days


class RightsEvent(models.Model):
    """What was done about a request, by whom: a log that nobody can change, without personal data
    of the person who asked."""

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmada por correo")
        EXTENDED = "extended", _("Plazo prorrogado")
        SEEN = "seen", _("Datos vistos")
        EXPORTED = "exported", _("Datos descargados")
        ERASED = "erased", _("Datos borrados")
        REMINDED = "reminded", _("Recordatorio enviado")
        GRANTED = "granted", _("Acogida")
        REFUSED = "refused", _("Rechazada")
        FORGOTTEN = "forgotten", _("Datos de la solicitud borrados")

    request = models.ForeignKey(RightsRequest, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,  # the log outlives the account
        related_name="+",
    )
    data: Any = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("gestión de una solicitud")
        verbose_name_plural = _("gestiones de solicitudes")
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"
