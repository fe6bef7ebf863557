"""Finds links in what editors write: addresses elsewhere, paths of this site, and references to
pages and documents by their id."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urlsplit

from django.conf import settings
from django.db import models
from wagtail import blocks
from wagtail.blocks.field_block import PageChooserBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField

from sello_editorial.content_walk import (
    Leaf,
    fields_with_links,
    leaves,
    public_models,
    published_objects,
)
from sello_pages.blocks.links import AddressBlock
from sello_pages.material import references_in_text

_HREF = re.compile(r"""<a\b[^>]*?\shref=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)

PAGE, DOCUMENT, PATH, EXTERNAL = "page", "document", "path", "external"


@dataclass(frozen=True)
class Link:
    """One link: its kind, and what it leads to (an id, a path, an address)."""

    kind: str
    target: int | str
    where: str


def links_in(leaf: Leaf) -> Iterator[Link]:
    """The links that a leaf holds."""
    holder, value = leaf.holder, leaf.value
    if not value:
        return
    if isinstance(holder, PageChooserBlock):
        if isinstance(value, int):
            yield Link(PAGE, value, leaf.where)
    elif isinstance(holder, DocumentChooserBlock):
        if isinstance(value, int):
            yield Link(DOCUMENT, value, leaf.where)
    elif isinstance(holder, blocks.RichTextBlock | RichTextField):
        for kind, number in references_in_text(str(value)):
            yield Link(kind, number, leaf.where)
        for address in addresses_in_text(str(value)):
            yield from links_to(address, leaf.where)
    elif isinstance(holder, blocks.URLBlock | AddressBlock | models.URLField):
        yield from links_to(str(value), leaf.where)


def addresses_in_text(text: str) -> list[str]:
    """The addresses that a rich text (in its stored form) links to."""
    return [html.unescape(double or single) for double, single in _HREF.findall(text)]


def links_to(address: str, where: str = "") -> Iterator[Link]:
    """The link that an address is: a path of this site, one elsewhere, or none (a mailbox)."""
    bare = urldefrag(address.strip())[0] if _is_readable(address) else address.strip()
    if bare.startswith("/") and not bare.startswith("//"):
        yield Link(PATH, bare.partition("?")[0], where)
    elif bare.lower().startswith(("http://", "https://")):
        if _host(bare) == _host(settings.SELLO_PUBLIC_URL):
            yield Link(PATH, urlsplit(bare).path or "/", where)
        else:
            yield Link(EXTERNAL, bare, where)


def _is_readable(address: str) -> bool:
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return None


def published_links() -> Iterator[tuple[Any, Link]]:
    """Every link of everything that is published, with the object in which it stands."""
    for model in public_models():
        fields = fields_with_links(model)
        if not fields:
            continue
        for item in published_objects(model, fields):
            for leaf in leaves(item, fields):
                for link in links_in(leaf):
                    yield item, link
