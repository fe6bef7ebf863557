"""Goes through everything that editors write and readers see, down to single texts and addresses.

Which models those are follows from what the plugins declare as public; so content of a plugin that
is installed later is gone through as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.text import capfirst
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from sello_site.framework_models import PUBLIC_MODELS
from sello_site.plugin_registry import registry

BETWEEN = " › "
_AT_ONCE = 200


@dataclass(frozen=True)
class Leaf:
    """A value that holds no other values: the text of a field, or of a block within one.

    ``holder`` is the field or the block that says what kind of value it is; ``labels`` say to an
    editor where it stands, and are made into text only when that is asked: most leaves are passed
    over.
    """

    holder: models.Field | blocks.Block
    value: Any
    labels: tuple[Any, ...]

    @property
    def where(self) -> str:
        return BETWEEN.join(map(str, self.labels))


Visit = Callable[[Leaf], Any]
"""Called with each leaf; answers with the value that shall stand there."""


def mapped(block: blocks.Block, raw: Any, visit: Visit, labels: tuple[Any, ...] = ()) -> Any:
    """A stored block value with every leaf replaced by what ``visit`` answers; asks nothing of the
    database."""
    if isinstance(block, blocks.BaseStructBlock):
        known = block.child_blocks
        return {
            name: mapped(known[name], value, visit, (*labels, known[name].label))
            if name in known
            else value
            for name, value in (raw or {}).items()
        }
    if isinstance(block, blocks.ListBlock):
        return [_item(block.child_block, item, visit, labels) for item in raw or ()]
    if isinstance(block, blocks.BaseStreamBlock):
        return [_child(block, item, visit, labels) for item in raw or ()]
    return visit(Leaf(block, raw, labels))


def _item(block: blocks.Block, item: Any, visit: Visit, labels: tuple[Any, ...]) -> Any:
    # Both of the forms in which Wagtail stores lists.
    if isinstance(item, dict) and item.keys() >= {"type", "value"}:
        return {**item, "value": mapped(block, item["value"], visit, labels)}
    return mapped(block, item, visit, labels)


def _child(
    block: blocks.BaseStreamBlock, item: dict[str, Any], visit: Visit, labels: tuple[Any, ...]
) -> dict[str, Any]:
    child = block.child_blocks.get(item["type"])
    if child is None:
        return item
    return {**item, "value": mapped(child, item["value"], visit, (*labels, child.label))}


def map_field(item: models.Model, field: models.Field, visit: Visit) -> Any:
    """What a field of an object would hold with every leaf replaced by what ``visit`` answers: raw
    values of a stream, or the text itself."""
    labels = (capfirst(field.verbose_name),)
    value = field.value_from_object(item)
    if isinstance(field, StreamField):
        return mapped(field.stream_block, list(value.raw_data), visit, labels)
    return visit(Leaf(field, value, labels))


def leaves(item: models.Model, fields: Iterable[models.Field]) -> Iterator[Leaf]:
    """All leaves of these fields of an object."""
    found: list[Leaf] = []

    def keep(leaf: Leaf) -> Any:
        found.append(leaf)
        return leaf.value

    for field in fields:
        map_field(item, field, keep)
    return iter(found)


def public_models() -> list[type[models.Model]]:
    """The models of what anonymous readers see, in a fixed order."""
    names = [
        *PUBLIC_MODELS,
        *(
            f"{plugin.label}.{name}"
            for plugin in registry.plugins()
            for name in plugin.public_models
        ),
    ]
    return [apps.get_model(name) for name in dict.fromkeys(names)]


def fields_with_links(model: type[models.Model]) -> list[models.Field]:
    """The fields of a model in which an address, or a link within a text, may stand."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, StreamField | RichTextField | models.URLField)
    ]


def published_objects(model: type[models.Model], fields: list[models.Field]) -> Iterator[Any]:
    """Those objects of a model whose content is out, with these fields alone. Aliases are left
    out: they repeat."""
    names = [field.name for field in fields]
    rows: Any = model._default_manager.order_by("pk")
    if issubclass(model, Page):
        rows = rows.filter(live=True, alias_of=None)
        names += ["title", "path", "depth", "locale_id"]
    elif any(field.name == "live" for field in model._meta.concrete_fields):
        rows = rows.filter(live=True)
    names += [key.name for key in _keys_of_parents(model)]
    return rows.only("pk", *names).iterator(chunk_size=_AT_ONCE)


def _keys_of_parents(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ParentalKey)]


def edited_as(item: models.Model) -> tuple[type[models.Model], int]:
    """Where an editor changes this: a page for all types of pages, the parent for its parts."""
    if isinstance(item, Page):
        return Page, item.pk
    for key in _keys_of_parents(type(item)):
        number = getattr(item, key.attname)
        parent: type[models.Model] = key.related_model  # type: ignore[assignment]  # resolved by now
        if number is not None:
            return (Page if issubclass(parent, Page) else parent), number
    return type(item), item.pk
