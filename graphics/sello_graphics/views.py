"""Downloads. Public like every page of the zone, but never stored: each has to be counted."""

from __future__ import annotations

import datetime
import hashlib
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sello_graphics.archives import MOST_BYTES, MOST_FILES, TooMuch, archive_of
from sello_graphics.downloads import (
    count_downloads,
    files_of_pieces,
    files_with_keys,
    is_download,
)
from sello_graphics.files import PARAMETER, content_type, file_name, is_key, opened
from sello_graphics.models import GraphicFile
from sello_site import errors, limits

ARCHIVES = limits.Scope(
    name="graphics-archive",
    address=limits.Limit(hits=120, window=datetime.timedelta(hours=1)),
)
"""Archives sent to one address. A whole municipality shares one, so the limit is wide."""

_MEGABYTE = 1024 * 1024
_LONGEST_NUMBER = 9


@require_safe
def file(request: HttpRequest) -> HttpResponseBase:
    """``/descargas/archivo/?archivo=d12``: one file. 404 unless a piece that the reader may see
    offers it."""
    key = request.GET.get(PARAMETER, "")
    found = files_with_keys([key], request) if is_key(key) else []
    if not found:
        raise Http404("no such file")
    [wanted] = found
    try:
        handle, size = opened(wanted)
    except OSError as error:
        raise Http404("the file is lost") from error
    etag = quote_etag(f"{wanted.key}-{size}-{_version(wanted)}")
    known = get_conditional_response(request, etag=etag)
    if known is not None and known.status_code != 200:
        handle.close()
        return _not_stored(known, etag)
    if is_download(request):
        count_downloads([wanted])
    if request.method == "HEAD":
        handle.close()
        response: HttpResponseBase = HttpResponse(content_type=content_type(wanted))
    else:
        response = FileResponse(handle, content_type=content_type(wanted))
    response["Content-Length"] = str(size)
    response["Content-Disposition"] = str(content_disposition_header(True, file_name(wanted)))
    return _not_stored(response, etag)


def _version(wanted: GraphicFile) -> str:
    """Changes with the content, so that no browser keeps a file that was replaced."""
    source: Any = wanted.document or wanted.image
    name = f"{source.file_hash} {source.file.name}"
    return hashlib.blake2b(name.encode(), digest_size=9).hexdigest()


@require_safe
def archive(request: HttpRequest) -> HttpResponseBase:
    """``/descargas/zip/?archivo=…&archivo=…`` or ``?pieza=…&pieza=…``, the latter narrowed by
    ``idioma`` and ``formato``: the chosen files as one archive."""
    keys = [key for key in request.GET.getlist(PARAMETER) if is_key(key)]
    pieces = [int(number) for number in request.GET.getlist("pieza") if _is_number(number)]
    if not keys and not pieces:
        return _refused(request, _("No eligió nada. Vuelva atrás y marque al menos una pieza."))
    # Before anything is asked for each of them.
    if len(keys) + len(pieces) > MOST_FILES:
        return _too_much(request)
    limits.require(ARCHIVES, address=request.META.get("REMOTE_ADDR", ""))
    files = files_with_keys(keys, request) if keys else []
    if pieces:
        files += [
            one
            for one in files_of_pieces(pieces, request)
            if one.key not in keys
            and request.GET.get("idioma", "") in {"", one.language}
            and request.GET.get("formato", "") in {"", one.format}
        ]
    if not files:
        return _refused(request, _("Lo que eligió ya no está publicado. Vuelva a la galería."))
    try:
        made = archive_of(files)
    except TooMuch:
        return _too_much(request)
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse(content_type="application/zip")
    else:
        if is_download(request):
            count_downloads(made.files)
        response = StreamingHttpResponse(made.chunks, content_type="application/zip")
    response["Content-Length"] = str(made.size)
    name = _("material-grafico") + ("-demo" if settings.SELLO_DEMO else "") + ".zip"
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    return _not_stored(response)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER


def _too_much(request: HttpRequest) -> HttpResponse:
    message = _(
        "Son demasiados archivos para una sola descarga: caben %(files)d, "
        "de hasta %(megabytes)d MB en total. Elija menos, o un solo idioma."
    ) % {"files": MOST_FILES, "megabytes": MOST_BYTES // _MEGABYTE}
    return _refused(request, message)


def _refused(request: HttpRequest, message: str) -> HttpResponse:
    return errors.error_response(request, 400, message=message)


def _not_stored(response: HttpResponseBase, etag: str = "") -> HttpResponseBase:
    """Asked for again each time, so that it is counted; nothing for search engines to list."""
    response["Cache-Control"] = "no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["X-Content-Type-Options"] = "nosniff"
    if etag:
        response["ETag"] = etag
    return response
