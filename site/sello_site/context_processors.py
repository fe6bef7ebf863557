"""What every template may ask for. Nothing here is personal, since pages are cached."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The demonstration mark and the public address."""
    return {"demonstration": settings.SELLO_DEMO, "public_url": settings.SELLO_PUBLIC_URL}
