"""Template tags of all public pages. None of them reads the session, the user or a token."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.admin.templatetags.wagtailuserbar import wagtailuserbar
from wagtail.models import Page
from wagtail.rich_text import RichText, expand_db_html

from sello_pages import frame, navigation
from sello_pages.blocks import HeadingValue, headings_of
from sello_pages.material import using
from sello_pages.reading import Reading, reading_of_path
from sello_pages.reading import reading as reading_of_request
from sello_pages.responsive import PICTURE_SIZES, renditions_of
from sello_pages.sharing import Sharing, sharing_of
from sello_pages.sharing import structured_data as data_of_page
from sello_site.headless.alerts import ShownAlert, alerts_on_page
from sello_site.languages import addresses

register = template.Library()


@register.simple_tag(takes_context=True)
def reading(context: Context) -> Reading:
    """What the reader gets here: see :class:`sello_pages.reading.Reading`.

    Error pages have no request; they say the ``path`` that was asked for instead.
    """
    request, page = context.get("request"), context.get("page")
    if request is None:
        language = get_language() or settings.LANGUAGE_CODE
        return reading_of_path(context.get("path") or "/admin/", language)
    return reading_of_request(request, page if isinstance(page, Page) else None)


@register.simple_tag(takes_context=True)
def sharing(context: Context, text: Reading) -> Sharing | None:
    """How the page is shown elsewhere; None for what is no page."""
    page = context.get("page")
    return sharing_of(page, text) if isinstance(page, Page) else None


@register.simple_tag(takes_context=True)
def structured_data(context: Context, text: Reading) -> SafeString | str:
    """The page as JSON-LD; empty for what is no page."""
    request, page = context.get("request"), context.get("page")
    if request is None or not isinstance(page, Page):
        return ""
    return data_of_page(request, page, text)


@register.simple_tag
def feed_address() -> str:
    """Where what is new is told in the reader's language."""
    return reverse("feed")


@register.simple_tag
def home_address() -> str:
    """Where the site starts in the reader's language."""
    return addresses.home_address()


@register.filter
def other_language(page: Page) -> str:
    """The language of a page's title where it is not that of the text around it; else empty."""
    return navigation.other_language(page)


@register.simple_tag
def demonstration() -> bool:
    """Whether every page must say that this is a demonstration (error pages too)."""
    return bool(settings.SELLO_DEMO)


@register.simple_tag(takes_context=True)
def header_row(context: Context) -> SafeString:
    """Mark, menu and search; an error page, which has no request, has no menu."""
    request = context.get("request")
    return frame.header_row(navigation.main_menu(request) if request else [])


@register.simple_tag(takes_context=True)
def site_footer(context: Context) -> SafeString:
    """The end of every page; of an error page, with the links that ask the database nothing."""
    request = context.get("request")
    return frame.footer(
        navigation.footer_links(request) if request else navigation.links_beside_pages()
    )


@register.simple_tag(takes_context=True)
def breadcrumb(context: Context) -> list[navigation.MenuLink]:
    request, page = context.get("request"), context.get("page")
    return navigation.breadcrumb(request, page) if request and isinstance(page, Page) else []


@register.simple_tag(takes_context=True)
def site_alerts(context: Context) -> list[ShownAlert]:
    """What the site says to everybody at this moment; nothing on error pages."""
    request = context.get("request")
    language = get_language() or settings.LANGUAGE_CODE
    return alerts_on_page(request, language=language) if request else []


@register.simple_tag
def search_address() -> str:
    """Where the search form leads; empty while there is no search."""
    try:
        return reverse("pages:search")
    except NoReverseMatch:
        return ""


@register.simple_tag
def contents_of(stream: Any) -> list[HeadingValue]:
    """The main headings of a body, for a list of contents."""
    return [heading for heading in headings_of(stream) if heading["level"] == "h2"]


@register.simple_tag
def shown_pages(pages: Iterable[Page | None]) -> list[Page]:
    """Those of the chosen pages that everybody may read."""
    return [page for page in pages if page is not None]


@register.simple_tag(takes_context=True)
def rich_text(context: Context, value: RichText | str) -> SafeString:
    """A rich text as HTML, with links only to what everybody may read."""
    source = value.source if isinstance(value, RichText) else value
    with using(context.get("material")):
        # The source was reduced to the allowed elements when it was saved.
        return mark_safe(expand_db_html(source or ""))  # noqa: S308


@register.simple_tag
def picture(value: Any, place: str = "") -> SafeString:
    """An ``<img>`` that lets the browser choose the width; nothing moves while it loads.

    ``place`` says how wide it is shown: across the text, or in a ``gallery``.
    """
    renditions = renditions_of(value["image"])
    smallest = renditions[0]
    largest = renditions[-1]
    return format_html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" '
        'loading="lazy" decoding="async">',
        smallest.url,
        ", ".join(f"{rendition.url} {rendition.width}w" for rendition in renditions),
        PICTURE_SIZES.get(place, PICTURE_SIZES[""]),
        largest.width,
        largest.height,
        "" if value["decorative"] else value["alternative_text"],
    )


@register.filter
def size_in_bytes(document: Any) -> int | None:
    """The size of a document; None when its file is lost. Never writes, unlike Wagtail's own."""
    if document.file_size is not None:
        return document.file_size
    try:
        return document.file.size
    except OSError:
        return None


@register.simple_tag(takes_context=True)
def editor_bar(context: Context) -> str:
    """Wagtail's bar for editors, only where the request carries a session.

    Such answers are never stored; for everybody else the user is not even looked at.
    """
    request = context.get("request")
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    return wagtailuserbar(context)
