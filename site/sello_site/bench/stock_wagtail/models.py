"""One page type, as in Wagtail's tutorial."""

from __future__ import annotations

from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page


class StockPage(Page):
    body = StreamField(
        [
            ("heading", blocks.CharBlock()),
            ("paragraph", blocks.RichTextBlock()),
            (
                "source",
                blocks.StructBlock([("title", blocks.CharBlock()), ("address", blocks.URLBlock())]),
            ),
        ]
    )

    class Meta:
        app_label = "stock"

    template = "stock/page.html"
