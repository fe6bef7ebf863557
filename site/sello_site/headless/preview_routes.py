"""The draft of a page, for whoever has a preview token."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.security.http import HttpAuthBase
from wagtail.api.rich_text import RichTextOutputFormat
from wagtail.api.v3.routers import pages as wagtails

from sello_site.headless.page_routes import draft_answer
from sello_site.headless.previews import SCHEME, draft_of

router = Router(tags=["preview"])


class PreviewAuth(HttpAuthBase):
    """``Authorization: Preview <token>``; its bearer is nobody in particular."""

    openapi_scheme: str = SCHEME.lower()

    def __call__(self, request: HttpRequest) -> Any:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        request.user = AnonymousUser()
        return draft_of(token.strip()) if scheme.lower() == SCHEME.lower() else None


@router.get(
    "/",
    response=wagtails.PageDetailSchema,
    url_name="preview_page",
    summary="Draft of a page",
    operation_id="preview",
    auth=PreviewAuth(),
)
def preview_page(
    request: HttpRequest, rich_text_format: RichTextOutputFormat | None = None
) -> HttpResponse:
    """The draft that the token stands for, as an item. Links lead to published pages alone."""
    return draft_answer(request, request.auth)  # type: ignore[attr-defined]  # ninja's
