"""Drafts for a separate front end: shown by a signed token, for minutes, to whoever may edit."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from wagtail.models import Page

_SALT = "sello.headless.previews"

VALID_FOR = datetime.timedelta(minutes=15)
SCHEME = "Preview"
"""The scheme of the Authorization header; so neither logs nor other sites see the token."""


def preview_token(*, page: Page, user: Any) -> str:
    """Lets its bearer read the page's draft for a while, as long as this person may edit it."""
    return signing.dumps({"page": page.pk, "user": user.pk}, salt=_SALT)


def preview_address(*, page: Page, user: Any) -> str:
    """Where the separate front end shows the draft. ``SELLO_HEADLESS_URL`` must be set."""
    query = urlencode({"token": preview_token(page=page, user=user)})
    return f"{settings.SELLO_HEADLESS_URL}/preview/?{query}"


def draft_of(token: str) -> Page | None:
    """The draft that the token stands for; None when it is not valid, or no longer."""
    try:
        found = signing.loads(token, salt=_SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        return None
    user = get_user_model()._default_manager.filter(pk=found["user"], is_active=True).first()
    page = Page.objects.filter(pk=found["page"]).first()
    if user is None or page is None or not page.permissions_for_user(user).can_edit():
        return None
    draft: Page = page.get_latest_revision_as_object()
    return draft
