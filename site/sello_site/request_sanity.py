"""What a request must look like before anything may trip over it.

Everything here answers with a 4xx page. What cannot be judged beforehand (a body that a view reads
in its own way) is judged by the exception that it causes, in :func:`is_sender_mistake`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from traceback import walk_tb
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.signing import BadSignature
from django.db import DataError
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDictKeyError

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
LONGEST_PATH = 1000
LONGEST_QUERY = 4000
LONGEST_HEADERS = 32 * 1024

_UNFIT_IN_PATH = re.compile(r"[\x00-\x1f\x7f\\]")
_SESSION_KEY = re.compile(r"[a-z0-9]{8,64}")


def problem_with(request: HttpRequest) -> int | None:
    """The status with which the request must be refused, or None when it is sound."""
    if request.method not in METHODS:
        return 405
    headers = (len(value) for name, value in request.META.items() if name.startswith("HTTP_"))
    if sum(headers) > LONGEST_HEADERS:
        return 431
    if len(request.path_info) > LONGEST_PATH or len(request.META.get("QUERY_STRING", "")) > (
        LONGEST_QUERY
    ):
        return 414
    # ``//host/`` would be another site's address in a Location header.
    if request.path_info.startswith("//"):
        return 404
    # Bytes that are no UTF-8 reach us as %FF, which no page has in its address.
    if _UNFIT_IN_PATH.search(request.path_info):
        return 400
    if not _is_text(unquote_to_bytes(request.META.get("QUERY_STRING", "").encode("latin-1"))):
        return 400
    try:
        request.get_host()
    except DisallowedHost:
        return 400
    return None


def _is_text(value: bytes) -> bool:
    """Whether PostgreSQL would take it as text: UTF-8 without NUL."""
    try:
        return "\x00" not in value.decode()
    except UnicodeDecodeError:
        return False


def forget_malformed_session(request: HttpRequest) -> None:
    """Empties a session cookie that none of our sessions can have.

    Quoted cookies may hold octal escapes, NUL among them, and the value goes into a query.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if key and not _SESSION_KEY.fullmatch(key):
        request.COOKIES[settings.SESSION_COOKIE_NAME] = ""


_WAGTAIL_FAILS_OVER_EMPTY_FORMS = frozenset(
    {
        ("wagtail.admin.forms.choosers", "is_absolute_path"),
        ("wagtail.admin.views.generic.chooser", "post"),
        ("wagtail.contrib.redirects.forms", "clean"),
    }
)
"""Module and function that fail over a form without what each of Wagtail's pages puts into it."""


def is_sender_mistake(exception: Exception) -> bool:
    """Whether a view failed over data that no storage can take, and so over what was sent.

    DataError: numbers out of range, text that is no text. MultiValueDictKeyError: a form without
    the fields that every page with that form sends; Wagtail has three places where it ends in
    another error. BadSignature: a field that was signed, and changed. The others come from below
    the database: lone surrogates that JSON can spell, NUL bytes in names of files.
    """
    if isinstance(exception, DataError | MultiValueDictKeyError | BadSignature):
        return True
    if isinstance(exception, AttributeError | KeyError):
        return _place_of(exception) in _WAGTAIL_FAILS_OVER_EMPTY_FORMS
    if isinstance(exception, UnicodeEncodeError):
        return exception.reason == "surrogates not allowed"
    return isinstance(exception, ValueError) and any(
        sign in str(exception) for sign in ("NUL (0x00)", "embedded null")
    )


def _place_of(exception: Exception) -> tuple[str, str] | None:
    """Module and function in which it was raised; None when nobody raised it."""
    frames = [frame for frame, _line in walk_tb(exception.__traceback__)]
    return (frames[-1].f_globals["__name__"], frames[-1].f_code.co_name) if frames else None


_LONGEST_CONTENT_TYPE = 400
_FOREIGN_PARAMETER = re.compile(r";[^;]*\*[^;=]*=[^;]*")
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\";]*)\"?[^;]*", re.IGNORECASE)


def legible_content_type(value: str) -> str:
    """The header without what makes Django fail before any middleware runs.

    Bodies are UTF-8 here, so another charset is left out; so are parameters in the extended
    notation of RFC 2231, which no browser sends.
    """
    if ";" not in value:
        return value
    if len(value) > _LONGEST_CONTENT_TYPE:
        return ""
    value = _FOREIGN_PARAMETER.sub("", value)
    found = _CHARSET.search(value)
    if found and found[1].strip().lower() not in {"utf-8", "utf8"}:
        value = _CHARSET.sub("", value)
    return value


class LegibleHeaders:
    """WSGI wrapper right in front of Django, which parses Content-Type before its middleware."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        content_type = environ.get("CONTENT_TYPE")
        if content_type:
            environ["CONTENT_TYPE"] = legible_content_type(content_type)
        return self._application(environ, start_response)
