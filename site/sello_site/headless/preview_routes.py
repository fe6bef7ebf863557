"""The draft of a page, for whoever has a preview token."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.errors import HttpError
from ninja.security.http import HttpAuthBase
from wagtail.api.rich_text import RichTextOutputFormat
from wagtail.api.v3.routers import pages as wagtails

from sello_site.headless.page_routes import draft_answer
from sello_site.headless.previews import SCHEME, grant_of, redeem

router = Router(tags=["preview"])


class PreviewAuth(HttpAuthBase):
    """``Authorization: Preview <token>``; its bearer is nobody in particular."""

    openapi_scheme: str = SCHEME.lower()

    def __call__(self, request: HttpRequest) -> Any:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        request.user = AnonymousUser()
        return grant_of(request, token.strip()) if scheme.lower() == SCHEME.lower() else None


@router.post(
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
    """The draft that the token stands for, as an item. Links lead to published pages alone.

    This uses the token up: another draft, or the same once more, takes another token.
    """
    draft = redeem(request.auth)  # type: ignore[attr-defined]  # ninja's
    if draft is None:
        raise HttpError(HTTPStatus.UNAUTHORIZED, "This token was used.")
    return draft_answer(request, draft)
