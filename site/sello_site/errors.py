"""Error pages in the reader's language. They need no database, so that they work when it is down.

Readers get HTML; callers of the open API get the same sentence as ``application/problem+json``
(RFC 9457), the form in which Wagtail's API answers.
"""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from sello_site.languages import language_of_path

logger = logging.getLogger("sello.errors")

ACCEPT_LANGUAGE = "sello.accept_language"
"""Where the page cache keeps a reader's Accept-Language, which it takes out of the request."""

API_PATH = "/api/"
PROBLEM_JSON = "application/problem+json"

_TEMPLATES = {
    400: "400.html",
    403: "403.html",
    404: "404.html",
    429: "429.html",
    500: "500.html",
}


def language_of(request: HttpRequest) -> str:
    """The language of an error page: that of the address. The API has one address for all
    languages, so there it is the reader's, else the site's."""
    if not request.path_info.startswith(API_PATH):
        return language_of_path(request.path_info)
    known = dict(settings.LANGUAGES)
    wanted = request.META.get(ACCEPT_LANGUAGE) or request.META.get("HTTP_ACCEPT_LANGUAGE") or ""
    for language, _quality in parse_accept_lang_header(wanted[:500].lower()):
        for candidate in (language, language.partition("-")[0]):
            if candidate in known:
                return candidate
    return settings.LANGUAGE_CODE


def _message(status: int) -> str:
    """What happened and what to do, in the active language."""
    messages = {
        400: _("La dirección o los datos enviados no tienen una forma que podamos leer."),
        403: _("Su cuenta no tiene permiso para hacer esto."),
        404: _("No encontramos la página que busca."),
        405: _("Esta dirección no admite esa operación."),
        411: _("Lo enviado no dice cuánto mide, y así no podemos recibirlo."),
        413: _("Lo enviado es más grande de lo que podemos recibir."),
        429: _("Hubo demasiados intentos seguidos. Espere unos minutos y vuelva a intentarlo."),
    }
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _("Algo falló en nuestro sistema. Puede intentarlo de nuevo en unos minutos.")
    return messages.get(status) or _("No pudimos atender esta solicitud.")


def error_response(
    request: HttpRequest, status: int, *, message: str | None = None
) -> HttpResponse:
    """The page, or for the API the JSON document, that tells of an error.

    ``message`` must already be in the reader's language; without it the sentence that fits the
    status is used.
    """
    language = language_of(request)
    with translation.override(language):
        message = message or _message(status)
        if request.path_info.startswith(API_PATH):
            return _problem(status, message)
        return HttpResponse(_html(status, message, language, request.path), status=status)


def _problem(status: int, message: str) -> HttpResponse:
    problem = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": message,
    }
    return HttpResponse(
        json.dumps(problem, ensure_ascii=False), status=status, content_type=PROBLEM_JSON
    )


def _html(status: int, message: str, language: str, path: str) -> str:
    template = _TEMPLATES.get(status, "500.html" if status >= 500 else "400.html")
    context = {"status": status, "message": message, "language": language, "path": path}
    try:
        # Rendered without a request: context processors may ask the session or the database.
        return render_to_string(template, context)
    except Exception:
        # An error page must not fail in its turn, whatever broke the template.
        logger.exception("the page for status %s could not be rendered", status)
        return (
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
            f"<title>{status}</title></head><body><main><h1>{escape(message)}</h1></main>"
            "</body></html>"
        )


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return error_response(request, 400)


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return error_response(request, 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return error_response(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return error_response(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's answer to a form without its token; the reason is for the log, not for readers."""
    with translation.override(language_of(request)):
        message = _("No pudimos comprobar de dónde viene el formulario. Vuelva atrás y recargue.")
    return error_response(request, 403, message=message)
