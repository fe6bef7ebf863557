"""What wagtail-localize does not keep: what was translated, by whom reviewed, who may translate."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

FINGERPRINT_LENGTH = 64


class SourceText(models.Model):
    """What a Spanish text holds now, as a fingerprint of all that a translation is made from."""

    source = models.OneToOneField(
        "wagtail_localize.TranslationSource", on_delete=models.CASCADE, related_name="text"
    )
    fingerprint = models.CharField(max_length=FINGERPRINT_LENGTH)

    class Meta:
        verbose_name = _("texto de origen")
        verbose_name_plural = _("textos de origen")
        constraints = [
            models.CheckConstraint(
                condition=~Q(fingerprint=""), name="source_text_has_a_fingerprint"
            )
        ]

    def __str__(self) -> str:
        return self.fingerprint[:12]


class PublishedTranslation(models.Model):
    """What of a translation readers get: which source text it translates, and which of its strings
    a machine made that nobody has reviewed."""

    translation = models.OneToOneField(
        "wagtail_localize.Translation", on_delete=models.CASCADE, related_name="published"
    )
    source_fingerprint = models.CharField(max_length=FINGERPRINT_LENGTH)
    unreviewed = models.JSONField(default=dict, blank=True)
    """Id of each unreviewed machine-made string → fingerprint of its published text."""
    is_machine = models.BooleanField(
        default=False, help_text=_("Algún texto publicado es de una máquina y nadie lo revisó.")
    )
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("traducción publicada")
        verbose_name_plural = _("traducciones publicadas")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_machine=False, unreviewed={})
                | (Q(is_machine=True) & ~Q(unreviewed={})),
                name="published_translation_counts_its_machine_texts",
            )
        ]

    def __str__(self) -> str:
        return str(self.translation)


class Review(models.Model):
    """Somebody read a translation against its source and stands for it."""

    translation = models.ForeignKey(
        "wagtail_localize.Translation", on_delete=models.CASCADE, related_name="reviews"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewer_name = models.CharField(_("revisada por"), max_length=200)
    reviewed_at = models.DateTimeField(_("revisada el"))
    source_fingerprint = models.CharField(max_length=FINGERPRINT_LENGTH)

    class Meta:
        verbose_name = _("revisión")
        verbose_name_plural = _("revisiones")
        ordering = ["-reviewed_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reviewer_name=""), name="review_names_somebody")
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_name}, {self.reviewed_at:%d-%m-%Y}"


class ReviewedString(models.Model):
    """A machine-made string that a review covered, as it read then."""

    string_translation = models.OneToOneField(
        "wagtail_localize.StringTranslation", on_delete=models.CASCADE, related_name="reviewed"
    )
    fingerprint = models.CharField(max_length=FINGERPRINT_LENGTH)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="strings")

    class Meta:
        verbose_name = _("texto revisado")
        verbose_name_plural = _("textos revisados")

    def __str__(self) -> str:
        return self.fingerprint[:12]


class Delivery(models.Model):
    """A translator has finished: the translation waits for somebody who publishes it."""

    translation = models.OneToOneField(
        "wagtail_localize.Translation", on_delete=models.CASCADE, related_name="delivery"
    )
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    delivered_at = models.DateTimeField(_("entregada el"))

    class Meta:
        verbose_name = _("entrega")
        verbose_name_plural = _("entregas")

    def __str__(self) -> str:
        return str(self.translation)


class TranslatorLanguage(models.Model):
    """A language into which somebody may translate."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("persona"),
        on_delete=models.CASCADE,
        related_name="translator_languages",
    )
    locale = models.ForeignKey(
        "wagtailcore.Locale",
        verbose_name=_("idioma"),
        on_delete=models.CASCADE,
        related_name="translators",
    )
    may_publish = models.BooleanField(
        _("puede publicar"),
        default=False,
        help_text=_("Si no, entrega sus traducciones y las publica alguien de Edición."),
    )

    class Meta:
        verbose_name = _("idioma de traducción")
        verbose_name_plural = _("idiomas de traducción")
        ordering = ["user", "locale"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "locale"],
                name="translator_language_once",
                violation_error_message=_("Esa persona ya traduce a ese idioma."),
            )
        ]
        permissions = [("translate", "Can translate into the languages given")]

    def __str__(self) -> str:
        return f"{self.user}: {self.locale}"
