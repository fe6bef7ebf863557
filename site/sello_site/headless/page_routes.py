"""Reading pages: in place of Wagtail's own operations for lists, items and lookups by path."""

from __future__ import annotations

from typing import Any, Literal

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field, PositiveInt
from wagtail.api.rich_text import APIRichText, RichTextOutputFormat
from wagtail.api.v3.auth import AllowAnonymous, BearerTokenAuth
from wagtail.api.v3.pagination import WagtailLimitOffsetPagination
from wagtail.api.v3.routers import pages as wagtails
from wagtail.api.v3.schemas.params import OrderingSchema, SearchSchema
from wagtail.api.validators import SiteFilterValidator
from wagtail.models import Page

from sello_site.headless.answers import json_answer
from sello_site.headless.page_facts import prepare
from sello_site.headless.wagtail_schemas import PageListItem

AUTH = [BearerTokenAuth(), AllowAnonymous()]

# What changes an answer, apart from rarer filters, whose answers the page cache does not keep.
_LIST_KEYS = (
    "limit, offset, search, search_operator, locale, type, order, child_of, descendant_of,"
    " ancestor_of, translation_of, slug, content, rich_text_format"
)
_FIND_KEYS = "id, html_path, rich_text_format"
_ITEM_KEYS = "rich_text_format"


class PageList(Schema):
    """One window of a list; ``count`` is the length of the whole."""

    items: list[PageListItem]
    count: int


class PageListWithContent(Schema):
    """The same with whole items."""

    items: list[wagtails.PageDetailSchema]
    count: int


class _Window(Schema):
    limit: int = Field(default=20, ge=1)
    offset: int = Field(default=0, ge=0)


class _Item(Schema):
    item: wagtails.PageDetailSchema


def put_in_place() -> None:
    """Takes Wagtail's three operations for reading out of its router, and puts these there."""
    router: Router = wagtails.router
    for path in ("/", "/find/", "/{page_id}/"):
        view = router.path_operations[path]
        view.operations[:] = [each for each in view.operations if "GET" not in each.methods]
    router.get(
        "/",
        response=PageList | PageListWithContent,
        url_name="list_pages",
        summary="List pages",
        operation_id="pages_list",
        auth=AUTH,
    )(list_pages)
    router.get(
        "/find/",
        response=wagtails.PageDetailSchema,
        url_name="find_page",
        summary="Find a page by its address",
        operation_id="pages_find",
        auth=AUTH,
    )(find_page)
    router.get(
        "/{page_id}/",
        response=wagtails.PageDetailSchema,
        url_name="detail_page",
        summary="Page with its content",
        operation_id="pages_detail",
        auth=AUTH,
    )(get_page)


def list_pages(
    request: HttpRequest,
    filters: wagtails.PageFilterSchema = Query(...),  # noqa: B008  # how ninja declares parameters
    ordering: OrderingSchema = Query(...),  # noqa: B008  # how ninja declares parameters
    search: SearchSchema = Query(...),  # noqa: B008  # how ninja declares parameters
    window: _Window = Query(...),  # noqa: B008  # how ninja declares parameters
    content: bool = Query(False, description="Whole items, as one by one."),
    rich_text_format: RichTextOutputFormat | None = None,
) -> HttpResponse:
    """Published pages in all languages, or with ``locale`` in one."""
    APIRichText.resolve_format(rich_text_format)
    pagination = WagtailLimitOffsetPagination()
    pages = _WAGTAILS_LIST(
        request, filters=filters, ordering=ordering, search=search, pagination_info=window
    )
    found = pagination.paginate_queryset(pages, window, request)
    items = prepare(found["items"], request, with_content=content)
    model = PageListWithContent if content else PageList
    answer = model.model_validate(
        {"items": items, "count": found["count"]}, context={"request": request}
    )
    return json_answer(answer.model_dump_json(), _LIST_KEYS)


def find_page(
    request: HttpRequest,
    id: PositiveInt | None = None,
    html_path: str | None = Query(
        None, description="The path of the page's address, with its language: ``/ht/guia/``."
    ),
    site: str | None = None,
    rich_text_format: RichTextOutputFormat | None = None,
) -> HttpResponse:
    """The page at an address of the site, in whatever language it is."""
    page = _page_at(request, html_path, site) if html_path else None
    if page is None and id is not None:
        page = get_object_or_404(wagtails.get_pages_queryset(request), pk=id)
    if page is None:
        raise Http404("No page matches the given query.")
    return _item(request, page, _FIND_KEYS)


def get_page(
    request: HttpRequest,
    page_id: int,
    version: Literal["live", "draft"] = Query(
        "live", description="The draft, to those whose token lets them edit the page."
    ),
    rich_text_format: RichTextOutputFormat | None = None,
) -> HttpResponse:
    """The page with its content and everything that it refers to."""
    page = get_object_or_404(wagtails.get_pages_queryset(request), pk=page_id)
    if version == "draft" and request.user.is_authenticated:
        return _item(request, page.get_latest_revision_as_object(), _ITEM_KEYS, is_draft=True)
    return _item(request, page, _ITEM_KEYS)


def _item(request: HttpRequest, page: Page, keys: str, *, is_draft: bool = False) -> HttpResponse:
    """The item as an answer. A draft is shown as it is; anything else is read from its table."""
    if not is_draft:
        page = prepare([page], request, with_content=True)[0]
    item = _Item.model_validate({"item": page}, context={"request": request})
    return json_answer(_inner_json(item), keys)


def draft_answer(request: HttpRequest, draft: Page) -> HttpResponse:
    """A draft as an answer that nobody keeps."""
    response = _item(request, draft, _ITEM_KEYS, is_draft=True)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _inner_json(item: _Item) -> str:
    whole = item.model_dump_json()
    return whole[len('{"item":') : -1]


def _page_at(request: HttpRequest, html_path: str, site: str | None) -> Page | None:
    """The page with this path that the reader may read."""
    found = SiteFilterValidator(site=site, request=request).site_obj
    if found is None:
        return None
    components = [part for part in html_path.split("/") if part]
    root = found.root_page
    if components and components[0] in dict(settings.LANGUAGES):
        language = components.pop(0)
        if language == settings.LANGUAGE_CODE:
            return None  # the site's own language has no prefix
        root = root.get_translations().filter(locale__language_code=language).first()
        if root is None:
            return None
    try:
        page = root.specific.route(request, components).page
    except Http404:
        return None
    return wagtails.get_pages_queryset(request).filter(pk=page.pk).first()


# Below the decorators that count and cut, which are done here.
_WAGTAILS_LIST: Any = wagtails.list_pages.__wrapped__
