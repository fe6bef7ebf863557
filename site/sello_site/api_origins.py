"""Scripts of other sites read the API as anybody does: without a token, and without being known."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

_READING = ("GET", "HEAD", "OPTIONS")
_PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": ", ".join(_READING),
    # Not Authorization: a token does not belong into the pages of another site.
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Cache-Control": "public, max-age=86400",
}


def is_preflight(request: HttpRequest) -> bool:
    """Whether a browser asks what a script of another site may do."""
    return request.method == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in request.META


def answer_to_preflight() -> HttpResponse:
    """It may read."""
    return HttpResponse(status=204, headers=_PREFLIGHT)


def for_every_origin(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer, readable for scripts of every site, and with what tells whether it changed."""
    if request.method not in _READING:
        return response
    if request.method != "OPTIONS" and response.status_code == 200:
        response = _conditional(request, response)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    return response


def _conditional(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer with its ETag, or 304 to somebody who has it."""
    if not isinstance(response, HttpResponse) or response.streaming:
        return response
    digest = hashlib.blake2b(response.content, digest_size=12).hexdigest()
    etag = f'W/"{digest}"'
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
