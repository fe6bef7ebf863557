"""Error pages in the reader's language. They need no database, so that they work when it is down."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def _wants_json(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def _page(request: HttpRequest, status: int, template: str, message: str) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"detail": message}, status=status)
    # Rendered without a request: context processors may ask the session or the database.
    html = render_to_string(template, {"status": status, "message": message})
    return HttpResponse(html, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    message = _("La dirección o los datos enviados no tienen una forma que podamos leer.")
    return _page(request, 400, "400.html", message)


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 403, "403.html", _("Su cuenta no tiene permiso para hacer esto."))


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 404, "404.html", _("No encontramos la página que busca."))


def server_error(request: HttpRequest) -> HttpResponse:
    message = _("Algo falló en nuestro sistema. Puede intentarlo de nuevo en unos minutos.")
    return _page(request, 500, "500.html", message)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    message = _("No pudimos comprobar de dónde viene el formulario. Vuelva atrás y recargue.")
    return _page(request, 403, "403.html", message)
