"""The language of a request is that of its address, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from sello_site.languages import language_of_path


class LanguageMiddleware:
    """Activates the language of the path.

    Django's own also asks cookies and ``Accept-Language``, so that one address would answer
    differently to different readers: a page cache would have to keep each answer, and a link that
    somebody shares would lead elsewhere.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = language_of_path(request.path_info)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
