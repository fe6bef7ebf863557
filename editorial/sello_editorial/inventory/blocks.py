"""Which blocks the pages are made of, where each one is used, and which ones nobody uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, get_page_models

_AT_ONCE = 200


@dataclass(frozen=True)
class PageUse:
    """How often a page uses a kind of block."""

    page_id: int
    title: str
    number: int


@dataclass
class BlockUse:
    """One kind of block: what editors call it, and where it is used."""

    name: str
    label: str
    fields: set[str] = field(default_factory=set)
    pages: list[PageUse] = field(default_factory=list)

    @property
    def number(self) -> int:
        return sum(page.number for page in self.pages)


def inventory(locale: Locale) -> list[BlockUse]:
    """Every kind of block that a published page of a language may have: the most used first, and
    those at the end that nobody uses. Aliases are not counted: they repeat."""
    found: dict[str, BlockUse] = {}
    for model in get_page_models():
        streams = [one for one in model._meta.concrete_fields if isinstance(one, StreamField)]
        for stream in streams:
            for block in _kinds(stream.stream_block):
                name = block.name
                use = found.setdefault(name, BlockUse(name, str(block.label)))
                use.fields.add(str(stream.verbose_name))
        if streams:
            for page in _pages(model, streams, locale):
                for name, number in _counted(page, streams).items():
                    found[name].pages.append(PageUse(page.pk, page.title, number))
    for use in found.values():
        use.pages.sort(key=lambda page: (-page.number, page.title.lower()))
    return sorted(found.values(), key=lambda use: (-use.number, use.label.lower()))


def _pages(model: type[models.Model], streams: list[Any], locale: Locale) -> Iterator[Any]:
    names = [stream.name for stream in streams]
    pages = model._default_manager.filter(live=True, alias_of=None, locale=locale)
    only = pages.only("pk", "title", "path", "depth", *names).order_by("pk")
    return only.iterator(chunk_size=_AT_ONCE)


def _counted(page: Page, streams: list[Any]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for stream in streams:
        raw = list(stream.value_from_object(page).raw_data)
        counted.update(_used(stream.stream_block, raw))
    return counted


def _kinds(block: blocks.Block) -> Iterator[blocks.Block]:
    """What an editor picks from: the children of streams, at whatever depth."""
    if isinstance(block, blocks.BaseStreamBlock):
        for child in block.child_blocks.values():
            yield child
            yield from _kinds(child)
    elif isinstance(block, blocks.BaseStructBlock):
        for child in block.child_blocks.values():
            yield from _kinds(child)
    elif isinstance(block, blocks.ListBlock):
        yield from _kinds(block.child_block)


def _used(block: blocks.Block, raw: Any) -> Iterator[str]:
    """The names of the picked blocks in a stored value."""
    if isinstance(block, blocks.BaseStreamBlock):
        for item in raw or ():
            child = block.child_blocks.get(item["type"])
            if child is not None:
                yield item["type"]
                yield from _used(child, item["value"])
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from _used(child, (raw or {}).get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in raw or ():
            wrapped = isinstance(item, dict) and item.keys() >= {"type", "value"}
            yield from _used(block.child_block, item["value"] if wrapped else item)
