"""Which files a reader may download, and the count of downloads, which knows of nobody."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from sello_graphics.files import key_of, with_keys
from sello_graphics.models import GraphicFile, GraphicPage
from sello_site.publication import (
    hidden_branches,
    is_published_but_for_restrictions,
    only_published,
    view_restrictions,
)

logger = logging.getLogger("sello.graphics")

LOCK_SECONDS = 2
"""How long a count waits for another of the same file, before it is given up."""

_COUNT = """
    INSERT INTO sello_graphics_downloadcount AS stored
        (piece, file, language, format, day, count)
    SELECT * FROM unnest(
        %s::uuid[], %s::text[], %s::text[], %s::text[],
        array_fill(%s::date, ARRAY[%s]), array_fill(1, ARRAY[%s])
    )
    ON CONFLICT (file, day) DO UPDATE SET count = stored.count + 1
"""
_ROBOTS = ("bot", "crawl", "spider", "slurp", "preview", "facebookexternalhit")


def files_with_keys(keys: Sequence[str], request: HttpRequest) -> list[GraphicFile]:
    """Those of the files that this reader may have, each once, in the order asked for.

    A file is there once for each language of its piece's page; that of the reader's is taken, so
    that names are in it.
    """
    wanted = list(dict.fromkeys(keys))
    return _once(GraphicFile.objects.filter(with_keys(wanted)), request, order=wanted)


def files_of_pieces(page_ids: Iterable[int], request: HttpRequest) -> list[GraphicFile]:
    """All files of these pieces that this reader may have, each once."""
    return _once(GraphicFile.objects.filter(page__in=list(page_ids)), request)


def _once(
    files: object, request: HttpRequest, order: Sequence[str] | None = None
) -> list[GraphicFile]:
    found = list(
        files.select_related("page__locale", "document", "image").order_by(  # type: ignore[attr-defined]  # a queryset
            "page__path", "sort_order", "pk"
        )
    )
    readable = _readable({file.page_id for file in found}, request)
    own = getattr(request, "LANGUAGE_CODE", "")
    chosen: dict[str, GraphicFile] = {}
    for file in found:
        if file.page_id not in readable:
            continue
        known = chosen.get(file.key)
        if known is None or (
            file.page.locale.language_code == own and known.page.locale.language_code != own
        ):
            chosen[file.key] = file
    if order is None:
        return list(chosen.values())
    return [chosen[key] for key in order if key in chosen]


def _readable(page_ids: set[int], request: HttpRequest) -> set[int]:
    """Those of the pieces that everybody may see, or that a restriction lets this reader see.

    Who works in the admin may download from drafts, as the preview shows them.
    """
    public = set(
        only_published(GraphicPage.objects.filter(pk__in=page_ids), request).values_list(
            "pk", flat=True
        )
    )
    rest = page_ids - public
    if not rest or not request.user.is_authenticated:
        return public
    if request.user.has_perm("wagtailadmin.access_admin"):
        return page_ids
    branches = hidden_branches(request)
    return public | {
        page.pk
        for page in Page.objects.filter(pk__in=rest)
        if is_published_but_for_restrictions(page, branches)
        and all(restriction.accept_request(request) for restriction in view_restrictions(page))
    }


def is_download(request: HttpRequest) -> bool:
    """Whether somebody is about to get the file: no look at its head, no prefetch, no further part
    of a download that was counted when it began, no robot that says so itself."""
    if request.method != "GET":
        return False
    purpose = f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}"
    if "prefetch" in purpose.lower() or "preview" in purpose.lower():
        return False
    part = request.headers.get("Range", "").replace(" ", "")
    if part and not part.startswith("bytes=0-"):
        return False
    agent = request.headers.get("User-Agent", "").lower()
    return not any(name in agent for name in _ROBOTS)


def count_downloads(files: Iterable[GraphicFile]) -> None:
    """Adds one to the count of each of these files today. A failure is logged, and is no reason
    to withhold the files."""
    # In one order, so that two archives never wait for each other.
    ordered = sorted({key_of(file): file for file in files}.items())
    if not ordered:
        return
    values: list[Any] = [
        [file.page.translation_key for _key, file in ordered],
        [key for key, _file in ordered],
        [file.language for _key, file in ordered],
        [file.format for _key, file in ordered],
        timezone.localdate(),
        len(ordered),
        len(ordered),
    ]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
            cursor.execute(_COUNT, values)
    except DatabaseError:
        logger.exception("downloads of %d files could not be counted", len(ordered))
