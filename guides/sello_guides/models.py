"""Guides: what municipalities read to do something, with sources and the mark of validation."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from sello_guides.blocks import SourceBlocks
from sello_pages.content import (
    CONTENT_API_FIELDS,
    CONTENT_PANELS,
    PROMOTE_PANELS,
    SETTINGS_PANELS,
    ContentMixin,
)
from sello_pages.fields import BodyField
from sello_site.publication import only_published

WORDS_PER_MINUTE = 200
"""What somebody reads who does so with care, or in a second language."""


class GuideIndexPage(ContentMixin, Page):
    """The list of all guides below it that everybody may read."""

    stream_fields = ()

    template = "guides/index.html"
    page_description = _("La lista de las guías. Las guías se crean debajo de ella.")
    parent_page_types = ["sello_pages.HomePage"]
    subpage_types = ["sello_guides.GuidePage"]
    max_count_per_parent = 1

    content_panels = CONTENT_PANELS
    promote_panels = PROMOTE_PANELS
    settings_panels = SETTINGS_PANELS
    api_fields = CONTENT_API_FIELDS

    class Meta:
        verbose_name = _("lista de guías")
        verbose_name_plural = _("listas de guías")

    def guides(self, request: HttpRequest | None = None) -> list[GuidePage]:
        """The guides that a stranger may read, in the order that editors gave them."""
        # Bodies and sources are long, and the list does not show them.
        guides = GuidePage.objects.child_of(self).defer("body", "sources").order_by("path")
        return list(only_published(guides.select_related("locale", "alias_of"), request))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["guides"] = self.guides(request)
        return context


class GuidePage(ContentMixin, Page):
    """A guide: who it is for, what it says, where that comes from, and who stands for it."""

    audience = models.CharField(
        _("para quién"),
        max_length=160,
        help_text=_("A quién se dirige: «Equipos municipales de atención de público»."),
    )
    body = BodyField(blank=True)
    sources = StreamField(
        SourceBlocks(),
        verbose_name=_("fuentes"),
        blank=True,
        help_text=_("De dónde viene lo que dice la guía."),
    )
    review_by = models.DateField(
        _("revisar antes de"),
        null=True,
        blank=True,
        help_text=_("Desde ese día la guía se considera por revisar."),
    )
    validated_by = models.CharField(
        _("validada por"),
        max_length=160,
        blank=True,
        help_text=_("Nombre y cargo de la persona de SERMIG que la validó. Se publica."),
    )
    validated_on = models.DateField(_("validada el"), null=True, blank=True)

    search_kind = "guide"
    template = "guides/guide.html"
    page_description = _("Una guía técnica, con sus fuentes y su validación.")
    parent_page_types = ["sello_guides.GuideIndexPage"]
    subpage_types: list[str] = []
    # A copy is another text, which nobody has validated yet.
    exclude_fields_in_copy = ["validated_by", "validated_on"]

    content_panels = [
        *CONTENT_PANELS,
        FieldPanel("audience"),
        FieldPanel("body"),
        FieldPanel("sources"),
    ]
    promote_panels = PROMOTE_PANELS
    settings_panels = [
        *SETTINGS_PANELS[:1],
        FieldPanel("review_by"),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("validated_by", permission="sello_guides.validate_guide"),
                        FieldPanel("validated_on", permission="sello_guides.validate_guide"),
                    ]
                )
            ],
            heading=_("Validación de SERMIG"),
            help_text=_("Sin las dos, la guía se muestra como contenido de ejemplo."),
        ),
        *SETTINGS_PANELS[1:],
    ]

    api_fields = [
        *CONTENT_API_FIELDS,
        "audience",
        "body",
        "sources",
        "review_by",
        "validated_by",
        "validated_on",
        "is_validated",
        "validation_notice",
        "reading_minutes",
    ]

    class Meta:
        verbose_name = _("guía")
        verbose_name_plural = _("guías")
        permissions = [("validate_guide", "Can state that a guide was validated")]
        constraints = [
            models.CheckConstraint(
                condition=Q(validated_by="", validated_on=None)
                | (~Q(validated_by="") & Q(validated_on__isnull=False)),
                name="guide_validation_is_whole",
                violation_error_message=_(
                    "La validación necesita las dos: quién validó y en qué fecha."
                ),
            )
        ]

    @property
    def is_validated(self) -> bool:
        """Whether a named person of SERMIG stands for this guide, since a day.

        Every place that shows a guide (page, list, API) asks here.
        """
        return bool(self.validated_by.strip()) and self.validated_on is not None

    @property
    def validation_notice(self) -> str:
        """The mark that a guide carries until it is validated; empty from then on."""
        return "" if self.is_validated else str(_("Contenido de ejemplo: no validado por SERMIG"))

    @property
    def is_due_for_review(self) -> bool:
        """Whether the day by which it should be reviewed has come (Chilean date)."""
        return self.review_by is not None and self.review_by <= timezone.localdate()

    @property
    def reading_minutes(self) -> int:
        """How long it takes to read, in whole minutes and at least one."""
        texts = [self.summary, *self.body.stream_block.get_searchable_content(self.body)]
        words = sum(len(str(text).split()) for text in texts)
        return max(1, round(words / WORDS_PER_MINUTE))

    def clean(self) -> None:
        super().clean()
        self.validated_by = self.validated_by.strip()
        problems = {}
        if self.validated_by and self.validated_on is None:
            problems["validated_on"] = _("Indique en qué fecha se validó.")
        if self.validated_on is not None and not self.validated_by:
            problems["validated_by"] = _("Indique quién la validó.")
        if self.validated_on is not None and self.validated_on > timezone.localdate():
            problems["validated_on"] = _("La fecha de validación no puede estar en el futuro.")
        if problems:
            raise ValidationError(problems)
