"""Fetches what a page shows beside its own row, together, so that queries do not grow with it.

A body can link to pages from buttons, from related content and from within its texts, and every
page has the main menu: all of these come with one query, and only pages that everybody may read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail import blocks
from wagtail.blocks.field_block import PageChooserBlock
from wagtail.models import Page, Site

PAGE_IN_TEXT = re.compile(r'<a\b[^>]*\blinktype="page"[^>]*>')
ID_IN_TAG = re.compile(r'\bid="([0-9]{1,18})"')


@dataclass(frozen=True)
class Material:
    """What was fetched for one answer: linked pages by id, and the pages of the main menu."""

    pages: dict[int, Page] = field(default_factory=dict)
    menu: tuple[Page, ...] = ()


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


def page_ids_in_text(html: str) -> Iterator[int]:
    """Ids of the pages that a rich text (in its stored form) links to."""
    for tag in PAGE_IN_TEXT.findall(html):
        found = ID_IN_TAG.search(tag)
        if found:
            yield int(found.group(1))


def page_ids_in(block: blocks.Block, raw: Any) -> Iterator[int]:
    """Ids of all pages that a stored block value refers to, without asking the database."""
    if isinstance(block, PageChooserBlock):
        if isinstance(raw, int):
            yield raw
    elif isinstance(block, blocks.RichTextBlock):
        yield from page_ids_in_text(raw or "")
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from page_ids_in(child, (raw or {}).get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in raw or ():
            # Both of the forms in which Wagtail stores lists.
            wrapped = isinstance(item, dict) and item.keys() >= {"type", "value"}
            yield from page_ids_in(block.child_block, item["value"] if wrapped else item)
    elif isinstance(block, blocks.BaseStreamBlock):
        for item in raw or ():
            child = block.child_blocks.get(item["type"])
            if child is not None:
                yield from page_ids_in(child, item["value"])


def readable_pages() -> QuerySet[Page]:
    """Pages that a stranger may read."""
    try:
        from sello_site.publication import published_pages  # inline: needs loaded models
    except ImportError:
        return Page.objects.live().public()
    return published_pages()


def gather(
    request: HttpRequest, *, streams: Iterable[Any] = (), page_ids: Iterable[int | None] = ()
) -> Material:
    """Fetches the menu and all pages that the streams and ``page_ids`` refer to, in one query.

    The streams' values are then made with it, so that no block asks for its pages again.
    """
    streams = list(streams)
    wanted = {number for number in page_ids if number is not None}
    for stream in streams:
        wanted.update(page_ids_in(stream.stream_block, list(stream.raw_data)))
    site = Site.find_for_request(request)
    which = Q(pk__in=wanted)
    if site is not None:
        home = site.root_page
        which |= Q(path__startswith=home.path, depth=home.depth + 1, show_in_menus=True)
    found = list(readable_pages().filter(which).order_by("path"))
    material = Material(
        pages={page.pk: page for page in found if page.pk in wanted},
        menu=tuple(
            page
            for page in found
            if site is not None
            and page.show_in_menus
            and page.depth == home.depth + 1
            and page.path.startswith(home.path)
        ),
    )
    with using(material):
        for stream in streams:
            for child in stream:
                child.value  # noqa: B018  # read for its effect: the value is made now and kept
    return material
