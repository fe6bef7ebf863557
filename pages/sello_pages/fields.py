"""The model field that holds the body of a page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from sello_pages.blocks import ContentBlocks


class BodyField(StreamField):
    """A body made of :class:`ContentBlocks`.

    Migrations name this field alone: a new block or another label changes no table, and must not
    ask every plugin with a page type for a migration.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("verbose_name", _("contenido"))
        kwargs.pop("block_lookup", None)
        super().__init__(ContentBlocks(), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _arguments, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
