"""Headings, rich text, and the boxes and lists that hold rich text."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

INLINE_FEATURES = ["bold", "italic", "link", "document-link"]
TEXT_FEATURES = [*INLINE_FEATURES, "ol", "ul"]
"""Headings are blocks of their own, so that their order can be checked."""

ANCHOR_LENGTH = 60


class HeadingValue(blocks.StructValue):
    """A heading with the anchor under which it can be linked to."""

    @property
    def anchor(self) -> str:
        """Made of the text alone, so that it stays while the heading stays."""
        return slugify(self["text"])[:ANCHOR_LENGTH].strip("-") or "seccion"


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Texto"), max_length=120)
    level = blocks.ChoiceBlock(
        label=_("Nivel"),
        choices=[("h2", _("Título")), ("h3", _("Subtítulo"))],
        default="h2",
    )

    class Meta:
        icon = "title"
        label = _("Título")
        template = "pages/blocks/heading.html"
        value_class = HeadingValue
        label_format = "{text}"


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("Clase"),
        choices=[
            ("summary", _("En breve")),
            ("info", _("Información")),
            ("tip", _("Consejo")),
            ("warning", _("Atención")),
        ],
        default="info",
    )
    title = blocks.CharBlock(label=_("Título"), max_length=120)
    text = blocks.RichTextBlock(label=_("Texto"), features=TEXT_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Recuadro")
        template = "pages/blocks/callout.html"


class TitledTextBlock(blocks.StructBlock):
    """A title and its text: a question and its answer, a step and what it takes."""

    title = blocks.CharBlock(label=_("Título"), max_length=160)
    text = blocks.RichTextBlock(label=_("Texto"), features=TEXT_FEATURES)

    class Meta:
        label_format = "{title}"


class AccordionBlock(blocks.StructBlock):
    items = blocks.ListBlock(TitledTextBlock(), label=_("Preguntas"), min_num=1, collapsed=True)

    class Meta:
        icon = "list-ul"
        label = _("Preguntas que se abren")
        template = "pages/blocks/accordion.html"


class StepsBlock(blocks.StructBlock):
    items = blocks.ListBlock(TitledTextBlock(), label=_("Pasos"), min_num=2)

    class Meta:
        icon = "list-ol"
        label = _("Pasos")
        template = "pages/blocks/steps.html"


def headings_of(stream: Any) -> list[HeadingValue]:
    """The headings of a body in their order, for a list of contents."""
    return [child.value for child in stream if child.block_type == "heading"]


def heading_problems(stream: Any) -> dict[int, ValidationError]:
    """Position in the stream → what is wrong with the heading there.

    A screen reader's user moves by headings: none may skip a level, and none may share its anchor.
    """
    problems: dict[int, ValidationError] = {}
    seen: set[str] = set()
    section_begun = False
    for position, child in enumerate(stream):
        if child.block_type != "heading":
            continue
        value = child.value
        if value["level"] == "h3" and not section_begun:
            message = _("Un subtítulo va debajo de un título: ponga antes un título.")
            problems[position] = blocks.StructBlockValidationError(
                {"level": ValidationError(message)}
            )
        section_begun = section_begun or value["level"] == "h2"
        if value.anchor in seen:
            message = _("Otro título de esta página dice lo mismo: cambie uno de los dos.")
            problems[position] = blocks.StructBlockValidationError(
                {"text": ValidationError(message)}
            )
        seen.add(value.anchor)
    return problems
