"""What the body of a page may hold, and the rules over the body as a whole."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from sello_pages.blocks.figures import FiguresBlock, OrganisationChartBlock, SourcedFigureBlock
from sello_pages.blocks.files import DocumentBlock, DownloadListBlock, GalleryBlock, PictureBlock
from sello_pages.blocks.links import ButtonBlock, RelatedBlock
from sello_pages.blocks.people import ContactCardBlock, QuoteBlock
from sello_pages.blocks.tables import TableBlock
from sello_pages.blocks.text import (
    TEXT_FEATURES,
    AccordionBlock,
    CalloutBlock,
    HeadingBlock,
    StepsBlock,
    heading_problems,
)


class ContentBlocks(blocks.StreamBlock):
    """The blocks of every page body, in this plugin and in those that require it."""

    heading = HeadingBlock()
    text = blocks.RichTextBlock(
        label=_("Texto"),
        icon="pilcrow",
        features=TEXT_FEATURES,
        template="pages/blocks/text.html",
    )
    callout = CalloutBlock()
    steps = StepsBlock()
    accordion = AccordionBlock()
    table = TableBlock()
    quote = QuoteBlock()
    picture = PictureBlock()
    gallery = GalleryBlock()
    document = DocumentBlock()
    download_list = DownloadListBlock()
    button = ButtonBlock()
    related = RelatedBlock()
    contact_card = ContactCardBlock()
    figures = FiguresBlock()
    sourced_figure = SourcedFigureBlock()
    organisation_chart = OrganisationChartBlock()

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        problems = heading_problems(cleaned)
        if problems:
            raise blocks.StreamBlockValidationError(block_errors=problems)
        return cleaned

    class Meta:
        template = "pages/blocks/stream.html"
