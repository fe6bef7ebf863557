"""Addresses as the API gives them: whole, so that they work from any other host."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page


def whole(address: str) -> str:
    """A path of this site as a whole address; an address that is whole already, as it is."""
    return urljoin(f"{settings.SELLO_PUBLIC_URL}/", address)


def page_address(page: Page, request: HttpRequest | None = None) -> str | None:
    """Where readers find the page; None when it lies in no site."""
    path = page.get_url(request)
    return None if path is None else whole(path)


def page_item_address(page_id: int) -> str:
    """Where the API tells of the page."""
    return whole(reverse("wagtailapi_v3:detail_page", kwargs={"page_id": page_id}))
