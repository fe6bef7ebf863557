"""The picture that messengers and social networks show beside a link to a page of this site.

Its address holds a fingerprint of what stands in it, so that another title is another picture, and
nobody can ask for pictures that no page has.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe
from wagtail.models import Page

from sello_site.languages import SOURCE_LANGUAGE
from sello_site.plugin_registry import registry
from sello_site.publication import published_pages
from sello_site.typesetting.compiling import TypesettingFailed
from sello_site.typesetting.keeping import fingerprint_of, kept
from sello_site.typesetting.social import social_picture

WIDTH, HEIGHT = 1200, 630

KIND = "social"
"""Under which the typesetting service keeps these pictures."""

_drawings: list[Callable[[], bytes]] = []


def provide_drawing(drawing: Callable[[], bytes]) -> None:
    """Says who has the SVG that is laid across all pictures. The last one that says so is asked."""
    _drawings.append(drawing)


def _drawing() -> bytes | None:
    return _drawings[-1]() if _drawings else None


def kind_label(page: Page) -> str:
    """What a reader calls pages of this kind, such as «Guías»; empty for those of no kind."""
    kind = getattr(page.specific_class, "search_kind", "page")
    if kind == "page":
        return ""
    labels = (plugin.search_kinds.get(kind) for plugin in registry.plugins())
    return str(next((label for label in labels if label is not None), ""))


def _language(page: Page) -> str:
    """That of the page's text: an alias repeats the Spanish page."""
    if page.alias_of_id is not None and page.alias_of.locale_id != page.locale_id:
        return SOURCE_LANGUAGE
    code: str = page.locale.language_code
    return code


def _fingerprint(page: Page, language: str) -> str:
    with translation.override(language):
        words = {"title": page.title, "kind": kind_label(page), "language": language}
    drawing = _drawing()
    return fingerprint_of(words, drawing.decode() if drawing else "")[:16]


def picture_address(page: Page, language: str | None = None) -> str:
    """The whole address of the page's picture; ``language`` is that of its text, where it is known
    already."""
    name = _fingerprint(page, language or _language(page))
    return settings.SELLO_PUBLIC_URL + reverse("social_picture", args=[page.pk, name])


@require_safe
def picture(request: HttpRequest, page_id: int, fingerprint: str) -> HttpResponse:
    """``/og/<page>-<fingerprint>.png``: drawn once and kept. 404 for what a stranger may not read;
    an address that has been overtaken leads to the present one."""
    page = (
        published_pages(request)
        .filter(pk=page_id)
        .select_related("locale", "alias_of", "content_type")
        .first()
        # The database counts to there; nothing has a greater number.
        if page_id < 2**31
        else None
    )
    if page is None:
        raise Http404
    language = _language(page)
    present = _fingerprint(page, language)
    if fingerprint != present:
        return redirect("social_picture", page.pk, present)

    def draw() -> bytes:
        with translation.override(language):
            return social_picture(
                title=page.title, kicker=kind_label(page), language=language, drawing=_drawing()
            )

    try:
        content = kept(
            kind=KIND,
            subject=str(page.pk),
            language=language,
            fingerprint=present,
            make=draw,
            page_id=page.pk,
        )
    except TypesettingFailed as error:
        # The page is shared without its picture.
        raise Http404 from error
    return HttpResponse(content, content_type="image/png")
