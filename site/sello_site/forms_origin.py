"""Forms on cacheable pages: no token, no cookie, and yet no other site may send them.

A page from the cache is the same for everybody, so it can hold no token. Its forms post to a view
that is wrapped in :func:`accept_own_forms`: a browser that says the form comes from elsewhere is
refused. What says nothing (old browsers send no Sec-Fetch-Site, mail providers' one-click POST
neither header) is not refused, but has proved nothing either: the view then answers with an
uncached confirmation page that holds a token, and acts on that page's POST alone.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from sello_site import errors

Parameters = ParamSpec("Parameters")
View = Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase]


class Origin(StrEnum):
    """own: a header proves that the form is ours. unknown: nothing was said. foreign: a header
    contradicts."""

    OWN = "own"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"


def own_origins(request: HttpRequest) -> frozenset[str]:
    """The origins whose pages may send forms here: this one, and those of the site's addresses."""
    addresses = (settings.SELLO_PUBLIC_URL, settings.SELLO_EDITORIAL_URL, settings.SELLO_DESK_URL)
    return frozenset(
        origin
        for address in (f"{request.scheme}://{request.get_host()}", *addresses)
        if (origin := _normalised(address))
    )


def _normalised(address: str) -> str | None:
    try:
        parts = urlsplit(address.lower())
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    if not parts.hostname or port is None:
        return None
    return f"{parts.scheme}://{parts.hostname}:{port}"


def origin_of(request: HttpRequest) -> Origin:
    """Where the form was sent from, as the browser tells it.

    One contradicting header is enough to be foreign. Another host of the same domain
    (``same-site``) proves nothing by itself: Origin must name it.
    """
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "").strip().lower()
    if site == "cross-site":
        return Origin.FOREIGN
    if origin is not None:
        # "null" too: no page of ours has a referrer policy that would make it that.
        return Origin.OWN if _normalised(origin) in own_origins(request) else Origin.FOREIGN
    return Origin.OWN if site == "same-origin" else Origin.UNKNOWN


def accept_own_forms(view: View[Parameters]) -> View[Parameters]:
    """Decorator for a view that takes the form of a cacheable page.

    A foreign POST is answered 403 without asking the view. The view finds in
    ``request.form_is_confirmed`` whether it may act; when it is False, the view must answer with
    its confirmation page. A POST that carries Django's own token, as that page's does, counts as
    confirmed. Reading is never restricted. The confirmation page must lie in the personal
    zone (``personal_urls``), since no cookie leaves the public one.
    """

    @functools.wraps(view)
    def guarded(
        request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> HttpResponseBase:
        confirmed = False
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            origin = origin_of(request)
            if origin is Origin.FOREIGN:
                message = _("Este formulario fue enviado desde otro sitio y no lo recibimos.")
                return errors.error_response(request, 403, message=message)
            confirmed = origin is Origin.OWN or _carries_token(request)
        request.form_is_confirmed = confirmed  # type: ignore[attr-defined]  # read by the view
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)


class _TokenCheck(CsrfViewMiddleware):
    """Django's own judgement of a token, without its answer."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _carries_token(request: HttpRequest) -> bool:
    check = _TokenCheck(_nothing)
    check.process_request(request)
    return check.process_view(request, _nothing, (), {}) is None
