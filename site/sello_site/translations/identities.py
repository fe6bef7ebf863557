"""Gives the items of lists the identity by which a translation knows them again.

wagtail-localize passes over lists that are stored without one, as code and imports may write them:
the cells of a table would be missing from the catalog, and stay in Spanish without a word.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField

_NAMESPACE = uuid.UUID("1c0f6e7e-4c39-5a35-9d8b-2f3c8a6d4e11")


def give_identities(instance: models.Model) -> bool:
    """Completes the stored blocks of an object; whether anything was missing.

    An identity that is missing is made from the place, so that the same text gets the same again.
    """
    changed = {}
    for field in instance._meta.concrete_fields:
        if not isinstance(field, StreamField):
            continue
        stream = field.value_from_object(instance)
        raw = [dict(item) for item in stream.raw_data]
        whole = _whole(field.stream_block, raw, field.name)
        if whole != raw:
            changed[field.name] = field.stream_block.to_python(whole)
    if not changed:
        return False
    for name, value in changed.items():
        setattr(instance, name, value)
    # Neither a new revision nor a publication: no reader sees a difference.
    type(instance)._default_manager.filter(pk=instance.pk).update(**changed)
    return True


def _identity(place: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, place))


def _whole(block: blocks.Block, raw: Any, place: str) -> Any:
    if isinstance(block, blocks.BaseStreamBlock):
        items = []
        for number, item in enumerate(raw or ()):
            child = block.child_blocks.get(item["type"])
            key = item.get("id") or _identity(f"{place}/{number}")
            value = item["value"] if child is None else _whole(child, item["value"], key)
            items.append({**item, "value": value, "id": key})
        return items
    if isinstance(block, blocks.ListBlock):
        items = []
        for number, item in enumerate(raw or ()):
            is_whole = isinstance(item, dict) and item.keys() >= {"type", "value"}
            key = (item.get("id") if is_whole else None) or _identity(f"{place}/{number}")
            value = item["value"] if is_whole else item
            items.append(
                {"type": "item", "value": _whole(block.child_block, value, key), "id": key}
            )
        return items
    if isinstance(block, blocks.BaseStructBlock) and isinstance(raw, dict):
        return {
            name: (
                _whole(block.child_blocks[name], value, f"{place}/{name}")
                if name in block.child_blocks
                else value
            )
            for name, value in raw.items()
        }
    return raw
