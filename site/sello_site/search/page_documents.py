"""What the search knows of a Wagtail page, of whatever type: the one place that reads it."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing
from wagtail.search.index import SearchField

from sello_site.signals import SearchDocument

SOURCE = "site"


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
        body=own_text() if callable(own_text) else "\n".join(_texts(page)),
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
            # Blocks mix plain text and rich text that Wagtail has already stripped of its markup.
            yield from (str(text) for text in field.stream_block.get_searchable_content(value))
        elif isinstance(field, RichTextField):
            yield get_text_for_indexing(str(value or ""))
        elif field.name in searchable and isinstance(value, str):
            yield value


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
