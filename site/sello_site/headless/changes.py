"""What the public sees, compared with what it saw: the record of changes that mirrors follow.

Whether a page is public depends on its ancestors, on restrictions, on the clock and on plugins, so
no signal tells of all its changes. The record is therefore made by comparison: each time somebody
asks for it, and each minute besides.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.models import Page, get_page_models

from sello_site.headless.models import PageChange
from sello_site.headless.webhooks.writing import write_deliveries
from sello_site.publication import published_pages

PUBLISHED = "page.published"
UPDATED = "page.updated"
WITHDRAWN = "page.withdrawn"

_LOCK = 5_331_902_117
"""Number of the advisory lock under which sequences are given."""

# What a reader can tell of a page; a draft changes none of it.
_VISIBLE = (
    "title",
    "url_path",
    "seo_title",
    "search_description",
    "show_in_menus",
    "first_published_at",
    "last_published_at",
    "live_revision_id",
    "content_type_id",
    "locale_id",
    "alias_of_id",
    "translation_key",
)


@dataclass(frozen=True)
class Change:
    """One entry of the record as it is written: ``kind`` is one of the three above."""

    page_id: int
    kind: str
    sequence: int
    changed_at: datetime.datetime


def record_changes() -> list[Change]:
    """Compares, and records what differs; answers with what was recorded.

    Deliveries to the subscribers of webhooks are written in the same transaction.
    """
    if not _differences(_visible_now(), _recorded()):
        return []
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        # Asked again: somebody else may have recorded the same in the meantime.
        now, recorded = _visible_now(), _recorded()
        changes = _write(now, recorded)
        write_deliveries(changes)
    return changes


def changes_after(*, sequence: int, limit: int) -> list[PageChange]:
    """The changes since a place in the record, the oldest first."""
    return list(PageChange.objects.filter(sequence__gt=sequence)[:limit])


def changes_since(*, moment: datetime.datetime, limit: int) -> list[PageChange]:
    """The changes from a moment on, the oldest first."""
    return list(PageChange.objects.filter(changed_at__gte=moment)[:limit])


def last_sequence() -> int:
    """The newest place in the record; 0 when nothing was ever recorded."""
    last = PageChange.objects.order_by("-sequence").values_list("sequence", flat=True).first()
    return last or 0


def moments_of_change(numbers: Iterable[int]) -> dict[int, datetime.datetime]:
    """Page id → when what the public sees of it last changed, as far as it is recorded."""
    found = PageChange.objects.filter(page_id__in=list(numbers), is_published=True)
    return dict(found.order_by().values_list("page_id", "changed_at"))


def _visible_now() -> dict[int, str]:
    """Page id → fingerprint of everything that a reader can tell of the page."""
    # inline: it knows the models of wagtail-localize, and is imported once all are loaded
    from sello_site.translations.state import standings_of

    pages = list(published_pages().order_by().only("pk", *_VISIBLE))
    standings = standings_of(pages)
    versions = _row_versions()
    return {
        page.pk: _fingerprint(
            [getattr(page, name) for name in _VISIBLE],
            versions.get(page.pk),
            standings[page.pk],
        )
        for page in pages
    }


def _fingerprint(*parts: Any) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _row_versions() -> dict[int, str]:
    """Page id → which transaction last wrote the row that its type has for itself.

    Publishing writes it, and so does code that changes a page without a revision; drafts do not.
    """
    quote = connection.ops.quote_name
    queries = [
        f"SELECT {quote(model._meta.pk.column)}::bigint, xmin::text"  # noqa: S608  # names of models alone
        f" FROM {quote(model._meta.db_table)}"
        for model in get_page_models()
        if model is not Page and not model._meta.proxy
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries))
        return dict(cursor.fetchall())


def _recorded() -> dict[int, tuple[str, int]]:
    rows = PageChange.objects.order_by().values_list("page_id", "fingerprint", "sequence")
    return {number: (fingerprint, sequence) for number, fingerprint, sequence in rows}


def _differences(now: dict[int, str], recorded: dict[int, tuple[str, int]]) -> list[int]:
    """Pages that differ from the record: the changed ones, then those that are not public now."""
    changed = [
        number
        for number, fingerprint in now.items()
        if recorded.get(number, ("", 0))[0] != fingerprint
    ]
    gone = [
        number for number, (fingerprint, _) in recorded.items() if fingerprint and number not in now
    ]
    return sorted(changed) + sorted(gone)


def _write(now: dict[int, str], recorded: dict[int, tuple[str, int]]) -> list[Change]:
    sequence = max((number for _, number in recorded.values()), default=0)
    last = PageChange.objects.aggregate(last=Max("changed_at"))["last"]
    # A clock that was set back must not put a change before one that is recorded.
    changed_at = max(filter(None, (timezone.now(), last)))
    changes = []
    rows = []
    for number in _differences(now, recorded):
        sequence += 1
        fingerprint = now.get(number, "")
        was_public = bool(recorded.get(number, ("", 0))[0])
        kind = WITHDRAWN if not fingerprint else UPDATED if was_public else PUBLISHED
        changes.append(Change(number, kind, sequence, changed_at))
        rows.append(
            PageChange(
                page_id=number,
                sequence=sequence,
                changed_at=changed_at,
                is_published=bool(fingerprint),
                fingerprint=fingerprint,
            )
        )
    PageChange.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["page_id"],
        update_fields=["sequence", "changed_at", "is_published", "fingerprint"],
    )
    return changes
