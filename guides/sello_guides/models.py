"""Guides: what municipalities read to do something, with sources and the mark of validation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from sello_guides.blocks import SourceBlocks
from sello_guides.fields import AttachmentsField, RelatedGuidesField, VersionNotesField
from sello_guides.filters import KEYS, form_fields, read_filters
from sello_guides.page_form import GuideForm
from sello_guides.reading_time import minutes_for, words_in
from sello_guides.selectors import (
    editions_of,
    guides_below,
    related_to,
    used_topics,
)
from sello_guides.validation import keep_validation_true, notice_of
from sello_pages.choice_lists import ChoiceListField, only_choices
from sello_pages.content import (
    CONTENT_API_FIELDS,
    CONTENT_PANELS,
    PROMOTE_PANELS,
    SETTINGS_PANELS,
    ContentMixin,
)
from sello_pages.fields import BodyField
from sello_pages.reading import KEPT_QUERY
from sello_pages.taxonomy import Audience, Commitment, Topic


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

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        topics = used_topics()
        filters = read_filters(request.GET, topics)
        if filters.query:
            # The same choice in another language.
            setattr(request, KEPT_QUERY, f"?{filters.query}")
        context = super().get_context(request, *args, **kwargs)
        guides = guides_below(self, filters, request)
        editions = editions_of(guides, request)
        context["guides"] = [(guide, editions.get(guide.translation_key, [])) for guide in guides]
        context["filters"] = filters
        context["filter_fields"] = form_fields(filters, topics)
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().serve(request, *args, **kwargs)
        response["X-Sello-Cache-Keys"] = ",".join(KEYS)
        if request.GET:
            # A view of guides that crawlers find by themselves.
            response["X-Robots-Tag"] = "noindex, follow"
        return response


class GuidePage(ContentMixin, Page):
    """A guide: who it is for, what it says, where that comes from, and who stands for it."""

    audience = models.CharField(
        _("para quién"),
        max_length=160,
        help_text=_("A quién se dirige: «Equipos municipales de atención de público»."),
    )
    topics = ParentalManyToManyField(
        Topic, verbose_name=_("temas"), blank=True, related_name="guides"
    )
    audiences = ChoiceListField(
        Audience,
        verbose_name=_("públicos"),
        help_text=_("Por ellos se filtra la lista de guías."),
    )
    commitments = ChoiceListField(
        Commitment,
        verbose_name=_("compromisos"),
        help_text=_("Los compromisos de la municipalidad con los que ayuda la guía."),
    )
    body = BodyField(blank=True)
    sources = StreamField(
        SourceBlocks(),
        verbose_name=_("fuentes"),
        blank=True,
        help_text=_("De dónde viene lo que dice la guía."),
    )
    validated_by = models.CharField(
        _("validada por"),
        max_length=160,
        blank=True,
        help_text=_("Nombre y cargo de la persona de SERMIG que la validó. Se publica."),
    )
    validated_on = models.DateField(_("validada el"), null=True, blank=True)
    validated_text = models.CharField(max_length=64, blank=True, editable=False)
    changed_since_validation = models.BooleanField(default=False, editable=False)
    version_notes = VersionNotesField(
        verbose_name=_("versiones"),
        help_text=_("Agregue una al final cuando el cambio importa a quien ya leyó la guía."),
    )
    attachments = AttachmentsField(
        verbose_name=_("anexos"), help_text=_("Documentos que acompañan a la guía.")
    )
    related_guides = RelatedGuidesField(
        verbose_name=_("guías relacionadas"),
        help_text=_("Si no elige ninguna, se muestran otras de los mismos temas."),
    )

    base_form_class = GuideForm
    stream_fields = ("body", "attachments", "related_guides")
    search_kind = "guide"
    template = "guides/guide.html"
    page_description = _("Una guía técnica, con sus fuentes y su validación.")
    parent_page_types = ["sello_guides.GuideIndexPage"]
    subpage_types: list[str] = []
    # A copy is another text, which nobody has validated yet.
    exclude_fields_in_copy = [
        "validated_by",
        "validated_on",
        "validated_text",
        "changed_since_validation",
    ]
    # What a guide is about does not depend on the language it is read in.
    override_translatable_fields = [
        *ContentMixin.override_translatable_fields,
        SynchronizedField("topics", overridable=False),
        SynchronizedField("audiences", overridable=False),
        SynchronizedField("commitments", overridable=False),
        SynchronizedField("changed_since_validation", overridable=False),
    ]

    content_panels = [
        *CONTENT_PANELS,
        FieldPanel("audience"),
        MultiFieldPanel(
            [
                FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
                FieldPanel("audiences"),
                FieldPanel("commitments"),
            ],
            heading=_("De qué trata y para quién es"),
        ),
        FieldPanel("body"),
        FieldPanel("sources"),
        FieldPanel("attachments"),
        FieldPanel("related_guides"),
        FieldPanel("version_notes"),
    ]
    promote_panels = PROMOTE_PANELS
    settings_panels = [
        *SETTINGS_PANELS[:2],
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("validated_by", permission="sello_guides.validate_guide"),
                        FieldPanel("validated_on", permission="sello_guides.validate_guide"),
                    ]
                ),
                FieldPanel("validates_again", permission="sello_guides.validate_guide"),
            ],
            heading=_("Validación de SERMIG"),
            help_text=_("Sin las dos, la guía se muestra como contenido de ejemplo."),
        ),
        *SETTINGS_PANELS[2:],
    ]

    api_fields = [
        *CONTENT_API_FIELDS,
        "audience",
        "topic_keys",
        "audiences",
        "commitments",
        "body",
        "sources",
        "review_by",
        "validated_by",
        "validated_on",
        "is_validated",
        "validation_notice",
        "version",
        "version_notes",
        "attachments",
        "related_guides",
        "reading_minutes",
    ]

    class Meta:
        verbose_name = _("guía")
        verbose_name_plural = _("guías")
        permissions = [("validate_guide", "Can state that a guide was validated")]
        constraints = [
            models.CheckConstraint(
                condition=Q(validated_by="", validated_on=None, validated_text="")
                | (~Q(validated_by="") & Q(validated_on__isnull=False) & ~Q(validated_text="")),
                name="guide_validation_is_whole",
                violation_error_message=_(
                    "La validación necesita las dos: quién validó y en qué fecha."
                ),
            ),
            only_choices("audiences", Audience, name="guide_audiences_are_known"),
            only_choices("commitments", Commitment, name="guide_commitments_are_known"),
        ]
        indexes = [
            GinIndex(fields=["audiences"], name="guide_audiences"),
            GinIndex(fields=["commitments"], name="guide_commitments"),
        ]

    @classmethod
    def for_api(cls) -> Any:
        """All guides with the keys of their topics: one query, however many there are."""
        keys = Topic.objects.filter(guides=OuterRef("pk")).values("key")
        return cls.objects.annotate(known_topic_keys=ArraySubquery(keys))

    @property
    def topic_keys(self) -> list[str]:
        """The keys of its topics, in the order of the topics."""
        known: list[str] | None = getattr(self, "known_topic_keys", None)
        return [topic.key for topic in self.topics.all()] if known is None else known

    @property
    def version(self) -> int:
        """The number of the version that this is: the last that was noted, or the first."""
        numbers = [note["value"]["number"] for note in self.version_notes.get_prep_value()]
        return numbers[-1] if numbers else 1

    @property
    def newest_versions(self) -> list[Any]:
        """The blocks of its version notes, the last one first."""
        return list(reversed(self.version_notes))

    @property
    def is_validated(self) -> bool:
        """Whether a named person of SERMIG stands for this text, since a day.

        Every place that shows a guide (page, list, PDF, API) asks here.
        """
        return self.was_validated and not self.changed_since_validation

    @property
    def was_validated(self) -> bool:
        """Whether somebody stood for this guide once, be it as it is or as it was."""
        return bool(self.validated_by.strip()) and self.validated_on is not None

    @property
    def validation_notice(self) -> str:
        """The mark that a guide carries until it is validated; empty from then on."""
        return notice_of(self)

    @property
    def reading_minutes(self) -> int:
        """How long it takes to read, in whole minutes and at least one."""
        words = words_in(self.body.stream_block, list(self.body.raw_data))
        return minutes_for(words + len(self.summary.split()))

    def with_content_json(self, content: dict[str, Any]) -> GuidePage:
        guide: GuidePage = super().with_content_json(content)
        if "validated_text" not in content:
            # A revision of before validations were tied to a text.
            guide.validated_text = self.validated_text
        return guide

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        # Of the reader's language, also where the text is in Spanish for want of a translation.
        context["opinion_address"] = reverse("guides-personal:opinion", args=[self.pk])
        context["related"] = related_to(self, request)
        context["downloads"] = [
            block.value for block in self.attachments if block.value["document"]
        ]
        return context

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
        keep_validation_true(self)


class GuideOpinion(models.Model):
    """Whether a guide was of use to somebody, who is not known, on some day.

    ``guide`` is the identity that all language versions of the guide share; a guide that is gone
    leaves its opinions behind.
    """

    guide = models.UUIDField(_("guía"), db_index=True)
    language = models.CharField(_("idioma"), max_length=10)
    version = models.PositiveSmallIntegerField(_("versión"))
    is_useful = models.BooleanField(_("le sirvió"))
    comment = models.CharField(_("comentario"), max_length=1000, blank=True)
    given_on = models.DateField(_("fecha"))

    class Meta:
        verbose_name = _("opinión sobre una guía")
        verbose_name_plural = _("opiniones sobre las guías")
        default_permissions = ("view", "delete")
        constraints = [
            models.CheckConstraint(condition=Q(version__gte=1), name="guide_opinion_has_a_version")
        ]
        indexes = [models.Index(fields=["given_on"], name="guide_opinion_given_on")]

    def __str__(self) -> str:
        return f"{self.guide}, {self.given_on:%d-%m-%Y}"
