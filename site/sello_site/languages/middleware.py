"""The language of a request is that of its address, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils import translation

from sello_site.languages import SOURCE_LANGUAGE, language_of_path

_SOURCE_PREFIX = f"/{SOURCE_LANGUAGE}/"


class LanguageMiddleware:
    """Activates the language of the path.

    Django's own also asks cookies and ``Accept-Language``, so that one address would answer
    differently to different readers: a page cache would have to keep each answer, and a link that
    somebody shares would lead elsewhere. For the same reason Spanish has one address: whoever
    writes its prefix is led to the address without it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if f"{request.path_info}/".startswith(_SOURCE_PREFIX) and request.method in {"GET", "HEAD"}:
            return HttpResponsePermanentRedirect(_without_prefix(request))
        language = language_of_path(request.path_info)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _without_prefix(request: HttpRequest) -> str:
    # One slash at its start: with two it would be the address of another host.
    return "/" + request.get_full_path().removeprefix(_SOURCE_PREFIX[:-1]).lstrip("/\\")
