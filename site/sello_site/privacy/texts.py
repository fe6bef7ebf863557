"""Versioned texts, and who agreed to which version."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from sello_site.outbox.models import address_hash
from sello_site.privacy.models import Consent, PublishedText


@transaction.atomic
def publish_text(
    *,
    key: str,
    language: str,
    text: str,
    valid_from: datetime.datetime | None = None,
    by: Any = None,
) -> PublishedText:
    """The next version of a text; from then on nobody can change it.

    Raises :class:`ValueError` for an empty text, an unknown language, or a day before that of the
    version that stands.
    """
    if not text.strip():
        raise ValueError("a text cannot be empty")
    if language not in dict(settings.LANGUAGES):
        raise ValueError(f"no language {language!r} on this site")
    with connection.cursor() as cursor:  # one version after the other
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('sello_privacy_text'), hashtext(%s))",
            [f"{key}:{language}"],
        )
    last = PublishedText.objects.filter(key=key, language=language).order_by("version").last()
    start = valid_from or timezone.now()
    if last is not None and start < last.valid_from:
        raise ValueError("a new version cannot begin before the one that stands")
    return PublishedText.objects.create(
        key=key,
        language=language,
        version=1 if last is None else last.version + 1,
        text=text.replace("\r\n", "\n").strip(),
        valid_from=start,
        published_by=by,
    )


def current_text(key: str, language: str) -> PublishedText | None:
    """The version that holds now: in ``language``, else in the site's own; None when neither."""
    held = PublishedText.objects.filter(key=key, valid_from__lte=timezone.now())
    for wanted in dict.fromkeys((language, settings.LANGUAGE_CODE)):
        found = held.filter(language=wanted).order_by("version").last()
        if found is not None:
            return found
    return None


def record_consent(
    *, email: str, text: PublishedText, source: str, is_given: bool = True
) -> Consent:
    """Notes that somebody agreed to exactly this version (or took it back), and where.

    Takes part in the caller's transaction. ``source`` names the form, such as
    ``bulletins:subscribe``. Raises :class:`ValueError` when it is empty.
    """
    if not source.strip():
        raise ValueError("a consent needs its source")
    return Consent.objects.create(
        address_hash=address_hash(email), text=text, is_given=is_given, source=source
    )


def last_consent(*, email: str, key: str) -> Consent | None:
    """The last word of the person about a text: see ``is_given``; None when nothing was said."""
    return (
        Consent.objects.filter(address_hash=address_hash(email), text__key=key)
        .select_related("text")
        .order_by("id")
        .last()
    )
