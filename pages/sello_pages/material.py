"""Fetches what a page shows beside its own row, together, so that queries do not grow with it.

A body can link to pages from buttons, from related content and from within its texts, and every
page has the main menu: all of these come with one query, and only pages that everybody may read.
Documents come with another, and the stored renditions of all pictures with a third.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from wagtail import blocks
from wagtail.blocks.field_block import PageChooserBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import Document
from wagtail.models import Page, Site

from sello_pages.responsive import prefetch_renditions
from sello_site.publication import published_pages

LINK_IN_TEXT = re.compile(r'<a\b[^>]*\blinktype="(page|document)"[^>]*>')
ID_IN_TAG = re.compile(r'\bid="([0-9]{1,18})"')

FOOTER_SLUGS = ("contacto", "accesibilidad", "privacidad")
"""Pages under home that the footer of every page leads to."""


@dataclass(frozen=True)
class Material:
    """What was fetched for one answer: linked pages and documents by id, and the menus' pages."""

    pages: dict[int, Page] = field(default_factory=dict)
    documents: dict[int, Document] = field(default_factory=dict)
    menu: tuple[Page, ...] = ()
    footer: tuple[Page, ...] = ()


_current: ContextVar[Material | None] = ContextVar("sello_pages_material", default=None)


def current_material() -> Material | None:
    """What was fetched for the page that is being put together, or None outside of that."""
    return _current.get()


@contextmanager
def using(material: Material | None) -> Iterator[None]:
    """Lets blocks and rich text find their pages in ``material``."""
    token = _current.set(material)
    try:
        yield
    finally:
        _current.reset(token)


Reference = tuple[str, int]
"""What a body refers to: "page" or "document", and its id."""


def references_in_text(html: str) -> Iterator[Reference]:
    """The pages and documents that a rich text (in its stored form) links to."""
    for found in LINK_IN_TEXT.finditer(html):
        number = ID_IN_TAG.search(found.group(0))
        if number:
            yield found.group(1), int(number.group(1))


def references_in(block: blocks.Block, raw: Any) -> Iterator[Reference]:
    """The pages and documents that a stored block value refers to, without any query."""
    if isinstance(block, PageChooserBlock):
        if isinstance(raw, int):
            yield "page", raw
    elif isinstance(block, DocumentChooserBlock):
        if isinstance(raw, int):
            yield "document", raw
    elif isinstance(block, blocks.RichTextBlock):
        yield from references_in_text(raw or "")
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from references_in(child, (raw or {}).get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in raw or ():
            # Both of the forms in which Wagtail stores lists.
            wrapped = isinstance(item, dict) and item.keys() >= {"type", "value"}
            yield from references_in(block.child_block, item["value"] if wrapped else item)
    elif isinstance(block, blocks.BaseStreamBlock):
        for item in raw or ():
            child = block.child_blocks.get(item["type"])
            if child is not None:
                yield from references_in(child, item["value"])


def gather(
    request: HttpRequest, *, streams: Iterable[Any] = (), page_ids: Iterable[int | None] = ()
) -> Material:
    """Fetches the menus and all that the streams and ``page_ids`` refer to.

    The streams' values are then made with it, so that no block asks for its pages again.
    """
    streams = list(streams)
    references = {
        reference
        for stream in streams
        for reference in references_in(stream.stream_block, list(stream.raw_data))
    }
    wanted = {number for kind, number in references if kind == "page"}
    wanted.update(number for number in page_ids if number is not None)
    documents = {number for kind, number in references if kind == "document"}
    site = Site.find_for_request(request)
    which = Q(pk__in=wanted)
    if site is not None:
        home = site.root_page
        which |= Q(path__startswith=home.path, depth=home.depth + 1) & (
            Q(show_in_menus=True) | Q(slug__in=FOOTER_SLUGS)
        )
    found = list(published_pages(request).filter(which).order_by("path"))
    below_home = [
        page
        for page in found
        if site is not None and page.depth == home.depth + 1 and page.path.startswith(home.path)
    ]
    material = Material(
        pages={page.pk: page for page in found if page.pk in wanted},
        documents=Document.objects.in_bulk(documents) if documents else {},
        menu=tuple(page for page in below_home if page.show_in_menus),
        footer=tuple(
            sorted(
                (page for page in below_home if page.slug in FOOTER_SLUGS),
                key=lambda page: FOOTER_SLUGS.index(page.slug),
            )
        ),
    )
    with using(material):
        # Values are made once and kept; making them now lets blocks take what was gathered.
        children = [child for stream in streams for child in stream]
        pictures = [child.value["image"] for child in children if child.block_type == "picture"]
        for child in children:
            child.value  # noqa: B018  # read for its effect
    prefetch_renditions(pictures)
    request._sello_material = material  # type: ignore[attr-defined]  # for the menus' tags
    return material


def material_of(request: HttpRequest) -> Material:
    """What was gathered for this answer; gathers the menus for views that show no page."""
    known: Material | None = getattr(request, "_sello_material", None)
    return gather(request) if known is None else known
