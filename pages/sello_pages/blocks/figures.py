"""Official figures and the organisation chart."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from sello_pages.blocks.links import AddressBlock
from sello_pages.blocks.verbatim import VerbatimBlock


class FiguresBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Título"), required=False, max_length=100)
    figures = blocks.ListBlock(
        SnippetChooserBlock("sello_pages.OfficialFigure", label=_("Cifra")),
        label=_("Cifras"),
        min_num=1,
        max_num=8,
    )

    class Meta:
        icon = "order"
        label = _("Cifras oficiales")
        template = "pages/blocks/figures.html"


class SourcedFigureBlock(blocks.StructBlock):
    """One number of this page alone. What the programme publishes as a whole is an official
    figure, which every page takes from the same place."""

    value = VerbatimBlock(label=_("Valor"), max_length=30, help_text=_("Como se lee: «24 %»."))
    label = blocks.CharBlock(
        label=_("Qué cuenta"), max_length=140, help_text=_("Sigue al valor: «con Sello otorgado».")
    )
    date = blocks.DateBlock(label=_("Fecha"), help_text=_("A qué día corresponde la cifra."))
    source = VerbatimBlock(
        label=_("Fuente"), max_length=200, help_text=_("Quién la publicó y dónde, sin traducir.")
    )
    source_address = AddressBlock(label=_("Dirección de la fuente"), required=False)

    class Meta:
        icon = "decimal"
        label = _("Cifra con su fuente")
        template = "pages/blocks/sourced_figure.html"
        label_format = "{value} {label}"


class OrganisationLevelBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Nombre"), max_length=120)
    detail = blocks.CharBlock(label=_("Detalle"), required=False, max_length=250)

    class Meta:
        label_format = "{name}"


class OrganisationChartBlock(blocks.StructBlock):
    """Levels from the top down: an ordered list that styles draw as a chart."""

    title = blocks.CharBlock(label=_("Título"), max_length=120)
    levels = blocks.ListBlock(OrganisationLevelBlock(), label=_("Niveles"), min_num=2, max_num=8)

    class Meta:
        icon = "group"
        label = _("Organigrama")
        template = "pages/blocks/organisation_chart.html"
