"""How long a text takes to read, told from what is stored of it: no page, picture or document that
it refers to is fetched."""

from __future__ import annotations

from typing import Any

from django.utils.html import strip_tags
from wagtail import blocks

from sello_pages.blocks.verbatim import VerbatimBlock

WORDS_PER_MINUTE = 200
"""What somebody reads who does so with care, or in a second language."""


def minutes_for(words: int) -> int:
    """Whole minutes, and at least one."""
    return max(1, round(words / WORDS_PER_MINUTE))


def words_in(block: blocks.Block, raw: Any) -> int:
    """How many words a stored block value holds."""
    if isinstance(block, blocks.BaseStructBlock):
        values = raw or {}
        return sum(words_in(child, values.get(name)) for name, child in block.child_blocks.items())
    if isinstance(block, blocks.BaseStreamBlock):
        return sum(
            words_in(block.child_blocks[item["type"]], item["value"])
            for item in raw or ()
            if item["type"] in block.child_blocks
        )
    if isinstance(block, blocks.ListBlock):
        return sum(words_in(block.child_block, _value(item)) for item in raw or ())
    if isinstance(block, blocks.RichTextBlock):
        # Paragraphs and items of lists end where their tags do.
        return len(strip_tags((raw or "").replace("<", " <")).split())
    is_text = isinstance(block, blocks.CharBlock | blocks.TextBlock)
    if is_text and not isinstance(block, VerbatimBlock) and isinstance(raw, str):
        return len(raw.split())
    return 0


def _value(item: Any) -> Any:
    """The value of an item in either of the forms in which Wagtail stores lists."""
    wrapped = isinstance(item, dict) and item.keys() >= {"type", "value"}
    return item["value"] if wrapped else item
