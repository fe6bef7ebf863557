"""``/.well-known/security.txt`` (RFC 9116): whom to tell of a weakness of this site."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

VALID_FOR = datetime.timedelta(days=90)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """404 where nobody said whom to tell: a wrong contact would be worse than none."""
    if not settings.SELLO_SECURITY_CONTACT:
        raise Http404
    # By the day, so that the caches keep it.
    today = (
        timezone.now().astimezone(datetime.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    )
    lines = [f"Contact: {address}" for address in settings.SELLO_SECURITY_CONTACT]
    lines += [
        f"Expires: {(today + VALID_FOR).strftime('%Y-%m-%dT%H:%M:%SZ')}",
        "Preferred-Languages: es, en",
        f"Canonical: {settings.SELLO_PUBLIC_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
