"""A review that found nothing to change: a new date, and nothing else."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from sello_pages.stewardship import StewardshipMixin

REVIEWED = "sello_editorial.reviewed"
"""What the history of a page says of a review."""

LONGEST = datetime.timedelta(days=3 * 366)


@transaction.atomic
def record_review(*, page: Page, by: Any, next_on: datetime.date) -> None:
    """Writes the next date of a published page and, in the history, who looked at it.

    Nothing is published: what readers get stays as it is, and so does a draft in progress. Those
    revisions that may go out later get the date, too, or they would bring the old one back; so do
    the translations, which follow their original.

    Raises :class:`ValidationError` unless the date lies ahead, by three years at most.
    """
    today = timezone.localdate()
    if not today < next_on <= today + LONGEST:
        raise ValidationError(_("Elija una fecha futura, dentro de los próximos tres años."))
    model: Any = page.specific_class
    if not issubclass(model, StewardshipMixin):
        raise ValidationError(_("Este tipo de página no tiene fecha de revisión."))
    Page.objects.select_for_update().get(pk=page.pk)
    found = model.objects.get(pk=page.pk)
    before, found.review_by = found.review_by, next_on
    model.objects.filter(translation_key=page.translation_key).update(review_by=next_on)
    pending = Q(pk=found.latest_revision_id) | Q(pk=found.live_revision_id)
    for revision in Revision.page_revisions.filter(
        pending | Q(approved_go_live_at__isnull=False), object_id=str(page.pk)
    ):
        revision.content["review_by"] = next_on.isoformat()
        revision.save(update_fields=["content"])
    log(
        instance=found,
        action=REVIEWED,
        user=by,
        revision=found.latest_revision,
        data={"before": before.isoformat() if before else None, "next": next_on.isoformat()},
    )
