"""Who reads the API, and what strangers get from it: what :mod:`sello_site.publication` allows.

Wagtail's own rule for anonymous readers lets a restriction's password session in, lists what lies
below drafts, and names the ids of pages behind redirects.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar
from importlib import import_module
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from sello_site import errors
from sello_site.api_origins import answer_to_preflight, for_every_origin, is_preflight
from sello_site.publication import published_pages
from sello_site.published_files import only_referred_to
from sello_site.redirects import readable_redirect
from sello_site.routes import plugin_of_api_path
from sello_site.zones import Zone, is_served

API_PATH = "/api/"
_ID = re.compile(r"[1-9][0-9]*")
_NUMERIC = re.compile(r"[\s+\-._0-9]*[0-9][\s+\-._0-9]*")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

_request: ContextVar[HttpRequest | None] = ContextVar("api_request", default=None)


class ApiReadersMiddleware:
    """Before the session: under ``/api/`` one is known by a token or not at all.

    Cookies are dropped, so that no session can change what the same address answers to others,
    and an answer to a token is not stored on the way. A token does an editor's work, so it counts
    only where the editorial zone is served; elsewhere everybody is a stranger, and Wagtail's own
    operations that change something are not there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(API_PATH):
            return self.get_response(request)
        if _spells_an_id_in_its_own_way(request.path_info):
            return errors.not_found(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES.clear()
        has_token = "HTTP_AUTHORIZATION" in request.META
        if not has_token and is_preflight(request):
            return answer_to_preflight()
        if not is_served(Zone.EDITORIAL):
            request.META.pop("HTTP_AUTHORIZATION", None)
            vars(request).pop("headers", None)  # made from META, should somebody have asked for it
            if request.method not in _SAFE and plugin_of_api_path(request.path_info) is None:
                return errors.not_found(request)
        token = _request.set(request)
        try:
            response = self.get_response(request)
        finally:
            _request.reset(token)
        if has_token:
            response.headers["Cache-Control"] = "private, no-store"
            return response
        return for_every_origin(request, response)


def _spells_an_id_in_its_own_way(path: str) -> bool:
    """Whether a number in an address of Wagtail's API is written as ``03``, ``+3`` or ``3.000``,
    which it would take for 3: the page cache would keep each spelling by itself."""
    if plugin_of_api_path(path) is not None:
        return False
    return any(_NUMERIC.fullmatch(part) and not _ID.fullmatch(part) for part in path.split("/"))


def _is_stranger(request: HttpRequest | None) -> bool:
    return request is None or not request.user.is_authenticated


def _prepares_nothing(request: HttpRequest | None) -> bool:
    """Strangers, and people whose token opens nothing of the editorial zone: drafts, unused files
    and redirects to hidden pages are not for them."""
    return request is None or not (
        request.user.is_authenticated and request.user.has_perm("wagtailadmin.access_admin")
    )


class _ReadableRedirects:
    """Takes the place of the model ``Redirect`` in Wagtail's router, which asks it for its
    managers, and for all the rest that a model has: only those who prepare something get redirects
    to hidden pages."""

    _meta = Redirect._meta

    @property
    def objects(self) -> _ReadableRedirects:
        return self

    _default_manager = objects

    def __getattr__(self, name: str) -> Any:
        return getattr(Redirect, name)

    def all(self) -> QuerySet[Redirect]:
        request = _request.get()
        redirects = Redirect.objects.all()
        if _prepares_nothing(request):
            published = published_pages(request).values("pk")
            redirects = redirects.filter(Q(redirect_page=None) | Q(redirect_page__in=published))
        return redirects


_FILE_ROUTERS = {
    "wagtail.documents.api.v3.router": "get_documents_queryset",
    "wagtail.images.api.v3.router": "get_images_queryset",
}


def _hold_files(router: Any, function: str) -> None:
    wagtails = getattr(router, function)

    def get_files_queryset(request: HttpRequest) -> Any:
        # Wagtail asks for the collection of each file.
        files = wagtails(request).select_related("collection")
        return only_referred_to(files, request) if _prepares_nothing(request) else files

    setattr(router, function, get_files_queryset)


def hold_api_to_publication() -> None:
    """Puts the platform's rule into Wagtail's routers; called while the API is put together."""
    # Imported here since Wagtail's routers need all models loaded; by name, since the packages
    # above them hold router objects of the same names.
    pages_router: Any = import_module("wagtail.api.v3.routers.pages")
    redirects_router: Any = import_module("wagtail.contrib.redirects.api.v3.router")

    if getattr(pages_router.get_pages_queryset, "is_held_to_publication", False):
        return
    wagtails = pages_router.get_pages_queryset

    def get_pages_queryset(request: HttpRequest, model: type[Page] = Page) -> Any:
        if not _is_stranger(request):
            return wagtails(request, model)
        if "site" in request.GET:
            pages = wagtails(request, model)
        else:
            # All that Wagtail would ask for besides is part of the platform's rule.
            pages = model._default_manager.select_related("content_type", "locale").order_by("pk")
        # By id, the one form of a condition that Wagtail's ?search= accepts.
        return pages.filter(pk__in=published_pages(request).values("pk"))

    get_pages_queryset.is_held_to_publication = True  # type: ignore[attr-defined]  # the mark that is asked for above
    pages_router.get_pages_queryset = get_pages_queryset
    for name, function in _FILE_ROUTERS.items():
        _hold_files(import_module(name), function)
    redirects_router.Redirect = _ReadableRedirects()
    wagtails_find = redirects_router.get_redirect

    def find_redirect(request: HttpRequest, path: str) -> Redirect | None:
        find = readable_redirect if _prepares_nothing(request) else wagtails_find
        try:
            path = Redirect.normalise_path(path)  # as it is stored: without the slash at its end
        except ValueError:
            return None
        return find(request, path)

    redirects_router.get_redirect = find_redirect
