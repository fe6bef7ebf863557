"""Guides as PDF, fetched and read back: their words, titles, links and tags."""

from __future__ import annotations

import io
import re
from typing import Any

from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from sello_guides.models import GuidePage
from sello_guides.pdf_serving import pdf_address


def address_of(guide: GuidePage, language: str = "es") -> str:
    with translation.override(language):
        return pdf_address(guide)


def fetched(client: Client, guide: GuidePage, language: str = "es") -> PdfReader:
    response = client.get(address_of(guide, language))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return PdfReader(io.BytesIO(response.content))


def words(document: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in document.pages).split())


def with_body(guide: GuidePage, *blocks: dict[str, Any], **fields: Any) -> GuidePage:
    """The guide with another body, published anew."""
    guide.body = guide.body.stream_block.to_python(list(blocks))
    for name, value in fields.items():
        setattr(guide, name, value)
    guide.save_revision().publish()
    return GuidePage.objects.get(pk=guide.pk)


def titles_of(document: PdfReader) -> list[str]:
    """Its headings, as a reader's program lists them."""
    return [part.title for part in _flat(document.outline)]


def _flat(outline: Any) -> list[Any]:
    return [
        part for item in outline for part in (_flat(item) if isinstance(item, list) else [item])
    ]


def tags_below(node: Any) -> set[str]:
    node = node.get_object()
    if isinstance(node, list):
        return set().union(*(tags_below(child) for child in node)) if node else set()
    if not isinstance(node, dict):
        return set()
    own = {str(node["/S"])} if "/S" in node else set()
    return own | (tags_below(node["/K"]) if "/K" in node else set())


def addresses_in(document: PdfReader) -> set[str]:
    return {
        str(annotation.get_object()["/A"]["/URI"])
        for page in document.pages
        for annotation in page.get("/Annots", [])
        if "/URI" in annotation.get_object().get("/A", {})
    }


def languages_in(document: PdfReader) -> set[str]:
    """The languages of parts of it, beside that of the whole: of tagged elements, and of runs."""
    found = _languages_below(document.trailer["/Root"]["/StructTreeRoot"])  # type: ignore[index]  # a dictionary
    for page in document.pages:
        content = page.get_contents()
        runs = re.findall(
            rb"/Lang ?\(([^)]*)\)", content.get_data() if content is not None else b""
        )
        found |= {run.decode() for run in runs}
    return found


def _languages_below(node: Any) -> set[str]:
    node = node.get_object()
    if isinstance(node, list):
        return {language for child in node for language in _languages_below(child)}
    if not isinstance(node, dict):
        return set()
    own = {str(node["/Lang"])} if "/Lang" in node else set()
    return own | (_languages_below(node["/K"]) if "/K" in node else set())
