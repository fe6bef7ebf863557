"""Fetches, together, what the contents of pages refer to: pages, documents, pictures, snippets.

The number of queries depends on the kinds of things referred to, never on how many there are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import ForeignKey, Model
from django.http import HttpRequest
from wagtail import blocks
from wagtail.api import APIField
from wagtail.blocks.field_block import PageChooserBlock
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock

from sello_site.headless.pictures import fetch_pictures
from sello_site.publication import published_pages

_LINK = re.compile(r'<a\b[^>]*\blinktype="(page|document)"[^>]*>')
_ID = re.compile(r'\bid="([0-9]{1,18})"')

Kind = str | type[Model]
"""``page``, ``document``, ``picture``, or the model of a snippet."""
Reference = tuple[Kind, int]


@dataclass(frozen=True)
class Material:
    """What was fetched, by id. Pages are those that a stranger may read, in all languages."""

    pages: dict[int, Page] = field(default_factory=dict)
    versions: dict[tuple[Any, int], Page] = field(default_factory=dict)
    documents: dict[int, Any] = field(default_factory=dict)
    pictures: dict[int, Any] = field(default_factory=dict)
    snippets: dict[tuple[type[Model], int], Model] = field(default_factory=dict)

    def page(self, number: int | None, locale_id: int) -> Page | None:
        """The page in that language; in its own where there is no version in that one."""
        page = self.pages.get(number) if number is not None else None
        if page is None or page.locale_id == locale_id:
            return page
        return self.versions.get((page.translation_key, locale_id), page)


def api_fields_of(model: type[Model]) -> Iterator[Any]:
    """The model's fields that its ``api_fields`` name."""
    for declared in APIField.get_fields_for_model(model, db_fields_only=True):
        yield model._meta.get_field(declared.name)


def gather(items: Iterable[Model], request: HttpRequest | None = None) -> Material:
    """Fetches what the contents of these items (specific pages, for the most part) refer to."""
    wanted: dict[Kind, set[int]] = defaultdict(set)
    for item in items:
        for kind, number in references_of(item):
            wanted[kind].add(number)
    pages = _fetch_pages(wanted.pop("page", set()), request)
    documents = wanted.pop("document", set())
    pictures = wanted.pop("picture", set())
    return Material(
        pages={page.pk: page for page in pages},
        versions={(page.translation_key, page.locale_id): page for page in pages},
        documents=get_document_model().objects.in_bulk(documents) if documents else {},
        pictures=fetch_pictures(pictures),
        snippets={
            (model, number): snippet
            for model, numbers in wanted.items()
            if not isinstance(model, str)
            for number, snippet in model._default_manager.in_bulk(numbers).items()
        },
    )


def _fetch_pages(numbers: set[int], request: HttpRequest | None) -> list[Page]:
    if not numbers:
        return []
    keys = Page.objects.filter(pk__in=numbers).values("translation_key")
    return list(published_pages(request).filter(translation_key__in=keys).select_related("locale"))


def references_of(item: Model) -> Iterator[Reference]:
    """What the item's API fields refer to, found without any query."""
    for model_field in api_fields_of(type(item)):
        if isinstance(model_field, StreamField):
            stream = getattr(item, model_field.name)
            yield from _in_block(stream.stream_block, list(stream.raw_data))
        elif isinstance(model_field, RichTextField):
            yield from _in_text(getattr(item, model_field.name) or "")
        elif isinstance(model_field, ForeignKey):
            number = getattr(item, model_field.attname)
            if number is not None and issubclass(model_field.related_model, Page):
                yield "page", number


def _in_text(html: str) -> Iterator[Reference]:
    for found in _LINK.finditer(html):
        number = _ID.search(found.group(0))
        if number:
            yield found.group(1), int(number.group(1))


def kind_of_chooser(block: Any) -> Kind | None:
    """What a chooser chooses; None for a block that is no chooser."""
    if isinstance(block, PageChooserBlock):
        return "page"
    if isinstance(block, DocumentChooserBlock):
        return "document"
    if isinstance(block, ImageChooserBlock):
        return "picture"
    if isinstance(block, SnippetChooserBlock):
        return block.target_model
    return None


def _in_block(block: Any, raw: Any) -> Iterator[Reference]:
    kind = kind_of_chooser(block)
    if kind is not None:
        if isinstance(raw, int):
            yield kind, raw
    elif isinstance(block, blocks.RichTextBlock):
        yield from _in_text(raw or "")
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from _in_block(child, (raw or {}).get(name))
    elif isinstance(block, blocks.ListBlock):
        for value in list_values(raw):
            yield from _in_block(block.child_block, value)
    elif isinstance(block, blocks.BaseStreamBlock):
        for item in raw or ():
            child = block.child_blocks.get(item["type"])
            if child is not None:
                yield from _in_block(child, item["value"])


def list_values(raw: Any) -> Iterator[Any]:
    """The values of a stored list, in either of the forms in which Wagtail stores it."""
    for item in raw or ():
        wrapped = isinstance(item, dict) and item.keys() >= {"type", "value"}
        yield item["value"] if wrapped else item
