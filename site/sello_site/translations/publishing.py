"""Only complete translations go live: the one way by which any of them is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from sello_site.translations.models import Delivery, PublishedTranslation
from sello_site.translations.reviewing import unreviewed_strings
from sello_site.translations.soundness import problems_of
from sello_site.translations.sources import refresh
from sello_site.translations.tree import mirror

WHOLE = "_sello_whole"
"""Attribute of a revision that holds a complete translation of the original as it is now."""


class TranslationRefused(ValidationError):  # noqa: N818  # says what happened
    """A translation is not published as it is; the message says in Spanish what is missing."""


@dataclass(frozen=True)
class Progress:
    """How many texts there are to translate, and how many have a translation without error."""

    total: int
    done: int

    @property
    def missing(self) -> int:
        return self.total - self.done

    @property
    def is_complete(self) -> bool:
        return self.total > 0 and self.missing == 0


def progress_of(translations: list[Translation]) -> dict[int, Progress]:
    """Translation id → its progress, with one query."""
    done = Exists(
        StringTranslation.objects.filter(
            translation_of_id=OuterRef("string_id"),
            context_id=OuterRef("context_id"),
            locale_id=OuterRef("source__translations__target_locale_id"),
            has_error=False,
        )
    )
    rows = (
        StringSegment.objects.filter(source__translations__in=[row.pk for row in translations])
        .order_by()
        .annotate(is_done=done)
        .values("source__translations__pk")
        .annotate(total=Count("pk"), done=Count("pk", filter=Q(is_done=True)))
    )
    found = {row["source__translations__pk"]: Progress(row["total"], row["done"]) for row in rows}
    return {row.pk: found.get(row.pk, Progress(0, 0)) for row in translations}


def refusal(translation: Translation) -> str | None:
    """Why the translation cannot be published now, or None."""
    progress = progress_of([translation])[translation.pk]
    if not progress.is_complete:
        return ngettext(
            "Nada se publicó: falta %(missing)s de %(total)s textos por traducir o corregir.",
            "Nada se publicó: faltan %(missing)s de %(total)s textos por traducir o corregir.",
            progress.missing,
        ) % {"missing": progress.missing, "total": progress.total}
    lacking = [
        segment
        for segment in translation.source.relatedobjectsegment_set.select_related("object")
        if not segment.object.has_translation(translation.target_locale)
    ]
    if lacking:
        return ngettext(
            "Nada se publicó: falta traducir %(number)s elemento que la página muestra.",
            "Nada se publicó: falta traducir %(number)s elementos que la página muestra.",
            len(lacking),
        ) % {"number": len(lacking)}
    return None


def translation_of(page: Page) -> Translation | None:
    """The translation behind a page that is not in Spanish, if there is one."""
    found: Translation | None = (
        Translation.objects.filter(
            source__object_id=page.translation_key,
            target_locale_id=page.locale_id,
            enabled=True,
        )
        .select_related("source", "target_locale")
        .first()
    )
    return found


def original_of(translation: Translation) -> Page:
    """The Spanish page that a translation was made from, as it is published."""
    source = translation.source
    page: Page = source.specific_content_type.get_object_for_this_type(
        translation_key=source.object_id, locale_id=source.locale_id
    )
    return page


def publish(translation: Translation, *, user: Any = None) -> Page:
    """Publishes a translation that is complete; the alias that stood in its place becomes it.

    Raises :class:`TranslationRefused` and changes nothing when a text is missing, and
    :class:`ValidationError` when the page's own rules refuse what was translated; the texts that
    are to blame are marked then.
    """
    original = original_of(translation)
    refresh(translation.source, original)
    try:
        with transaction.atomic():
            return _publish(translation, original, user)
    except TranslationRefused:
        raise
    except ValidationError as error:
        _mark(translation, error)
        raise


def _publish(translation: Translation, original: Page, user: Any) -> Page:
    locked = Translation.objects.select_for_update(of=("self",)).get(pk=translation.pk)
    if not original.live:
        raise TranslationRefused(
            _("Nada se publicó: la página original no está publicada. Publíquela primero.")
        )
    problem = refusal(locked)
    if problem is not None:
        raise TranslationRefused(problem)
    target = Page.objects.filter(
        translation_key=original.translation_key, locale_id=locked.target_locale_id
    )
    if not target.exists():
        mirror(original)
    # The alias took these from the original, whose own times hold for its translations too.
    target.update(go_live_at=None, expire_at=None)
    page, _made = locked.source.create_or_update_translation(
        locked.target_locale, user=user, publish=False, copy_parent_pages=True, fallback=True
    )
    problems = problems_of(Page.objects.get(pk=page.pk).specific)
    if problems:
        raise TranslationRefused(
            _("Nada se publicó. %(problems)s") % {"problems": " ".join(problems)}
        )
    revision = page.get_latest_revision()
    setattr(revision, WHOLE, True)
    # Whoever called has asked whether this person may publish.
    revision.publish(user=user, skip_permission_checks=True)
    page.refresh_from_db()
    return page


def _mark(translation: Translation, error: ValidationError) -> None:
    for field, errors in getattr(error, "error_dict", {}).items():
        StringTranslation.objects.filter(
            context__object_id=translation.source.object_id,
            context__path=field,
            locale_id=translation.target_locale_id,
        ).update(has_error=True, field_error=" ".join(ValidationError(errors).messages))


def record_publication(page: Page) -> None:
    """Remembers what was published of a translation; called whenever one is."""
    translation = translation_of(page)
    if translation is None:
        return
    unreviewed = unreviewed_strings(translation)
    PublishedTranslation.objects.update_or_create(
        translation=translation,
        defaults={
            "source_fingerprint": translation.source.text.fingerprint,
            "unreviewed": unreviewed,
            "is_machine": bool(unreviewed),
            "published_at": timezone.now(),
        },
    )
    Delivery.objects.filter(translation=translation).delete()
