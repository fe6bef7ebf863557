"""The blocks that page bodies are made of; each block's rules live in its ``clean()``."""

from __future__ import annotations

from sello_pages.blocks.content import ContentBlocks
from sello_pages.blocks.figures import FiguresBlock, OrganisationChartBlock, SourcedFigureBlock
from sello_pages.blocks.files import DocumentBlock, DownloadListBlock, GalleryBlock, PictureBlock
from sello_pages.blocks.links import ButtonBlock, LinkedPageBlock, RelatedBlock
from sello_pages.blocks.people import ContactCardBlock, QuoteBlock
from sello_pages.blocks.tables import TableBlock
from sello_pages.blocks.text import (
    AccordionBlock,
    CalloutBlock,
    HeadingBlock,
    HeadingValue,
    StepsBlock,
    headings_of,
)

__all__ = [
    "AccordionBlock",
    "ButtonBlock",
    "CalloutBlock",
    "ContactCardBlock",
    "ContentBlocks",
    "DocumentBlock",
    "DownloadListBlock",
    "FiguresBlock",
    "GalleryBlock",
    "HeadingBlock",
    "HeadingValue",
    "LinkedPageBlock",
    "OrganisationChartBlock",
    "PictureBlock",
    "QuoteBlock",
    "RelatedBlock",
    "SourcedFigureBlock",
    "StepsBlock",
    "TableBlock",
    "headings_of",
]
