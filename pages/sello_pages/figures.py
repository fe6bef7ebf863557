"""Official figures: numbers with their date and their source."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from sello_site.languages import PREFIXES, SOURCE_LANGUAGE


def _label_in(language: str) -> models.CharField:
    return models.CharField(language, max_length=140, blank=True)


class OfficialFigure(models.Model):
    """One number that the programme has published, as the site shows it.

    What it counts is said in each language beside the Spanish, not in a figure of each language:
    the number, its date and its source are one fact, and must not come apart.
    """

    key = models.SlugField(
        _("clave"),
        unique=True,
        help_text=_("Nombre corto y estable, en minúsculas: «municipalidades-adheridas»."),
    )
    value = models.CharField(_("valor"), max_length=30, help_text=_("Como se lee: «24 %»."))
    label = models.CharField(
        _("qué cuenta"), max_length=140, help_text=_("Sigue al valor: «con Sello otorgado».")
    )
    label_ht = _label_in("Kreyòl ayisyen")
    label_en = _label_in("English")
    label_pt = _label_in("Português")
    label_fr = _label_in("Français")
    date = models.DateField(_("fecha"), help_text=_("A qué día corresponde la cifra."))
    source = models.CharField(_("fuente"), max_length=200)
    source_address = models.URLField(_("dirección de la fuente"), blank=True)
    position = models.PositiveSmallIntegerField(
        _("orden"), default=0, help_text=_("Las de número menor van primero.")
    )

    panels = [
        FieldPanel("key"),
        FieldRowPanel([FieldPanel("value"), FieldPanel("date"), FieldPanel("position")]),
        FieldPanel("label"),
        MultiFieldPanel(
            [FieldPanel(f"label_{language}") for language in PREFIXES],
            heading=_("Qué cuenta, en otros idiomas"),
            help_text=_("Donde queda vacío se muestra en español."),
        ),
        FieldPanel("source"),
        FieldPanel("source_address"),
    ]
    api_fields = [
        "key",
        "value",
        "label",
        "own_label",
        "date",
        "source",
        "source_address",
        "position",
    ]

    class Meta:
        verbose_name = _("cifra oficial")
        verbose_name_plural = _("cifras oficiales")
        ordering = ["position", "key"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(value="") & ~models.Q(label="") & ~models.Q(source=""),
                name="official_figure_says_what_and_whence",
            )
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.label}"

    @property
    def own_label(self) -> str:
        """What it counts, in the active language; empty where that has no translation."""
        language = get_language()
        return self.label if language == SOURCE_LANGUAGE else getattr(self, f"label_{language}", "")


def start_figures() -> models.QuerySet[OfficialFigure]:
    """Those that the start of the site shows: the first six."""
    return OfficialFigure.objects.all()[:6]
