"""A translated page must be one that an editor could have published in Spanish.

Strings and addresses come in through catalogs, the editor of translations and its requests, none
of which ask the blocks for their rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page

SAFE_ADDRESS = re.compile(r"(https?://|mailto:|tel:|/(?!/)|#)", re.IGNORECASE)
"""How an address begins that a text may link to."""


def is_safe_address(address: str) -> bool:
    """Whether a link may lead there: the web, a mailbox, a telephone, this site; never a script."""
    return SAFE_ADDRESS.match(address) is not None


def problems_of(page: Page) -> list[str]:
    """What keeps a translated page from being published, a sentence for each."""
    problems: list[str] = []
    for field in page._meta.concrete_fields:
        if not isinstance(field, StreamField):
            continue
        stream = field.value_from_object(page)
        try:
            field.stream_block.clean(stream)
        except ValidationError as error:
            problems += [_with_place(stream, text) for text in _messages(error)]
        problems += [
            _("Un enlace lleva a «%(address)s», adonde no se puede enlazar.") % {"address": address}
            for address in _addresses(field.stream_block, list(stream.raw_data))
            if not is_safe_address(address)
        ]
    return list(dict.fromkeys(problems))


def _with_place(stream: Any, found: tuple[tuple[int | str, ...], str]) -> str:
    path, text = found
    labels = []
    block: blocks.Block = stream.stream_block
    value: Any = stream
    for step in path:
        if isinstance(block, blocks.BaseStreamBlock) and isinstance(step, int):
            child = value[step]
            block, value = child.block, child.value
        elif isinstance(block, blocks.ListBlock) and isinstance(step, int):
            block, value = block.child_block, value[step]
            labels.append(str(step + 1))
            continue
        elif isinstance(block, blocks.BaseStructBlock) and step in block.child_blocks:
            block, value = block.child_blocks[step], value[step]
        else:
            break
        labels.append(str(block.label))
    return f"{' › '.join(labels)}: {text}" if labels else text


def _messages(
    error: ValidationError, path: tuple[int | str, ...] = ()
) -> Iterator[tuple[tuple[int | str, ...], str]]:
    inner = getattr(error, "block_errors", None)
    if inner is None:
        yield from ((path, text) for text in error.messages)
        return
    pairs = inner.items() if isinstance(inner, dict) else enumerate(inner)
    for step, child in pairs:
        if child is not None:
            yield from _messages(child, (*path, step))
    for other in getattr(error, "non_block_errors", ()):
        yield from ((path, text) for text in getattr(other, "messages", [str(other)]))


def _addresses(block: blocks.Block, raw: Any) -> Iterator[str]:
    """The addresses in the rich texts of a stored value."""
    if isinstance(block, blocks.RichTextBlock):
        for link in BeautifulSoup(raw or "", "html.parser").find_all("a", href=True):
            yield str(link["href"])
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from _addresses(child, (raw or {}).get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in raw or ():
            is_whole = isinstance(item, dict) and item.keys() >= {"type", "value"}
            yield from _addresses(block.child_block, item["value"] if is_whole else item)
    elif isinstance(block, blocks.BaseStreamBlock):
        for item in raw or ():
            child = block.child_blocks.get(item["type"])
            if child is not None:
                yield from _addresses(child, item["value"])
