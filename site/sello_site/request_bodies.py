"""How much a request may carry, judged by what it announces, before any of it is read.

Django bounds what it keeps in memory, not the files it writes to the temporary folder while it
reads a form: who may send how much is decided here.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from sello_site import errors

UPLOAD_PATHS = ("/admin/images/", "/admin/documents/")
"""Where people who are let into the admin send files."""

API_UPLOAD_PATHS = ("/api/v3/images/", "/api/v3/documents/")
"""Where tokens send files; an invalid token is refused before the body is read."""

_FORM_MARGIN = 1024 * 1024
"""What a form holds besides its file, in bytes."""


class RequestBodiesMiddleware:
    """After authentication: 413 for a body that is too long for its place and sender, and 411 for
    one that does not say its length.

    Strangers may send what Django holds in memory, so that nothing of theirs reaches the disk.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Django would take it for empty, and a view that reads the stream itself for endless.
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return errors.error_response(request, 411)
        length = _announced_length(request)
        # In this order: most bodies are short, and only a long one costs a look at the session.
        if length > settings.FILE_UPLOAD_MAX_MEMORY_SIZE and length > largest_body(request):
            return errors.error_response(request, 413)
        return self.get_response(request)


def largest_body(request: HttpRequest) -> int:
    """The longest body, in bytes, that this sender may send to this address."""
    upload: int = settings.SELLO_UPLOAD_BYTES + _FORM_MARGIN
    path = request.path_info
    if path.startswith(API_UPLOAD_PATHS) and "HTTP_AUTHORIZATION" in request.META:
        return upload
    if request.user.is_authenticated:
        if path.startswith(UPLOAD_PATHS) and request.user.has_perm("wagtailadmin.access_admin"):
            return upload
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def _announced_length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0  # as Django reads it
