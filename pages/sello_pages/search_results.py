"""The page of search results."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sello_pages.reading import KEPT_QUERY
from sello_site.languages import SOURCE_LANGUAGE
from sello_site.search import search


@require_safe
def search_results(request: HttpRequest) -> HttpResponse:
    """``/buscar/?q=…&p=…``: what is found, or help when nothing is.

    404 for a page of results that does not exist. The two keys are named to the page cache, which
    stores no address with any other.
    """
    page = _page_number(request.GET.get("p", "1"))
    language = get_language() or SOURCE_LANGUAGE
    found = search(
        text=request.GET.get("q", ""),
        language=language,
        page=page,
        request=request,
    )
    if page > found.pages:
        raise Http404("no such page of results")
    if found.text:
        # The same words in another language; the number of the page would mean nothing there.
        setattr(request, KEPT_QUERY, f"?{urlencode({'q': found.text})}")
    response = render(
        request,
        "pages/search_results.html",
        {
            "found": found,
            "language": language,
            "typed": found.text,
            "asked": bool(found.text),
            "previous_query": urlencode({"q": found.text, "p": page - 1}),
            "next_query": urlencode({"q": found.text, "p": page + 1}),
        },
    )
    response["X-Sello-Cache-Keys"] = "q,p"
    # A page of results is a view of pages that crawlers find by themselves.
    response["X-Robots-Tag"] = "noindex, follow"
    return response


def _page_number(text: str) -> int:
    """Raises :class:`Http404` for what is no page number: zero, letters, more than six digits."""
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) > 0):
        raise Http404("no such page of results")
    return int(text)
