"""What a guide is about is the same in every language: that of the Spanish original."""

from __future__ import annotations

from django.db import transaction

from sello_guides.models import GuidePage
from sello_site.languages import SOURCE_LANGUAGE


@transaction.atomic
def subjects_follow_the_original(guide: GuidePage) -> None:
    """Gives all language versions of a guide the topics, audiences and commitments of the original.

    A translation is published anew only when its texts are; filters must not wait for that.
    """
    versions = GuidePage.objects.filter(translation_key=guide.translation_key)
    original = versions.filter(locale__language_code=SOURCE_LANGUAGE).first()
    if original is None:
        return
    others = versions.exclude(pk=original.pk)
    others.update(audiences=original.audiences, commitments=original.commitments)
    wanted = set(original.topics.values_list("pk", flat=True))
    through = GuidePage.topics.through.objects
    rows = through.filter(guidepage__in=others)
    rows.exclude(topic__in=wanted).delete()
    through.bulk_create(
        [
            GuidePage.topics.through(guidepage_id=page, topic_id=topic)
            for page in others.values_list("pk", flat=True)
            for topic in sorted(wanted)
        ],
        ignore_conflicts=True,
    )
