"""What a piece consists of is the same in every language of its page: that of the original."""

from __future__ import annotations

from django.db import transaction

from sello_graphics.models import GraphicFile, GraphicPage
from sello_site.languages import SOURCE_LANGUAGE

_SHARED = ("kind", "audiences", "paper", "licence", "preview")
_OF_A_FILE = ("sort_order", "language", "document_id", "image_id", "preview_id", "format", "size")


@transaction.atomic
def versions_follow_the_original(piece: GraphicPage) -> None:
    """Gives all language versions of a piece the files, topics and terms of the original.

    A translation is published anew only when its texts are; a new file must not wait for that.
    """
    versions = GraphicPage.objects.filter(translation_key=piece.translation_key)
    original = versions.filter(locale__language_code=SOURCE_LANGUAGE).first()
    if original is None:
        return
    others = versions.exclude(pk=original.pk)
    page_ids = list(others.values_list("pk", flat=True))
    others.update(**{name: getattr(original, name) for name in _SHARED})
    GraphicFile.objects.filter(page__in=page_ids).delete()
    files = [
        {name: getattr(file, name) for name in _OF_A_FILE}
        for file in GraphicFile.objects.filter(page=original).order_by("sort_order", "pk")
    ]
    GraphicFile.objects.bulk_create(
        [GraphicFile(page_id=number, **file) for number in page_ids for file in files]
    )
    through = GraphicPage.topics.through
    through.objects.filter(graphicpage__in=page_ids).delete()
    topics = list(original.topics.values_list("pk", flat=True))
    through.objects.bulk_create(
        [through(graphicpage_id=number, topic_id=topic) for number in page_ids for topic in topics]
    )
