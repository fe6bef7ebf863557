"""What blocks ask of themselves: alternative texts, the order of headings, headers of tables.

The rules are the blocks' own, in their ``clean()``. The form asks them of what is published from
the editor; here they are asked of what comes by another way, and of what was published before
they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.models import Page

from sello_editorial.checking.streams import Body, bodies_of
from sello_site.signals import ContentProblem

Step = int | str


def block_problems(page: Page) -> Iterator[ContentProblem]:
    """One problem for each rule of a block that is broken, at the block."""
    for body in bodies_of(page):
        try:
            body.stream.stream_block.clean(body.stream)
        except ValidationError as error:
            for path, message in _messages(error):
                yield _problem(body, path, message)


def _problem(body: Body, path: tuple[Step, ...], message: str) -> ContentProblem:
    position, inner = (path[0], list(path[1:])) if path else (None, [])
    if not isinstance(position, int):
        return ContentProblem("block", message, field=body.field, place=body.label)
    return ContentProblem(
        "block",
        message,
        field=body.field,
        block_id=body.block_id(position),
        place=body.place(position, *_labels(body.stream[position], inner)),
    )


def _labels(bound: Any, path: list[Step]) -> Iterator[str]:
    block, value = bound.block, bound.value
    for step in path:
        if isinstance(block, blocks.BaseStreamBlock) and isinstance(step, int):
            block, value = value[step].block, value[step].value
        elif isinstance(block, blocks.ListBlock) and isinstance(step, int):
            block, value = block.child_block, value[step]
            yield str(step + 1)
            continue
        elif isinstance(block, blocks.BaseStructBlock) and step in block.child_blocks:
            block, value = block.child_blocks[step], value[step]
        else:
            return
        yield str(block.label)


def _messages(
    error: ValidationError, path: tuple[Step, ...] = ()
) -> Iterator[tuple[tuple[Step, ...], str]]:
    inner = getattr(error, "block_errors", None)
    if inner is None:
        yield from ((path, message) for message in error.messages)
        return
    pairs = inner.items() if isinstance(inner, dict) else enumerate(inner)
    for step, child in pairs:
        if child is not None:
            yield from _messages(child, (*path, step))
    for other in getattr(error, "non_block_errors", ()):
        yield from ((path, message) for message in getattr(other, "messages", [str(other)]))
