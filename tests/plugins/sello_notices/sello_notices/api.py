"""Open data of the notices, on the platform's OpenAPI document."""

from __future__ import annotations

import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from sello_notices.notices import current_notices

router = Router()


class Notice(Schema):
    title: str
    text: str
    ends_on: datetime.date
    url: str | None


@router.get("/", response=list[Notice], url_name="list_notices", summary="Avisos vigentes")
def list_notices(request: HttpRequest) -> list[Notice]:
    return [
        Notice(title=one.title, text=one.text, ends_on=one.ends_on, url=one.get_url(request))
        for one in current_notices()
    ]
