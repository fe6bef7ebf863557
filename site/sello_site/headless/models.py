"""Tables of the headless part: what changed, alerts, webhooks, what tokens may."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel


class PageChange(models.Model):
    """What the public saw of one page when that last changed; written by ``changes`` alone.

    One row for each page that was ever public. It outlives the page, so it has no foreign key.
    ``sequence`` grows with every change, in the order in which changes became visible; it is given
    under a lock, so that no reader who has seen a number meets a smaller one later.
    """

    page_id = models.BigIntegerField(primary_key=True)
    sequence = models.BigIntegerField(unique=True)
    changed_at = models.DateTimeField(db_index=True)
    is_published = models.BooleanField()
    fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["sequence"]
        verbose_name = "page change"
        verbose_name_plural = "page changes"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_published=True) & ~Q(fingerprint="")
                | Q(is_published=False, fingerprint=""),
                name="page_change_keeps_nothing_of_the_withdrawn",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.page_id}"


class SiteAlert(ClusterableModel):
    """A short message over the whole site, for a time, in each language that it has a text in."""

    class Level(models.TextChoices):
        INFO = "info", _("Información")
        WARNING = "warning", _("Atención")
        URGENT = "urgent", _("Urgente")

    name = models.CharField(
        _("nombre"), max_length=120, help_text=_("Para reconocerlo aquí. No se publica.")
    )
    level = models.CharField(_("nivel"), max_length=10, choices=Level.choices, default=Level.INFO)
    address = models.URLField(
        _("dirección"), blank=True, help_text=_("Dónde se lee más, si hay más que leer.")
    )
    starts_at = models.DateTimeField(_("se muestra desde"), default=timezone.now)
    ends_at = models.DateTimeField(
        _("se muestra hasta"), null=True, blank=True, help_text=_("Vacío: hasta que se borre.")
    )

    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("level"), FieldPanel("address")]),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        InlinePanel("texts", heading=_("Textos"), label=_("Texto"), min_num=1),
    ]

    class Meta:
        verbose_name = _("aviso del sitio")
        verbose_name_plural = _("avisos del sitio")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="site_alert_ends_after_it_starts",
                violation_error_message=_("El aviso debe terminar después de empezar."),
            ),
            models.CheckConstraint(
                condition=Q(level__in=["info", "warning", "urgent"]), name="site_alert_level"
            ),
        ]

    def __str__(self) -> str:
        return self.name


def site_languages() -> list[tuple[str, str]]:
    """Asked when it is needed, so that another language changes no table."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


class SiteAlertText(models.Model):
    """The alert in one language."""

    alert = ParentalKey(SiteAlert, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("idioma"), max_length=10, choices=site_languages)
    text = models.CharField(_("texto"), max_length=400)

    panels = [FieldPanel("language"), FieldPanel("text")]

    class Meta:
        verbose_name = _("texto del aviso")
        verbose_name_plural = _("textos del aviso")
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "language"],
                name="site_alert_has_one_text_in_a_language",
                violation_error_message=_("Hay más de un texto en el mismo idioma."),
            ),
            models.CheckConstraint(condition=~Q(text=""), name="site_alert_text_says_something"),
        ]

    def __str__(self) -> str:
        return self.text


def new_nonce() -> str:
    """What makes the secret of one subscription differ from that of any other."""
    return secrets.token_hex(16)


class WebhookSubscription(models.Model):
    """An address that is told of every change of what the public sees.

    The secrets are not kept: they are made from the site's key and ``nonce``. After a rotation the
    old one signs too until ``previous_until``.
    """

    name = models.CharField(_("nombre"), max_length=120)
    address = models.URLField(_("dirección"), max_length=500, unique=True)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    previous_nonce = models.CharField(max_length=32, blank=True, editable=False)
    previous_until = models.DateTimeField(null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("activa"), default=True)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    disabled_because = models.CharField(max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(_("creada"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("suscripción a cambios")
        verbose_name_plural = _("suscripciones a cambios")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(previous_nonce="", previous_until=None)
                | (~Q(previous_nonce="") & Q(previous_until__isnull=False)),
                name="webhook_previous_secret_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(disabled_because=""),
                name="webhook_is_disabled_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """One change on its way to one subscriber; written with the change, in its transaction."""

    class State(models.TextChoices):
        PENDING = "pending", _("Pendiente")
        SENT = "sent", _("Entregado")
        FAILED = "failed", _("Fallido")

    subscription = models.ForeignKey(
        WebhookSubscription, on_delete=models.CASCADE, related_name="deliveries"
    )
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    page_id = models.BigIntegerField(null=True)
    sequence = models.BigIntegerField(null=True)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, default=timezone.now)
    answer_status = models.PositiveIntegerField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("entrega")
        verbose_name_plural = _("entregas")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state="pending"),
                name="webhook_delivery_due",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="pending", next_attempt_at__isnull=False, finished_at=None)
                | Q(state__in=["sent", "failed"], next_attempt_at=None, finished_at__isnull=False),
                name="webhook_delivery_is_due_until_finished",
            ),
            models.UniqueConstraint(
                fields=["subscription", "sequence"], name="webhook_tells_each_change_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.subscription_id}"


class TokenTerms(models.Model):
    """What a token of the API may do, and until when. A token without terms does nothing."""

    class Scope(models.TextChoices):
        READ = "read", _("Solo leer")
        EDIT = "edit", _("Leer y editar")

    token = models.OneToOneField(
        "wagtailcore.APIToken", on_delete=models.CASCADE, related_name="terms"
    )
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.READ)
    expires_at = models.DateTimeField()
    replaced_by = models.OneToOneField(
        "wagtailcore.APIToken", null=True, on_delete=models.SET_NULL, related_name="replaces"
    )

    class Meta:
        verbose_name = _("condiciones de un token")
        verbose_name_plural = _("condiciones de tokens")
        constraints = [
            models.CheckConstraint(
                condition=Q(scope__in=["read", "edit"]), name="token_scope_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.token_id}: {self.scope}"


class PreviewGrant(models.Model):
    """Leave to read one draft once; gone with its use. The token that names it ends by itself."""

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "preview grant"
        verbose_name_plural = "preview grants"

    def __str__(self) -> str:
        return str(self.pk)
