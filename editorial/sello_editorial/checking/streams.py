"""Bodies of blocks, and how the place of something in them is told to an editor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page


@dataclass(frozen=True)
class Body:
    """A field of blocks and what a page has in it."""

    field: str
    label: str
    stream: Any

    def place(self, position: int, *labels: Any) -> str:
        """Where something is, as an editor finds it: «Contenido › 3. Imagen › Leyenda»."""
        block = self.stream[position].block
        numbered = _("%(position)s. %(block)s") % {"position": position + 1, "block": block.label}
        return " › ".join([self.label, numbered, *(str(label) for label in labels)])

    def block_id(self, position: int) -> str:
        return self.stream[position].id or ""


@dataclass(frozen=True)
class Leaf:
    """A stored value of a block without blocks in it, or of a struct as a whole."""

    position: int
    labels: tuple[str, ...]
    block: blocks.Block
    raw: Any


def bodies_of(page: Page) -> list[Body]:
    """The fields of blocks of a page, in the order in which its model has them."""
    return [
        Body(field.name, str(capfirst(field.verbose_name)), field.value_from_object(page))
        for field in page._meta.concrete_fields
        if isinstance(field, StreamField)
    ]


def leaves_of(body: Body) -> Iterator[Leaf]:
    """Everything that is stored in a body, without any query; structs come before their parts."""
    for position, item in enumerate(body.stream.raw_data):
        child = body.stream.stream_block.child_blocks.get(item["type"])
        if child is not None:
            yield from _leaves(position, (), child, item["value"])


def _leaves(
    position: int, labels: tuple[str, ...], block: blocks.Block, raw: Any
) -> Iterator[Leaf]:
    if isinstance(block, blocks.BaseStructBlock):
        yield Leaf(position, labels, block, raw or {})
        for name, child in block.child_blocks.items():
            inner = (*labels, str(child.label))
            yield from _leaves(position, inner, child, (raw or {}).get(name))
    elif isinstance(block, blocks.ListBlock):
        for number, item in enumerate(raw or (), start=1):
            # Both of the forms in which Wagtail stores lists.
            wrapped = isinstance(item, dict) and item.keys() >= {"type", "value"}
            value = item["value"] if wrapped else item
            yield from _leaves(position, (*labels, str(number)), block.child_block, value)
    elif isinstance(block, blocks.BaseStreamBlock):
        for item in raw or ():
            inner_block = block.child_blocks.get(item["type"])
            if inner_block is not None:
                inner = (*labels, str(inner_block.label))
                yield from _leaves(position, inner, inner_block, item["value"])
    else:
        yield Leaf(position, labels, block, raw)
