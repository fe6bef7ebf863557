"""Drafts for a separate front end: shown once, by a signed token, within minutes, to whoever could
edit the page themselves in that moment."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from sello_site.headless.models import PreviewGrant
from sello_site.headless.tokens import may_act

_SALT = "sello.headless.previews"

VALID_FOR = datetime.timedelta(minutes=15)
SCHEME = "Preview"
"""The scheme of the Authorization header; so neither logs nor other sites see the token."""


def preview_token(*, page: Page, user: Any) -> str:
    """Lets its bearer read the page's draft once, soon, while this person may edit it."""
    PreviewGrant.objects.filter(created_at__lt=timezone.now() - VALID_FOR).delete()
    grant = PreviewGrant.objects.create(page_id=page.pk, user=user)
    return signing.dumps(grant.pk.hex, salt=_SALT)


def preview_address(*, page: Page, user: Any) -> str:
    """Where the separate front end shows the draft. ``SELLO_HEADLESS_URL`` must be set."""
    query = urlencode({"token": preview_token(page=page, user=user)})
    return f"{settings.SELLO_HEADLESS_URL}/preview/?{query}"


def grant_of(request: HttpRequest, token: str) -> PreviewGrant | None:
    """What the token stands for; None when it is not valid, or no longer. It is not used up."""
    try:
        number = signing.loads(token, salt=_SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        return None
    grant = PreviewGrant.objects.filter(pk=number).select_related("page", "user").first()
    if (
        grant is None
        or not grant.user.is_active
        or not may_act(request, grant.user)
        or not grant.page.permissions_for_user(grant.user).can_edit()
    ):
        return None
    return grant


def redeem(grant: PreviewGrant) -> Page | None:
    """The draft; None when somebody else has used the grant in the meantime."""
    deleted, _by_model = PreviewGrant.objects.filter(pk=grant.pk).delete()
    if not deleted:
        return None
    draft: Page = grant.page.get_latest_revision_as_object()
    return draft
