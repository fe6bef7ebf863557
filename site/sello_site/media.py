"""Serves renditions of images where no web server or object storage in front does.

Originals are never served: they may hold metadata, and only renditions are re-encoded.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

# Flat and short: a longer name than a file system takes is an error, not a missing file.
_RENDITION = re.compile(r"[\w.-]{1,240}\.(?:avif|gif|jpe?g|png|webp)", re.IGNORECASE | re.ASCII)
MONTH = 30 * 24 * 3600


@require_safe
def rendition(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file in ``media/images``; 404 for anything that is not a picture of a rendition."""
    if not _RENDITION.fullmatch(name):
        raise Http404
    response = serve(request, name, document_root=str(settings.MEDIA_ROOT / "images"))
    # A rendition's name holds its filter, and a changed image gets a new name.
    response["Cache-Control"] = f"public, max-age={MONTH}, immutable"
    return response
