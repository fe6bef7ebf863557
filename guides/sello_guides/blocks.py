"""The blocks that only guides have: sources, notes on versions, attachments, chosen companions."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from sello_pages.blocks.files import DocumentBlock
from sello_pages.blocks.links import LinkedPageBlock

HIGHEST_VERSION = 999
MOST_RELATED = 6


class SourceBlock(blocks.StructBlock):
    """Where something that a guide says comes from."""

    title = blocks.CharBlock(label=_("Título"), max_length=200)
    publisher = blocks.CharBlock(
        label=_("Quién lo publica"), max_length=160, help_text=_("Institución o persona autora.")
    )
    address = blocks.URLBlock(
        label=_("Dirección"), required=False, help_text=_("Si está publicado en la web.")
    )

    class Meta:
        icon = "link-external"
        label = _("Fuente")
        label_format = "{title}"


class SourceBlocks(blocks.StreamBlock):
    source = SourceBlock()


class VersionBlock(blocks.StructBlock):
    """What changed with one version of a guide."""

    number = blocks.IntegerBlock(label=_("Versión"), min_value=1, max_value=HIGHEST_VERSION)
    date = blocks.DateBlock(label=_("Fecha"))
    note = blocks.TextBlock(
        label=_("Qué cambió"),
        max_length=300,
        rows=2,
        help_text=_("Una o dos frases para quien ya leyó la versión anterior."),
    )

    class Meta:
        icon = "history"
        label = _("Versión")
        label_format = "{number}: {note}"


class VersionBlocks(blocks.StreamBlock):
    """The versions of a guide, the first one first; numbers and dates go forward."""

    version = VersionBlock()

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        problems: dict[int, ValidationError] = {}
        earlier: Any = None
        for position, child in enumerate(cleaned):
            problem = _problem_after(earlier, child.value)
            if problem:
                problems[position] = blocks.StructBlockValidationError(block_errors=problem)
            earlier = child.value
        if problems:
            raise blocks.StreamBlockValidationError(block_errors=problems)
        return cleaned


def _problem_after(earlier: Any, version: Any) -> dict[str, ValidationError]:
    """What is wrong with a version that comes after another; empty when nothing is."""
    if version["date"] > timezone.localdate():
        return {"date": ValidationError(_("La fecha de una versión no puede estar en el futuro."))}
    if earlier is None:
        return {}
    problems = {}
    if version["number"] <= earlier["number"]:
        message = _("El número debe ser mayor que el de la versión anterior (%(number)s).")
        problems["number"] = ValidationError(message, params={"number": earlier["number"]})
    if version["date"] < earlier["date"]:
        problems["date"] = ValidationError(
            _("La fecha no puede ser anterior a la de la versión anterior.")
        )
    return problems


class AttachmentBlocks(blocks.StreamBlock):
    """Documents that belong to a guide: forms to fill in, annexes."""

    document = DocumentBlock()


class RelatedGuideBlocks(blocks.StreamBlock):
    """The guides that an editor wants readers to go on with."""

    guide = LinkedPageBlock(page_type="sello_guides.GuidePage", label=_("Guía"))

    class Meta:
        max_num = MOST_RELATED
