"""Official figures: numbers with their date and their source."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel


class OfficialFigure(models.Model):
    """One number that the programme has published, as the site shows it."""

    key = models.SlugField(
        _("clave"),
        unique=True,
        help_text=_("Nombre corto y estable, en minúsculas: «municipalidades-adheridas»."),
    )
    value = models.CharField(_("valor"), max_length=30, help_text=_("Como se lee: «24 %»."))
    label = models.CharField(
        _("qué cuenta"), max_length=140, help_text=_("Sigue al valor: «con Sello otorgado».")
    )
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
        FieldPanel("source"),
        FieldPanel("source_address"),
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
