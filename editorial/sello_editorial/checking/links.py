"""Links that lead nowhere: readers get their text without a link, so they only warn."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.models import Page

from sello_editorial.checking.streams import Body, bodies_of
from sello_pages.material import Reference, references_in
from sello_site.publication import published_pages
from sello_site.signals import ContentProblem


def lost_links(page: Page) -> Iterator[ContentProblem]:
    """Pages that are not published, and pages and documents that no longer exist; three queries
    however many links there are."""
    found = [
        (body, position, reference)
        for body in bodies_of(page)
        for position, reference in _references(body)
    ]
    titles = _titles({number for _body, _position, (kind, number) in found if kind == "page"})
    public = set(published_pages().filter(pk__in=titles).values_list("pk", flat=True))
    files = {number for _body, _position, (kind, number) in found if kind == "document"}
    known = set(
        get_document_model().objects.filter(pk__in=files).values_list("pk", flat=True)
        if files
        else ()
    )
    for body, position, (kind, number) in found:
        if kind == "document" and number not in known:
            message = _("Un enlace lleva a un documento que ya no existe: elija otro o quítelo.")
        elif kind == "page" and number not in titles:
            message = _("Un enlace lleva a una página que ya no existe: elija otra o quítelo.")
        elif kind == "page" and number not in public:
            message = _(
                "Enlaza a «%(title)s», que no está publicada: se lee como texto, sin enlace."
            ) % {"title": titles[number]}
        else:
            continue
        yield ContentProblem(
            "lost-link",
            message,
            is_error=False,
            field=body.field,
            block_id=body.block_id(position),
            place=body.place(position),
        )


def _references(body: Body) -> Iterator[tuple[int, Reference]]:
    for position, item in enumerate(body.stream.raw_data):
        child = body.stream.stream_block.child_blocks.get(item["type"])
        if child is not None:
            for reference in references_in(child, item["value"]):
                yield position, reference


def _titles(numbers: set[int]) -> dict[int, str]:
    if not numbers:
        return {}
    return dict(Page.objects.filter(pk__in=numbers).values_list("pk", "draft_title"))
