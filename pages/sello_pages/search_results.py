"""The page of search results, and what is offered while somebody types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sello_pages.material import material_of
from sello_pages.navigation import MenuLink, footer_links, main_menu
from sello_pages.reading import KEPT_QUERY
from sello_site.languages import SOURCE_LANGUAGE
from sello_site.plugin_registry import registry
from sello_site.search import find, offered_titles, suggest


@dataclass(frozen=True)
class KindFilter:
    """One way to narrow the results: its label, how many there are, and where it leads."""

    label: Any
    count: int
    query: str
    is_current: bool


@require_safe
def search_results(request: HttpRequest) -> HttpResponse:
    """``/buscar/?q=…&tipo=…&p=…``: what is found, or help when nothing is.

    404 for a page of results that does not exist. The keys are named to the page cache, which
    stores no address with any other.
    """
    page = _page_number(request.GET.get("p", "1"))
    language = get_language() or SOURCE_LANGUAGE
    material_of(request)  # first, since the addresses of results are made with its help
    labels = _kind_labels()
    kind = request.GET.get("tipo") or None
    if kind is not None and kind not in labels:
        raise Http404("no such kind")
    answer = find(
        text=request.GET.get("q", ""), language=language, kind=kind, page=page, request=request
    )
    found = answer.results
    if page > found.pages:
        raise Http404("no such page of results")
    if answer.typed:
        # The same words in another language; the number of the page would mean nothing there.
        setattr(request, KEPT_QUERY, f"?{_query(answer.typed)}")
    response = render(
        request,
        "pages/search_results.html",
        {
            "answer": answer,
            "found": found,
            "language": language,
            "typed": answer.typed,
            "asked": bool(answer.typed),
            "kind": kind or "",
            "filters": _filters(answer.typed, found.kinds, labels, kind),
            "offered": [] if answer.typed else offered_titles(language=language, request=request),
            "sections": [] if found.count else _sections(request),
            "suggestion_query": _query(answer.suggestion),
            "every_query": _query(answer.typed),
            "previous_query": _query(answer.typed, kind, page - 1),
            "next_query": _query(answer.typed, kind, page + 1),
        },
    )
    response["X-Sello-Cache-Keys"] = "q,p,tipo"
    return _not_for_crawlers(response)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """``/buscar/sugerencias/?q=…``: titles that begin so, as JSON; for the form's script."""
    language = get_language() or SOURCE_LANGUAGE
    labels = _kind_labels()
    found = suggest(text=request.GET.get("q", ""), language=language, request=request)
    response = JsonResponse(
        {
            "suggestions": [
                {
                    "title": one.title,
                    "url": one.url,
                    "kind": str(labels.get(one.kind, "")),
                    "language": one.language,
                }
                for one in found
            ]
        }
    )
    response["X-Sello-Cache-Keys"] = "q"
    return _not_for_crawlers(response)


def _sections(request: HttpRequest) -> list[MenuLink]:
    """Where somebody may look who found nothing: what the menu and the footer lead to."""
    links = [*main_menu(request), *footer_links(request)]
    return list({link.url: link for link in reversed(links)}.values())[::-1]


def _not_for_crawlers(response: HttpResponse) -> HttpResponse:
    # A page of results is a view of pages that crawlers find by themselves.
    response["X-Robots-Tag"] = "noindex, follow"
    return response


def _kind_labels() -> dict[str, Any]:
    """Kind → its name for readers, as the plugins say it."""
    return {
        kind: label for plugin in registry.plugins() for kind, label in plugin.search_kinds.items()
    }


def _filters(
    text: str, kinds: Mapping[str, int], labels: Mapping[str, Any], current: str | None
) -> list[KindFilter]:
    """All results, then each kind that was found; none where there is nothing to choose."""
    shown = [kind for kind in labels if kinds.get(kind)]
    if len(shown) < 2 and current is None:
        return []
    every = KindFilter(_("Todo"), sum(kinds.values()), _query(text), current is None)
    return [
        every,
        *(
            KindFilter(labels[kind], kinds[kind], _query(text, kind), kind == current)
            for kind in shown
        ),
    ]


def _query(text: str, kind: str | None = None, page: int = 1) -> str:
    """The query of an address with these results."""
    return urlencode(
        {
            "q": text,
            **({"tipo": kind} if kind else {}),
            **({"p": page} if page > 1 else {}),
        }
    )


def _page_number(text: str) -> int:
    """Raises :class:`Http404` for what is no page number: zero, letters, more than six digits."""
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) > 0):
        raise Http404("no such page of results")
    return int(text)
