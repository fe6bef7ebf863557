"""Who stands for texts that a machine translated."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail_localize.models import StringTranslation, Translation

from sello_site.translations.models import PublishedTranslation, Review, ReviewedString
from sello_site.translations.sources import fingerprint_of


def _machine_strings(translation: Translation) -> list[StringTranslation]:
    return list(
        translation.source.stringsegment_set.get_translations(translation.target_locale)
        .filter(translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE)
        .select_related("reviewed")
        .order_by("pk")
    )


def unreviewed_strings(translation: Translation) -> dict[str, str]:
    """Id of each machine-made string of the translation that nobody reviewed as it reads now →
    fingerprint of its text."""
    found: dict[str, str] = {}
    for string in _machine_strings(translation):
        fingerprint = fingerprint_of([string.data])
        reviewed: ReviewedString | None = getattr(string, "reviewed", None)
        if reviewed is None or reviewed.fingerprint != fingerprint:
            found[str(string.pk)] = fingerprint
    return found


@transaction.atomic
def review(translation: Translation, *, user: Any) -> Review:
    """Records that this person has read the translation, as it stands, and stands for it.

    Raises :class:`ValidationError` when it is not complete, or when the person has no name.
    """
    total, done = translation.get_progress()
    if total == 0 or total != done:
        raise ValidationError(_("Solo se revisa una traducción completa."))
    name = (user.get_full_name() or user.get_username()).strip()
    record = Review.objects.create(
        translation=translation,
        reviewed_by=user,
        reviewer_name=name,
        reviewed_at=timezone.now(),
        source_fingerprint=translation.source.text.fingerprint,
    )
    reviewed = {}
    for string in _machine_strings(translation):
        fingerprint = fingerprint_of([string.data])
        reviewed[str(string.pk)] = fingerprint
        ReviewedString.objects.update_or_create(
            string_translation=string, defaults={"fingerprint": fingerprint, "review": record}
        )
    published = (
        PublishedTranslation.objects.select_for_update().filter(translation=translation).first()
    )
    if published is not None:
        # What is published may differ from what was reviewed, until it is published again.
        published.unreviewed = {
            key: fingerprint
            for key, fingerprint in published.unreviewed.items()
            if reviewed.get(key) != fingerprint
        }
        published.is_machine = bool(published.unreviewed)
        published.save(update_fields=["unreviewed", "is_machine"])
    return record


def last_review(translation: Translation) -> Review | None:
    """The latest review of a translation."""
    return Review.objects.filter(translation=translation).first()
