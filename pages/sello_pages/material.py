"""Fetches what a page shows beside its own row, together, so that queries do not grow with it.

A body can link to pages from buttons, from related content and from within its texts, and every
page has the main menu and is there in other languages: all of these come with one query, and only
pages that everybody may read. Documents come with another, and the stored renditions of all
pictures with a third.

What is linked to is shown in the language of the reader, whichever language the link was made in.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail import blocks
from wagtail.blocks.field_block import PageChooserBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import Document
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page, Site

from sello_pages.pictures import SiteImage
from sello_pages.responsive import prefetch_renditions
from sello_pages.routing import forget_home, home_of
from sello_pages.site_links import chosen_links
from sello_site.languages import SOURCE_LANGUAGE
from sello_site.page_cache.installation import shared_generation
from sello_site.publication import SOON, hidden_branches, published_pages

LINK_IN_TEXT = re.compile(r'<a\b[^>]*\blinktype="(page|document)"[^>]*>')
ID_IN_TAG = re.compile(r'\bid="([0-9]{1,18})"')

FOOTER_SLUGS = ("contacto", "accesibilidad", "privacidad")
"""Addresses of the Spanish pages under home that the footer of every page leads to while no editor
has chosen others."""


@dataclass(frozen=True)
class Material:
    """What was fetched for one answer: linked pages, documents and pictures by id, the menus'
    pages, and the page itself by language.

    ``pages`` has, under the id that a link names, the page in the language of the reader.
    """

    pages: dict[int, Page] = field(default_factory=dict)
    documents: dict[int, Document] = field(default_factory=dict)
    pictures: dict[int, SiteImage] = field(default_factory=dict)
    menu: tuple[Page, ...] = ()
    footer: tuple[Page, ...] = ()
    versions: dict[str, Page] = field(default_factory=dict)
    linked_from_menus: dict[uuid.UUID, Page] = field(default_factory=dict)
    addresses: dict[int, str | None] = field(default_factory=dict)
    """Those of the menus' pages that were worked out before, by id."""


MENUS_LAST = SOON // 2
"""Seconds for which the menus are remembered at the longest."""

_MATERIAL = "_sello_material"

_current: ContextVar[Material | None] = ContextVar("sello_pages_material", default=None)


def current_material() -> Material | None:
    """What was fetched for the page that is being put together, or None outside of that."""
    return _current.get()


@contextmanager
def using(material: Material | None) -> Iterator[None]:
    """Lets blocks and rich text find their pages in ``material``."""
    token = _current.set(material)
    try:
        yield
    finally:
        _current.reset(token)


_CHOOSERS = {
    "page": PageChooserBlock,
    "document": DocumentChooserBlock,
    "picture": ImageChooserBlock,
}

Reference = tuple[str, int]
"""What a body refers to: "page", "document" or "picture", and its id."""


def references_in_text(html: str) -> Iterator[Reference]:
    """The pages and documents that a rich text (in its stored form) links to."""
    for found in LINK_IN_TEXT.finditer(html):
        number = ID_IN_TAG.search(found.group(0))
        if number:
            yield found.group(1), int(number.group(1))


def references_in(block: blocks.Block, raw: Any) -> Iterator[Reference]:
    """What a stored block value refers to, without any query."""
    kind = next((name for name, chooser in _CHOOSERS.items() if isinstance(block, chooser)), None)
    if kind is not None:
        if isinstance(raw, int):
            yield kind, raw
    elif isinstance(block, blocks.RichTextBlock):
        yield from references_in_text(raw or "")
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from references_in(child, (raw or {}).get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in raw or ():
            # Both of the forms in which Wagtail stores lists.
            wrapped = isinstance(item, dict) and item.keys() >= {"type", "value"}
            yield from references_in(block.child_block, item["value"] if wrapped else item)
    elif isinstance(block, blocks.BaseStreamBlock):
        for item in raw or ():
            child = block.child_blocks.get(item["type"])
            if child is not None:
                yield from references_in(child, item["value"])


def gather(
    request: HttpRequest,
    *,
    page: Page | None = None,
    streams: Iterable[Any] = (),
    page_ids: Iterable[int | None] = (),
) -> Material:
    """Fetches the menus, the page's versions, and all that the streams and ``page_ids`` refer to.

    The streams' values are then made with it, so that no block asks for its pages again.
    """
    streams = list(streams)
    references = {
        reference
        for stream in streams
        for reference in references_in(stream.stream_block, list(stream.raw_data))
    }
    wanted = {number for kind, number in references if kind == "page"}
    wanted.update(number for number in page_ids if number is not None)
    documents = {number for kind, number in references if kind == "document"}
    pictures = {number for kind, number in references if kind == "picture"}
    material = Material(
        documents=Document.objects.in_bulk(documents) if documents else {},
        pictures=SiteImage.objects.in_bulk(pictures) if pictures else {},
        **_pages(request, page, wanted),
    )
    prefetch_renditions(material.pictures.values())
    with using(material):
        # Values are made once and kept; making them now lets blocks take what was gathered.
        for stream in streams:
            for child in stream:
                child.value  # noqa: B018  # read for its effect
    setattr(request, _MATERIAL, material)
    return material


def _pages(request: HttpRequest, page: Page | None, wanted: set[int]) -> dict[str, Any]:
    """What of :class:`Material` are pages: linked ones, menus and versions, with one query."""
    language = get_language() or SOURCE_LANGUAGE
    home = home_of(request)
    # Each by its own index: joined with OR, every page of the site would be looked at.
    parts = [Page.objects.filter(pk__in=wanted)] if wanted else []
    if wanted and language != SOURCE_LANGUAGE:
        keys = Page.objects.filter(pk__in=wanted).values("translation_key")
        parts.append(Page.objects.filter(translation_key__in=keys, locale__language_code=language))
    if home is not None:
        below = Page.objects.filter(path__startswith=home.path, depth=home.depth + 1)
        parts += [below.filter(show_in_menus=True), below.filter(_is_in_footer())]
    if page is not None:
        parts.append(Page.objects.filter(translation_key=page.translation_key))
    chosen = {link.page_key for link in chosen_links() if link.page_key is not None}
    if chosen:
        # The Spanish one too: a language may have no version yet.
        readable = {language, SOURCE_LANGUAGE}
        parts.append(
            Page.objects.filter(translation_key__in=chosen, locale__language_code__in=readable)
        )
    if not parts:
        return {}
    identifiers = [part.order_by().values("pk") for part in parts]
    found = list(
        published_pages(request)
        .filter(pk__in=identifiers[0].union(*identifiers[1:]))
        .annotate(source_slug=_source_slug())
        .select_related("locale", "alias_of")
        .order_by("path")
    )
    below_home = [
        one
        for one in found
        if home is not None and one.depth == home.depth + 1 and one.path.startswith(home.path)
    ]
    in_language = {
        one.translation_key: one for one in found if one.locale.language_code == language
    }
    return {
        "pages": {
            one.pk: in_language.get(one.translation_key, one) for one in found if one.pk in wanted
        },
        "menu": tuple(one for one in below_home if one.show_in_menus),
        "footer": tuple(
            sorted(
                (one for one in below_home if one.source_slug in FOOTER_SLUGS),
                key=lambda one: FOOTER_SLUGS.index(one.source_slug),
            )
        ),
        "versions": {
            one.locale.language_code: one
            for one in found
            if page is not None and one.translation_key == page.translation_key
        },
        "linked_from_menus": {
            one.translation_key: in_language.get(one.translation_key, one)
            for one in found
            if one.translation_key in chosen
        },
    }


def _source_slug() -> Subquery:
    """The address of a page in Spanish, by which a page is known in every language."""
    source = Page.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=SOURCE_LANGUAGE
    )
    return Subquery(source.order_by("depth").values("slug")[:1])


def _is_in_footer() -> Q:
    sources = Page.objects.filter(slug__in=FOOTER_SLUGS, locale__language_code=SOURCE_LANGUAGE)
    return Q(translation_key__in=sources.values("translation_key"))


def material_of(request: HttpRequest, page: Page | None = None) -> Material:
    """What was gathered for this answer; gathers the menus where no page did that itself."""
    known: Material | None = getattr(request, _MATERIAL, None)
    if known is not None:
        return known
    return _menus(request) if page is None else gather(request, page=page)


def _menus(request: HttpRequest) -> Material:
    """The menus alone, for what is no page. They are remembered while nothing public changes: of
    a view's answer they would be the most expensive part.

    Not inside a transaction, which may see what never comes to be; and for less time than it is
    known that no page expires, which changes no row.
    """
    if connection.in_atomic_block or hidden_branches(request).next_expiry is not None:
        return gather(request)
    # Read first: what was gathered while something changed belongs to the past.
    generation = shared_generation().read()
    key = f"sello-menus:{generation}:{request.get_host()}:{get_language()}"
    held: tuple[Material, Site | None] | None = cache.get(key)
    if held is None:
        held = _with_addresses(gather(request), request), Site.find_for_request(request)
        cache.set(key, held, MENUS_LAST)
    material, site = held
    setattr(request, _MATERIAL, material)
    # Where Wagtail keeps what it would look up now, for every address that it makes.
    setattr(request, "_wagtail_site", site)  # noqa: B010  # no attribute that types know of
    return material


def _with_addresses(material: Material, request: HttpRequest) -> Material:
    pages = [*material.menu, *material.footer, *material.linked_from_menus.values()]
    return replace(material, addresses={page.pk: page.get_url(request) for page in pages})


def forget_material(request: HttpRequest) -> None:
    """For whoever goes on with a request in another language."""
    vars(request).pop(_MATERIAL, None)
    forget_home(request)
