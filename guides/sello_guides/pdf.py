"""What a guide says on paper: its data for the template ``guide.typ``, in the reader's language."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Page

from sello_guides.models import GuidePage
from sello_guides.selectors import related_to
from sello_pages.material import Material, gather
from sello_pages.printed import Printed, printed
from sello_pages.printed_html import Node, run, tree_of_html, whole_address
from sello_pages.reading import Reading, reading, text_language
from sello_site.typesetting.compiling import compile_pdf
from sello_site.typesetting.keeping import fingerprint_of
from sello_site.typesetting.social import NAME, ORGANISATION

TEMPLATE = "guide"


@dataclass(frozen=True)
class GuideOnPaper:
    """All that is printed of a guide, before it is typeset."""

    title: str
    language: str
    """Of the text: Spanish where the reader's language has no translation."""

    data: dict[str, Any]
    body: Printed
    published_at: datetime.datetime | None
    is_for_search_engines: bool

    @property
    def fingerprint(self) -> str:
        """Differs whenever anything does that is printed."""
        return fingerprint_of(
            {**self.data, "title": self.title, "language": self.language, "body": self.body.nodes}
        )

    def pdf(self) -> bytes:
        """Raises :class:`~sello_site.typesetting.compiling.TypesettingFailed`."""
        nodes, pictures = self.body.with_files()
        return compile_pdf(
            template=TEMPLATE,
            data={**self.data, "body": nodes},
            language=self.language,
            title=self.title,
            pictures=pictures,
            made_on=self.published_at,
        )


def on_paper(guide: GuidePage, request: HttpRequest) -> GuideOnPaper:
    """A guide that the reader of the request may have, as it is printed."""
    streams = [getattr(guide, name) for name in guide.stream_fields]
    material = gather(request, page=guide, streams=streams, page_ids=guide.linked_page_ids())
    text = reading(request, guide)
    with translation.override(text.language):
        address = text.canonical or whole_address(guide.get_url(request))
        body = printed(guide.body, request=request, page=guide, material=material)
        data = {
            "name": NAME,
            "organisation": ORGANISATION,
            "summary": guide.summary,
            "lead": _("Para: %(audience)s.") % {"audience": guide.audience},
            "address": address,
            "facts": list(_facts(guide, address)),
            "notices": list(_notices(guide, text)),
            "attachments": list(_attachments(guide, material)),
            "sources": [_source(block.value) for block in guide.sources],
            "changes": [_change(block.value) for block in guide.newest_versions],
            "related": [_related(page, request) for page in related_to(guide, request)],
            "labels": _labels(),
        }
    return GuideOnPaper(
        title=guide.title,
        language=text.language,
        data=data,
        body=body,
        published_at=guide.last_published_at,
        is_for_search_engines=text.is_for_search_engines,
    )


def _labels() -> dict[str, str]:
    return {
        "summary": _("En breve"),
        "sources": _("Fuentes"),
        "attachments": _("Anexos"),
        "changes": _("Qué cambió"),
        "related": _("Guías relacionadas"),
        "table": _("Tabla"),
        "figure": _("Figura"),
        # The template puts the numbers in when it knows them.
        "page": _("Página %(number)s de %(total)s") % {"number": "{number}", "total": "{total}"},
    }


def _facts(guide: GuidePage, address: str) -> Iterator[Node]:
    """Who answers for the guide and since when, in the order of the page on the web."""
    yield _fact(_("Responsable"), guide.responsible_unit)
    if guide.updated_on:
        yield _fact(_("Actualizada"), _day(guide.updated_on))
    yield _fact(_("Versión"), str(guide.version))
    if guide.is_validated and guide.validated_on:
        yield _fact(_("Validada por"), f"{guide.validated_by}, {_day(guide.validated_on)}")
    if guide.review_by:
        due = guide.is_due_for_review
        label = _("Debía revisarse antes del") if due else _("Se revisa antes del")
        yield _fact(label, _day(guide.review_by))
    yield _fact(_("En la web"), address, link=address)


def _fact(label: str, value: str, *, link: str = "") -> Node:
    return {"label": label, "value": [run(value, link=link)]}


def _day(date: datetime.date) -> str:
    return date_format(date, "DATE_FORMAT")


def _notices(guide: GuidePage, text: Reading) -> Iterator[Node]:
    """What a reader must know before the text: what kind of translation it is, said in the
    reader's language, and whether anybody has validated it."""
    if text.needs_notice:
        reader = text.current.language if text.current else text.language
        with translation.override(reader):
            html: str = render_to_string(
                "site/language_notice.html", {"text": text, "language": reader}
            )
        yield {"language": reader, "content": tree_of_html(html)}
    if guide.validation_notice:
        html = f"<p><strong>{guide.validation_notice}</strong></p>"
        yield {"language": text.language, "content": tree_of_html(html)}


def _attachments(guide: GuidePage, material: Material) -> Iterator[list[Node]]:
    for block in guide.attachments:
        document = block.value["document"]
        if document is not None:
            title = block.value["title"] or document.title
            extension = document.file_extension.upper()
            yield [run(title, link=whole_address(document.url)), run(f" ({extension})")]


def _source(source: Any) -> dict[str, str]:
    return {
        "title": source["title"],
        "publisher": source["publisher"].rstrip("."),
        "address": whole_address(source["address"]),
    }


def _change(version: Any) -> dict[str, str]:
    return {
        "version": _("Versión %(number)s") % {"number": version["number"]},
        "day": _day(version["date"]),
        "note": version["note"],
    }


def _related(page: Page, request: HttpRequest) -> dict[str, str]:
    """Its title may be in another language than the guide, where only one is translated."""
    return {
        "title": page.title,
        "language": text_language(page),
        "address": whole_address(page.get_url(request)),
    }
