"""The changes of pages, for mirrors."""

from __future__ import annotations

import datetime
import re
from http import HTTPStatus
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import AwareDatetime, BeforeValidator, Field
from wagtail.models import Page

from sello_site.headless.answers import json_answer
from sello_site.headless.changes import (
    changes_after,
    changes_since,
    last_sequence,
    record_changes,
)
from sello_site.headless.models import PageChange
from sello_site.headless.page_facts import prepare
from sello_site.headless.wagtail_schemas import PageListItem
from sello_site.publication import published_pages

router = Router(tags=["changes"])

MOST = 200
_DATE_AND_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}")
_KEYS = "changed_since, after, limit"


class ChangeItem(Schema):
    """A page as it is now, or that it is no longer there, and nothing else of it."""

    sequence: int
    id: int
    change: Literal["changed", "withdrawn"]
    at: datetime.datetime
    page: PageListItem | None = Field(None, description="Of a page that changed; without content.")


class ChangeList(Schema):
    items: list[ChangeItem]
    next: int = Field(description="Where to go on: the value of `after` in the next request.")
    more: bool = Field(description="Whether there is more to fetch right now.")


def _moment(value: Any) -> Any:
    """A moment with a date and a time: a bare number is none, though it could be read as one.

    In a query an unquoted plus means a space, which no moment has where its offset stands.
    """
    if isinstance(value, str) and not _DATE_AND_TIME.match(value):
        raise ValueError("A moment is written as in 2026-03-01T00:00:00Z.")
    return value.replace(" ", "+") if isinstance(value, str) and " " in value[19:] else value


Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]


@router.get(
    "/",
    response=ChangeList,
    url_name="list_changes",
    summary="Pages that changed or were withdrawn",
    operation_id="changes_list",
    auth=None,
)
def list_changes(
    request: HttpRequest,
    after: int | None = Query(
        None, ge=0, le=2**63 - 1, description="The `next` of the answer before."
    ),
    changed_since: Moment | None = Query(  # noqa: B008  # how ninja declares parameters
        None, description="A moment (RFC 3339), for a first request; `after` is more exact."
    ),
    limit: int = Query(100, ge=1, le=MOST),
) -> HttpResponse:
    """Each page once, at its newest change, the oldest change first.

    Changes are numbered in the order in which they become visible, so that following `next` loses
    none, however many happen in one moment. Without parameters: every page there is.
    """
    record_changes()
    if after is not None and changed_since is not None:
        raise HttpError(HTTPStatus.UNPROCESSABLE_ENTITY, "Send `after` or `changed_since`.")
    last = last_sequence()
    if after is not None and after > last:
        # The record was set back, from a backup for instance: what followed is not known here.
        raise HttpError(HTTPStatus.GONE, "That place is not known. Begin again without `after`.")
    if changed_since is not None:
        found = changes_since(moment=changed_since, limit=limit + 1)
    else:
        found = changes_after(sequence=after or 0, limit=limit + 1)
    more = len(found) > limit
    found = found[:limit]
    answer = ChangeList.model_validate(
        {
            "items": _items(found, request),
            "next": found[-1].sequence if found else last if after is None else after,
            "more": more,
        },
        context={"request": request},
    )
    return json_answer(answer.model_dump_json(), _KEYS)


def _items(changes: list[PageChange], request: HttpRequest) -> list[dict[str, Any]]:
    numbers = [change.page_id for change in changes if change.is_published]
    pages = published_pages(request).filter(pk__in=numbers)
    prepared: list[Page] = prepare(
        pages.select_related("content_type", "locale"), request, with_content=False
    )
    by_id = {page.pk: page for page in prepared}
    return [
        {
            "sequence": change.sequence,
            "id": change.page_id,
            # Asked of the pages, not of the record: a page may have gone in this very moment.
            "change": "changed" if change.page_id in by_id else "withdrawn",
            "at": change.changed_at,
            "page": by_id.get(change.page_id),
        }
        for change in changes
    ]
