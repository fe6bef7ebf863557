"""Official figures and the organisation chart."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


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
