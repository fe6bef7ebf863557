"""The model fields that hold a guide's version notes, attachments and chosen companions."""

from __future__ import annotations

from typing import Any, ClassVar

from wagtail import blocks
from wagtail.fields import StreamField

from sello_guides.blocks import AttachmentBlocks, RelatedGuideBlocks, VersionBlocks


class _NamedStreamField(StreamField):
    """Blocks of one class. Migrations name the field alone, so that another label in a block,
    of this plugin or of another, asks for none."""

    blocks_class: ClassVar[type[blocks.StreamBlock]]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        kwargs.setdefault("blank", True)
        super().__init__(self.blocks_class(), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _arguments, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs


class VersionNotesField(_NamedStreamField):
    blocks_class = VersionBlocks


class AttachmentsField(_NamedStreamField):
    blocks_class = AttachmentBlocks


class RelatedGuidesField(_NamedStreamField):
    blocks_class = RelatedGuideBlocks
