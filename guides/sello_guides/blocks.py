"""The one block that only guides have: the list of their sources."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class SourceBlock(blocks.StructBlock):
    """Where something that a guide says comes from."""

    title = blocks.CharBlock(label=_("Título"), max_length=200)
    publisher = blocks.CharBlock(
        label=_("Quién lo publica"), max_length=160, help_text=_("Institución o persona autora.")
    )
    address = blocks.URLBlock(
        label=_("Dirección"), required=False, help_text=_("Si está publicado en la web.")
    )

    class Meta:
        icon = "link-external"
        label = _("Fuente")
        label_format = "{title}"


class SourceBlocks(blocks.StreamBlock):
    source = SourceBlock()
