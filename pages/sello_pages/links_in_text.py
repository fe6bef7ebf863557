"""Links inside rich text: only to pages that everybody may read, and fetched with the page."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from sello_pages.material import current_material
from sello_pages.navigation import other_language
from sello_site.publication import published_pages


def _number(attributes: dict[str, Any]) -> int | None:
    text = str(attributes.get("id", ""))
    return int(text) if text.isdigit() and len(text) < 19 else None


def _mark(page: Page) -> str:
    """Says in which language the page is, where that is not the language around the link."""
    # Elsewhere, as in an answer of the API, the text has no reader whose language is known.
    language = "" if current_material() is None else other_language(page)
    return f' hreflang="{language}"' if language else ""


def _tag(page: Page | None) -> str:
    if page is None or not page.url:
        return "<a>"
    return f'<a href="{escape(page.url)}"{_mark(page)}>'


class ReadablePageLinkHandler(PageLinkHandler):
    """Turns a stored link into an address; a link to a page that is not public leads nowhere."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[Any]:
        numbers = [_number(attributes) for attributes in attrs_list]
        material = current_material()
        pages = (
            published_pages().in_bulk([number for number in numbers if number is not None])
            if material is None
            else material.pages
        )
        return [pages.get(number) if number is not None else None for number in numbers]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """Wagtail would ask for each page's translation; what was gathered is in the language."""
        return [
            f'<a href="{escape(page.url)}"{_mark(page)}>'
            if page is not None and page.url
            else "<a>"
            for page in cls.get_many(attrs_list)
        ]


class GatheredDocumentLinkHandler(DocumentLinkHandler):
    """Takes documents from what was fetched with the page."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[Any]:
        material = current_material()
        if material is None:
            return super().get_many(attrs_list)
        numbers = [_number(attributes) for attributes in attrs_list]
        return [material.documents.get(number) if number else None for number in numbers]
