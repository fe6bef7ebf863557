"""The contents of pages as JSON: blocks with everything that they refer to, ready to be shown."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.html import escape
from wagtail import blocks
from wagtail.api import APIField
from wagtail.api.rich_text import APIRichText
from wagtail.models import Page
from wagtail.rich_text.rewriters import LinkRewriter

from sello_site.headless.addresses import page_address, page_item_address, whole
from sello_site.headless.material import Material, api_fields_of, kind_of_chooser, list_values
from sello_site.headless.pictures import picture_item

_SCALARS = (str, bool, int, float)


class Representation:
    """Makes JSON of contents in one language, from material that was gathered for them."""

    def __init__(
        self, material: Material, *, locale_id: int, rich_text_format: str | None = None
    ) -> None:
        self._material = material
        self._locale_id = locale_id
        self._format = APIRichText.resolve_format(rich_text_format)
        self._rewrite = LinkRewriter(
            rules={"page": self._page_link_tag, "document": self._document_link_tag}
        )

    def stream(self, stream: Any) -> list[dict[str, Any]]:
        """The blocks of a body: type, id, and value."""
        return self._stream(stream.stream_block, list(stream.raw_data))

    def text(self, html: str | None, features: list[str] | None = None) -> str:
        """A rich text in the form that was asked for, HTML with whole addresses unless another."""
        if self._format != APIRichText.FORMAT_HTML:
            text: str = APIRichText.serialize(html or "", format=self._format, features=features)
            return text
        rewritten: str = self._rewrite(html or "")
        return rewritten

    def page(self, number: int | None) -> dict[str, Any] | None:
        """A link to a page that a stranger may read; None for any other."""
        page = self._material.page(number, self._locale_id)
        return None if page is None else page_link(page)

    def _page_link_tag(self, attributes: dict[str, str]) -> str:
        page = self._material.page(_number(attributes), self._locale_id)
        address = None if page is None else page_address(page)
        return "<a>" if address is None else f'<a href="{escape(address)}">'

    def _document_link_tag(self, attributes: dict[str, str]) -> str:
        document = self._material.documents.get(_number(attributes))
        return "<a>" if document is None else f'<a href="{escape(whole(document.url))}">'

    def _stream(self, block: Any, raw: Any) -> list[dict[str, Any]]:
        # Blocks of a type that is no more are left out, as on the page.
        return [
            {
                "type": item["type"],
                "id": item.get("id"),
                "value": self._block(block.child_blocks[item["type"]], item["value"]),
            }
            for item in raw or ()
            if item["type"] in block.child_blocks
        ]

    def _block(self, block: Any, raw: Any) -> Any:
        kind = kind_of_chooser(block)
        if kind is not None:
            return self._chosen(kind, raw)
        if isinstance(block, blocks.RichTextBlock):
            return self.text(raw, block.features)
        if isinstance(block, blocks.BaseStructBlock):
            values = raw or {}
            return {
                name: self._block(child, values.get(name, _default(child)))
                for name, child in block.child_blocks.items()
            }
        if isinstance(block, blocks.ListBlock):
            return [self._block(block.child_block, value) for value in list_values(raw)]
        if isinstance(block, blocks.BaseStreamBlock):
            return self._stream(block, raw)
        if raw is None or isinstance(raw, _SCALARS):
            return raw
        return block.get_api_representation(block.to_python(raw))

    def _chosen(self, kind: Any, number: Any) -> Any:
        if not isinstance(number, int):
            return None
        if kind == "page":
            return self.page(number)
        if kind == "document":
            document = self._material.documents.get(number)
            return None if document is None else document_item(document)
        if kind == "picture":
            picture = self._material.pictures.get(number)
            return None if picture is None else picture_item(picture)
        snippet = self._material.snippets.get((kind, number))
        return None if snippet is None else snippet_item(snippet)


def _default(block: Any) -> Any:
    """The value of a field that was added after the block was stored."""
    default = block.get_default()
    return default if default is None or isinstance(default, _SCALARS) else None


def _number(attributes: dict[str, str]) -> int:
    text = attributes.get("id", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def page_link(page: Page) -> dict[str, Any]:
    """A page as something that links to it: enough to show the link, and where to ask for more."""
    return {
        "id": page.pk,
        "title": page.title,
        "locale": page.locale.language_code,
        "html_url": page_address(page),
        "detail_url": page_item_address(page.pk),
    }


def document_item(document: Any) -> dict[str, Any]:
    """A document as something to download: title, address, type, size in bytes."""
    return {
        "id": document.pk,
        "title": document.title,
        "url": whole(document.url),
        "filename": document.filename,
        "content_type": document.content_type,
        "file_extension": document.file_extension,
        "size": document.get_file_size(),
    }


def snippet_item(snippet: Model) -> dict[str, Any]:
    """A snippet as its ``api_fields`` tell it; without them, by its name alone."""
    model = type(snippet)
    relations = {field.name for field in api_fields_of(model) if field.is_relation}
    names = [declared.name for declared in APIField.get_fields_for_model(model)]
    return {
        "id": snippet.pk,
        "type": model._meta.label,
        "title": str(snippet),
        **{name: getattr(snippet, name) for name in names if name not in relations},
    }
