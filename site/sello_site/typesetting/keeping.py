"""Keeps what was typeset: each document is made once for each state of what it shows."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from sello_site.publication import published_pages
from sello_site.typesetting.compiling import MOST_SECONDS, TEMPLATES, TypesettingFailed
from sello_site.typesetting.models import TypesetDocument

logger = logging.getLogger("sello.typesetting")

REST = timedelta(minutes=10)
"""How long a document that failed is not tried again, or every request would take as long."""

KEPT_BESIDE = timedelta(hours=1)
"""How long an older state stays: two versions of the platform may run side by side."""

_WAIT_SECONDS = MOST_SECONDS + 5


def fingerprint_of(data: Mapping[str, Any], *more: str) -> str:
    """Of the data of a document, of what it holds beside (pictures by a hash), and of the
    templates: whatever changes what is printed changes it."""
    text = json.dumps(data, ensure_ascii=True, sort_keys=True)
    parts = "\0".join((_templates_version(), text, *more))
    return hashlib.sha256(parts.encode()).hexdigest()


@cache
def _templates_version() -> str:
    digest = hashlib.sha256()
    for path in sorted(TEMPLATES.glob("*.typ")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def kept(
    *,
    kind: str,
    subject: str,
    language: str,
    fingerprint: str,
    make: Callable[[], bytes],
    page_id: int | None = None,
) -> bytes:
    """The document of this fingerprint: as it is kept, or made by ``make`` and kept.

    However many ask at the same time, one makes it and the others wait. When the one dies, nothing
    half is left, and the next one makes it. ``page_id`` names a page that takes the document with
    it when it is no longer published.
    Raises :class:`TypesettingFailed`; for ten minutes after that without trying again.
    """
    key = {"kind": kind, "subject": subject, "language": language, "fingerprint": fingerprint}
    found = TypesetDocument.objects.filter(**key).values_list("content", flat=True).first()
    if found is not None:
        return bytes(found)
    TypesetDocument.objects.bulk_create(
        [TypesetDocument(**key, page_id=page_id)], ignore_conflicts=True
    )
    problem = ""
    with transaction.atomic():
        document = _locked(key)
        if document.content is not None:
            return bytes(document.content)
        if document.failed_at is not None and document.failed_at > timezone.now() - REST:
            raise TypesettingFailed(document.problem)
        try:
            content = make()
        except TypesettingFailed as error:
            problem = str(error)
            _set(document, problem=problem[:2000], failed_at=timezone.now())
        else:
            _set(
                document,
                content=content,
                made_at=timezone.now(),
                renders=F("renders") + 1,
                problem="",
                failed_at=None,
            )
            _older_than(document).delete()
            return content
    said = problem.partition("\n")[0]
    logger.error("%s of %s in %s was not made: %s", kind, subject, language, said)
    raise TypesettingFailed(problem)


def _locked(key: Mapping[str, str]) -> TypesetDocument:
    """The row, once nobody else makes its content. Raises :class:`TypesettingFailed` when that
    takes longer than any document may."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{_WAIT_SECONDS}s"])
    try:
        return TypesetDocument.objects.select_for_update().get(**key)
    except OperationalError as error:
        raise TypesettingFailed("another request has been making it for too long") from error
    except TypesetDocument.DoesNotExist as error:
        raise TypesettingFailed("it was removed in this moment") from error


def _set(document: TypesetDocument, **values: Any) -> None:
    TypesetDocument.objects.filter(pk=document.pk).update(**values)


def _older_than(document: TypesetDocument) -> Any:
    """Other states of the same document, but for those that were just made."""
    return TypesetDocument.objects.filter(
        kind=document.kind,
        subject=document.subject,
        language=document.language,
        made_at__lt=timezone.now() - KEPT_BESIDE,
    ).exclude(pk=document.pk)


def remove_old(now: datetime | None = None) -> int:
    """Removes what nobody can be given any more, and says how many: older states, documents of
    pages that are not published, and rows whose content never came."""
    long_ago = (now or timezone.now()) - KEPT_BESIDE
    newer = TypesetDocument.objects.filter(
        kind=OuterRef("kind"),
        subject=OuterRef("subject"),
        language=OuterRef("language"),
        made_at__gt=OuterRef("made_at"),
    )
    old = TypesetDocument.objects.filter(made_at__lt=long_ago)
    removed = old.filter(Exists(newer)).delete()[0]
    published = published_pages().order_by().values("pk")
    removed += old.filter(page_id__isnull=False).exclude(page_id__in=published).delete()[0]
    removed += TypesetDocument.objects.filter(content=None, created_at__lt=long_ago).delete()[0]
    return removed
