"""What there is to translate in a Spanish text, told by its content and never by times."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from modelcluster.models import ClusterableModel, get_serializable_data_for_fields
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import (
    OverridableSegmentValue,
    RelatedObjectSegmentValue,
    StringSegmentValue,
    TemplateSegmentValue,
)
from wagtail_localize.segments.extract import extract_segments

from sello_site.translations.identities import give_identities
from sello_site.translations.models import SourceText


def fingerprint_of(parts: Iterable[Any]) -> str:
    """One short text that differs whenever the parts differ."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(json.dumps(part, cls=DjangoJSONEncoder, ensure_ascii=False).encode())
        digest.update(b"\n")
    return digest.hexdigest()


def content_fingerprint(instance: models.Model) -> str:
    """The fingerprint of all texts, structures and choices that a translation is made from.

    Place in the tree, dates of publication and the like have no part in it.
    """
    return fingerprint_of(_parts(instance))


def _parts(instance: models.Model) -> Iterable[Any]:
    for segment in extract_segments(instance):
        if isinstance(segment, StringSegmentValue):
            yield ["string", segment.path, segment.string.data, segment.attrs]
        elif isinstance(segment, TemplateSegmentValue):
            yield ["template", segment.path, segment.template]
        elif isinstance(segment, RelatedObjectSegmentValue):
            yield ["object", segment.path, str(segment.translation_key)]
        elif isinstance(segment, OverridableSegmentValue):
            yield ["choice", segment.path, segment.data]


@transaction.atomic
def source_for(page: Page) -> TranslationSource:
    """The source record of a Spanish page as it is published, made where there is none."""
    specific = type(page.specific).objects.get(pk=page.pk)
    give_identities(specific)
    source, made = TranslationSource.get_or_create_from_instance(specific)
    if made:
        _remember(source, content_fingerprint(specific))
    else:
        refresh(source, specific)
    return source


def refresh_if_translated(page: Page) -> bool:
    """Takes the published content of a Spanish page over into its source record, if it has one;
    whether its texts had changed."""
    source = TranslationSource.objects.filter(
        object_id=page.translation_key, locale_id=page.locale_id
    ).first()
    return source is not None and refresh(source, type(page.specific).objects.get(pk=page.pk))


@transaction.atomic
def refresh(source: TranslationSource, instance: models.Model) -> bool:
    """Brings a source record to the content of its object; False when its texts are the same.

    Translations stay with the strings that they translate; a string that only moved within its
    text, or was given another place by the editor, takes its translations along.
    """
    give_identities(instance)
    fingerprint = content_fingerprint(instance)
    known = SourceText.objects.filter(source=source).first()
    if known is not None and known.fingerprint == fingerprint:
        # Fields that are not texts (dates) still come from this copy.
        source.content_json = _content_json(instance)
        source.save(update_fields=["content_json"])
        return False
    source.content_json = _content_json(instance)
    source.object_repr = str(instance)[:200]
    source.last_updated_at = timezone.now()
    source.save(update_fields=["content_json", "object_repr", "last_updated_at"])
    source.refresh_segments()
    _carry_over(source)
    _remember(source, fingerprint)
    return True


def start(page: Page, locale: Locale) -> Translation:
    """The translation of a Spanish page into a language, begun where there is none.

    The alias stays what readers get until the translation is published.
    """
    source = source_for(page)
    translation, made = Translation.objects.get_or_create(source=source, target_locale=locale)
    if not made and not translation.enabled:
        translation.enabled = True
        translation.save(update_fields=["enabled"])
    return translation


def _content_json(instance: models.Model) -> str:
    if isinstance(instance, ClusterableModel):
        return str(instance.to_json())
    return json.dumps(get_serializable_data_for_fields(instance), cls=DjangoJSONEncoder)


def _remember(source: TranslationSource, fingerprint: str) -> None:
    SourceText.objects.update_or_create(source=source, defaults={"fingerprint": fingerprint})


def _carry_over(source: TranslationSource) -> None:
    """Gives strings that lost their place the translation that the same string had elsewhere in
    this text."""
    segments = set(source.stringsegment_set.values_list("string_id", "context_id"))
    known: dict[tuple[int, int], StringTranslation] = {}
    placed: set[tuple[int, int, int | None]] = set()
    translations = StringTranslation.objects.filter(
        context__object_id=source.object_id,
        translation_of_id__in={string for string, _context in segments},
        has_error=False,
    ).order_by("pk")
    for found in translations:
        known[found.locale_id, found.translation_of_id] = found
        placed.add((found.locale_id, found.translation_of_id, found.context_id))
    now = timezone.now()
    StringTranslation.objects.bulk_create(
        [
            StringTranslation(
                locale_id=locale,
                translation_of_id=string,
                context_id=context,
                data=found.data,
                translation_type=found.translation_type,
                tool_name=found.tool_name,
                last_translated_by_id=found.last_translated_by_id,
                created_at=now,
                updated_at=now,
            )
            for (locale, string), found in known.items()
            for other, context in segments
            if other == string and (locale, string, context) not in placed
        ],
        ignore_conflicts=True,
    )
