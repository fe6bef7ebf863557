"""Graphic material: the gallery, its pieces with their files, and how often they are downloaded."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.documents.models import Document
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail_localize.fields import SynchronizedField

from sello_graphics.files import file_address, file_path, key_of, measured
from sello_graphics.gallery import CACHE_KEYS, Choice, gallery, listed_files, piece_of
from sello_graphics.kinds import LICENCE_ADDRESSES, Kind, Licence, Paper
from sello_pages.choice_lists import ChoiceListField, only_choices
from sello_pages.content import (
    CONTENT_API_FIELDS,
    CONTENT_PANELS,
    PROMOTE_PANELS,
    SETTINGS_PANELS,
    ContentMixin,
)
from sello_pages.pictures import SiteImage
from sello_pages.taxonomy import Audience, Topic
from sello_site.languages import LANGUAGES


class GraphicIndexPage(ContentMixin, Page):
    """The gallery of all pieces below it that everybody may see."""

    stream_fields = ()

    template = "graphics/gallery.html"
    page_description = _("La galería del material gráfico. Las piezas se crean debajo de ella.")
    parent_page_types = ["sello_pages.HomePage"]
    subpage_types = ["sello_graphics.GraphicPage"]
    max_count_per_parent = 1

    content_panels = CONTENT_PANELS
    promote_panels = PROMOTE_PANELS
    settings_panels = SETTINGS_PANELS
    api_fields = CONTENT_API_FIELDS

    class Meta:
        verbose_name = _("galería de material gráfico")
        verbose_name_plural = _("galerías de material gráfico")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["gallery"] = gallery(self, Choice.of(request.GET), request)
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        response["X-Sello-Cache-Keys"] = CACHE_KEYS
        return response


class GraphicPage(ContentMixin, Page):
    """One piece: what it says, for whom, how it may be used, and its files."""

    kind = models.CharField(_("tipo"), max_length=12, choices=Kind, default=Kind.POSTER)
    topics = ParentalManyToManyField(
        Topic, verbose_name=_("temas"), blank=True, related_name="graphic_pages"
    )
    audiences = ChoiceListField(Audience, verbose_name=_("para quién"))
    alternative_text = models.CharField(
        _("texto alternativo"),
        max_length=250,
        help_text=_("Qué se ve en la pieza, en una frase, para quien no puede verla."),
    )
    description = RichTextField(
        _("lo que dice la pieza"),
        features=["bold", "h3", "ol", "ul"],
        help_text=_("Todo su texto, para quien no puede verla o no puede abrir el archivo."),
    )
    paper = models.CharField(
        _("hoja"),
        max_length=8,
        choices=Paper,
        blank=True,
        help_text=_("Para qué hoja está hecha. Vacío si es para pantallas."),
    )
    licence = models.CharField(_("licencia"), max_length=16, choices=Licence, default=Licence.CC_BY)
    credit = models.CharField(
        _("crédito"), max_length=200, help_text=_("Quién hizo la pieza: se nombra al usarla.")
    )
    preview = models.ForeignKey(
        SiteImage,
        verbose_name=_("vista previa"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "En español. Se muestra donde los archivos del idioma de quien lee no son imágenes ni "
            "tienen vista previa."
        ),
    )

    # Changed in Spanish, for all languages: see sello_graphics.versions.
    override_translatable_fields = [
        *ContentMixin.override_translatable_fields,
        *(
            SynchronizedField(name, overridable=False)
            for name in ("kind", "audiences", "paper", "licence", "preview", "files")
        ),
    ]
    stream_fields = ()
    search_kind = "graphic"
    template = "graphics/piece.html"
    page_description = _("Un afiche, folleto, letrero o imagen, con sus archivos por idioma.")
    parent_page_types = ["sello_graphics.GraphicIndexPage"]
    subpage_types: list[str] = []

    content_panels = [
        *CONTENT_PANELS,
        FieldRowPanel([FieldPanel("kind"), FieldPanel("paper")]),
        InlinePanel("files", heading=_("Archivos"), label=_("archivo"), min_num=1),
        FieldPanel("preview"),
        MultiFieldPanel(
            [FieldPanel("alternative_text"), FieldPanel("description")],
            heading=_("Para quien no puede verla"),
        ),
        MultiFieldPanel(
            [FieldPanel("topics"), FieldPanel("audiences")], heading=_("Cómo se encuentra")
        ),
        MultiFieldPanel([FieldPanel("licence"), FieldPanel("credit")], heading=_("Cómo se usa")),
    ]
    promote_panels = PROMOTE_PANELS
    settings_panels = SETTINGS_PANELS
    api_fields = [
        *CONTENT_API_FIELDS,
        "kind",
        "kind_name",
        "alternative_text",
        "description",
        "paper",
        "paper_name",
        "licence",
        "licence_name",
        "licence_address",
        "credit",
        "downloads",
    ]

    class Meta:
        verbose_name = _("pieza gráfica")
        verbose_name_plural = _("piezas gráficas")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="graphic_kind_is_known"),
            models.CheckConstraint(
                condition=Q(licence__in=Licence.values), name="graphic_licence_is_known"
            ),
            models.CheckConstraint(
                condition=Q(paper__in=["", *Paper.values]), name="graphic_paper_is_known"
            ),
            only_choices("audiences", Audience, name="graphic_audiences_are_known"),
        ]

    @classmethod
    def for_api(cls) -> Any:
        """All pieces with their files: three queries, however many there are."""
        return cls.objects.prefetch_related("files__document", "files__image")

    @property
    def kind_name(self) -> str:
        """What it is, in the active language."""
        return str(Kind(self.kind).label)

    @property
    def paper_name(self) -> str:
        """The sheet that it is printed on, in the active language; empty where there is none."""
        return str(Paper(self.paper).label) if self.paper else ""

    @property
    def licence_name(self) -> str:
        """How it may be used, in the active language."""
        return str(Licence(self.licence).label)

    @property
    def licence_address(self) -> str:
        """Where the conditions can be read; empty where somebody has to be asked."""
        return LICENCE_ADDRESSES.get(Licence(self.licence), "")

    @property
    def downloads(self) -> list[dict[str, Any]]:
        """The files as the API tells of them."""
        return [
            {
                "language": file.language,
                "format": file.format,
                "bytes": file.size,
                "width": file.width,
                "height": file.height,
                "url": file_address(file),
            }
            for file in listed_files(self)
        ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["piece"] = piece_of(self)
        return context


class GraphicFile(Orderable):
    """One file of a piece, in one language: a document, or a picture.

    A picture is handed out re-encoded, as everywhere on the site, so that nothing that a camera or
    a drawing program wrote into it gets out. ``size`` and ``format`` are those of what is handed
    out; they are worked out when the file is chosen, so that no list has to open files.
    """

    page = ParentalKey(GraphicPage, on_delete=models.CASCADE, related_name="files")
    language = models.CharField(_("idioma"), max_length=8, choices=LANGUAGES, default="es")
    document = models.ForeignKey(
        Document,
        verbose_name=_("documento"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Para imprimir: PDF."),
    )
    image = models.ForeignKey(
        SiteImage,
        verbose_name=_("imagen"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Para compartir: PNG o JPEG."),
    )
    preview = models.ForeignKey(
        SiteImage,
        verbose_name=_("vista previa"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Una imagen del documento, en su idioma, para la galería."),
    )
    format = models.CharField(max_length=8, blank=True, editable=False)
    size = models.PositiveBigIntegerField(null=True, editable=False)

    panels = [
        FieldPanel("language"),
        FieldRowPanel([FieldPanel("document"), FieldPanel("image"), FieldPanel("preview")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("archivo")
        verbose_name_plural = _("archivos")
        constraints = [
            models.CheckConstraint(
                condition=Q(document=None, image__isnull=False)
                | Q(document__isnull=False, image=None),
                name="graphic_file_is_document_or_image",
                violation_error_message=_("Elija un documento o una imagen, no ambos."),
            ),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in LANGUAGES]),
                name="graphic_file_language_is_known",
            ),
        ]

    @property
    def key(self) -> str:
        """What the file is known by: the same in all languages of the piece's page."""
        return key_of(self)

    @property
    def download_path(self) -> str:
        return file_path(self)

    @property
    def picture(self) -> SiteImage | None:
        """What the file looks like: itself, or the preview of a document."""
        return self.image or self.preview

    @property
    def width(self) -> int | None:
        return self.image.width if self.image is not None else None

    @property
    def height(self) -> int | None:
        return self.image.height if self.image is not None else None

    def clean(self) -> None:
        super().clean()
        if (self.document is None) == (self.image is None):
            raise ValidationError(_("Elija un documento o una imagen, no ambos."))
        # Whoever fills in the form may have chosen another file.
        self.format, self.size = measured(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.size is None:
            self.format, self.size = measured(self)
        super().save(*args, **kwargs)


class DownloadCount(models.Model):
    """How often a file was downloaded on a day (Chilean date). Nothing about who did.

    Rows name the piece and the file without a foreign key: the count outlives both.
    """

    piece = models.UUIDField()
    """``translation_key`` of the piece, which its pages in all languages share."""
    file = models.CharField(max_length=24)
    language = models.CharField(max_length=8)
    format = models.CharField(max_length=8)
    day = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("descargas de un día")
        verbose_name_plural = _("descargas por día")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["file", "day"], name="downloads_are_one_row_a_day"),
            models.CheckConstraint(condition=Q(count__gte=1), name="downloads_are_some"),
        ]
        indexes = [models.Index(fields=["day"], name="downloads_by_day")]
