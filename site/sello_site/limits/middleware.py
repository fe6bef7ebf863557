"""What readers see when a limit is reached, or cannot be counted."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext, ngettext

from sello_site import errors
from sello_site.limits.service import LimitReached, LimitsUnavailable, Verdict

logger = logging.getLogger("sello.limits")

UNAVAILABLE_SECONDS = 60
"""When to come back, where nobody can know."""


class LimitsMiddleware:
    """Answers 429 or 503 where a view lets the exceptions of the limits pass.

    Without its counters a limited action is refused: else whoever can disturb the database could
    guess passwords without end.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, LimitReached):
            return too_many_hits(request, exception.verdict)
        if isinstance(exception, LimitsUnavailable):
            logger.error("the limits cannot be counted", exc_info=exception)
            return _unavailable(request)
        return None


def too_many_hits(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    """The page, or under the API the JSON document, that says when to come back."""
    minutes = -(-verdict.retry_after_seconds // 60)
    with translation.override(errors.language_of(request)):
        message = ngettext(
            "Hubo demasiados intentos seguidos. Vuelva a intentarlo en %(minutes)s minuto.",
            "Hubo demasiados intentos seguidos. Vuelva a intentarlo en %(minutes)s minutos.",
            minutes,
        ) % {"minutes": minutes}
    response = errors.error_response(request, 429, message=message)
    response.headers["Retry-After"] = str(verdict.retry_after_seconds)
    return response


def _unavailable(request: HttpRequest) -> HttpResponse:
    with translation.override(errors.language_of(request)):
        message = gettext(
            "Por seguridad detuvimos esta operación: ahora no podemos comprobar cuántas veces se "
            "ha intentado. Vuelva a intentarlo en unos minutos."
        )
    response = errors.error_response(request, 503, message=message)
    response.headers["Retry-After"] = str(UNAVAILABLE_SECONDS)
    return response
