"""Serves renditions of images where no web server or object storage in front does.

Originals are never served: they may hold metadata, and only renditions are re-encoded.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

SUFFIXES = frozenset({".avif", ".gif", ".jpg", ".jpeg", ".png", ".webp"})
YEAR = 365 * 24 * 3600


def rendition(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file below ``media/images``; 404 for anything that is not a picture of a rendition."""
    if Path(name).suffix.lower() not in SUFFIXES:
        raise Http404
    response = serve(request, name, document_root=str(settings.MEDIA_ROOT / "images"))
    # A rendition's name holds its filter, and a changed image gets a new name.
    response["Cache-Control"] = f"public, max-age={YEAR // 12}"
    return response
