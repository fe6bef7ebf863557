"""What the plugin adds to Wagtail's admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail import hooks
from wagtail.models import Page

from sello_editorial.checking import copies, editor
from sello_editorial.freshness import hooks as _freshness  # noqa: F401  # loaded for its effect
from sello_editorial.inventory import hooks as _inventory  # noqa: F401  # as above
from sello_editorial.links import hooks as _links  # noqa: F401  # as above
from sello_editorial.replacing import hooks as _replacing  # noqa: F401  # as above


@hooks.register("before_publish_page")
def publish_only_without_errors(request: HttpRequest, page: Page) -> HttpResponseBase | None:
    return editor.answer_refusal(request, page)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def tell_what_will_keep_it_from_being_published(request: HttpRequest, page: Page) -> None:
    editor.tell_reviewers(request, page)


@hooks.register("after_copy_page")
def tell_which_copies_stayed_drafts(request: HttpRequest, page: Page, new_page: Page) -> None:
    copies.tell_what_stayed_a_draft(request, new_page)
