"""What the search knows of a Wagtail page, of whatever type: the one place that reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from wagtail import blocks
from wagtail.blocks.field_block import BaseChoiceBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing
from wagtail.search.index import SearchField

from sello_site.search.folding import SEAM
from sello_site.signals import SearchDocument

SOURCE = "site"
_END_OF_PARAGRAPH = re.compile(r"</(?:p|h[1-6]|li|blockquote)>", re.IGNORECASE)


def page_key(page_id: int) -> str:
    return f"{SOURCE}:page:{page_id}"


def page_document(page: Page) -> SearchDocument:
    """The document of a specific page. Its address is left empty: it is asked of the page itself
    when results are shown, so that moving a branch leaves no old address behind.

    A page type may say its ``search_kind`` (one word) and, with ``get_search_text()``, its text.
    """
    updated_at = page.last_published_at or page.latest_revision_created_at
    own_text = getattr(page, "get_search_text", None)
    return SearchDocument(
        key=page_key(page.pk),
        kind=getattr(page, "search_kind", "page"),
        language=page.locale.language_code,
        title=page.title,
        summary=_summary(page) or page.search_description,
        body=own_text() if callable(own_text) else _joined(_texts(page)),
        url="",
        updated_on=updated_at.date() if updated_at else None,
    )


def _texts(page: Page) -> Iterator[str]:
    """The text of the page type's own fields: bodies always, others if declared searchable."""
    searchable = {
        field.field_name for field in type(page).search_fields if isinstance(field, SearchField)
    }
    for field in page._meta.concrete_fields:
        if field.model is Page or field.name == "summary":
            continue
        value = getattr(page, field.attname)
        if isinstance(field, StreamField):
            yield from _block_texts(field.stream_block, value)
        elif isinstance(field, RichTextField):
            yield from _paragraphs(str(value or ""))
        elif field.name in searchable and isinstance(value, str):
            yield value


def _block_texts(block: blocks.Block, value: Any) -> Iterator[str]:
    """The text of a block as readers see it. Wagtail's own walk would add the labels of choices:
    the level of each heading, the colour of each button."""
    is_hidden = not getattr(block, "search_index", True)
    if value is None or is_hidden or isinstance(block, BaseChoiceBlock):
        return
    if isinstance(block, blocks.BaseStreamBlock):
        for child in value:
            yield from _block_texts(child.block, child.value)
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child_block in block.child_blocks.items():
            yield from _block_texts(child_block, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            yield from _block_texts(block.child_block, item)
    elif isinstance(block, blocks.RichTextBlock):
        yield from _paragraphs(str(value.source))
    else:
        yield from (str(text) for text in block.get_searchable_content(value))


def _paragraphs(html: str) -> Iterator[str]:
    yield from (get_text_for_indexing(part) for part in _END_OF_PARAGRAPH.split(html))


def _joined(texts: Iterable[str]) -> str:
    """The texts in one, with a seam between them, and kept apart in an excerpt where the one before
    does not end a sentence."""
    whole = ""
    for text in filter(None, (text.strip() for text in texts)):
        separator = SEAM if not whole or whole[-1] in ".:;!?…" else f" · {SEAM}"
        whole += separator + text
    return whole.strip()


def _summary(page: Page) -> str:
    """The page type's ``summary``, whether it is a field or worked out."""
    value = getattr(page, "summary", "")
    if not isinstance(value, str):
        return ""
    is_markup = any(
        field.name == "summary" and isinstance(field, RichTextField)
        for field in page._meta.concrete_fields
    )
    return get_text_for_indexing(value) if is_markup else value
