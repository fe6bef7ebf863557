"""Which published pages the checks would not let pass any more."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    OuterRef,
    Q,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from sello_editorial.checking.models import PageCheck

_EVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


class Soundness(TextChoices):
    """What the last look at a page found."""

    ERRORS = "errors", _("Con errores")
    WARNINGS = "warnings", _("Con avisos")
    SOUND = "sound", _("Sin observaciones")
    UNSEEN = "unseen", _("Sin revisar desde que se publicó")


def with_soundness(pages: Any) -> Any:
    """The pages with ``soundness``; what was looked at before it was last published counts as not
    looked at."""
    published = Coalesce(OuterRef("last_published_at"), Value(_EVER), output_field=DateTimeField())
    checks = PageCheck.objects.filter(page=OuterRef("pk"), checked_at__gte=published)
    return pages.annotate(
        check_errors=Subquery(checks.values("errors")),
        check_warnings=Subquery(checks.values("warnings")),
    ).annotate(
        soundness=Case(
            When(check_errors__isnull=True, then=Value(Soundness.UNSEEN)),
            When(Q(check_errors__gt=0), then=Value(Soundness.ERRORS)),
            When(Q(check_warnings__gt=0), then=Value(Soundness.WARNINGS)),
            default=Value(Soundness.SOUND),
            output_field=CharField(),
        )
    )


def checks_of(numbers: set[int]) -> dict[int, PageCheck]:
    """Page → what the last look at it found, with one query."""
    return PageCheck.objects.in_bulk(numbers)
