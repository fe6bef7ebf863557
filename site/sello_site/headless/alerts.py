"""Which alerts are shown, and until when that stays true."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from sello_site.headless.models import SiteAlert


@dataclass(frozen=True)
class ShownAlert:
    """An alert in one language; ``text_locale`` is another where it has no text in that one."""

    id: int
    level: str
    text: str
    text_locale: str
    address: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime | None


def shown_alerts(*, language: str) -> list[ShownAlert]:
    """The alerts of this moment, the newest first; with the site's language where there is no text
    in the reader's."""
    now = timezone.now()
    alerts = (
        SiteAlert.objects.filter(starts_at__lte=now)
        .filter(Q(ends_at=None) | Q(ends_at__gt=now))
        .prefetch_related("texts")
    )
    shown = []
    for alert in alerts:
        texts = {each.language: each.text for each in alert.texts.all()}
        text_locale = language if language in texts else settings.LANGUAGE_CODE
        if text_locale in texts:
            shown.append(
                ShownAlert(
                    id=alert.pk,
                    level=alert.level,
                    text=texts[text_locale],
                    text_locale=text_locale,
                    address=alert.address,
                    starts_at=alert.starts_at,
                    ends_at=alert.ends_at,
                )
            )
    return shown


def seconds_to_next_alert() -> float | None:
    """Until the next alert begins or ends by the clock alone; None when none will."""
    now = timezone.now()
    rows = SiteAlert.objects.filter(Q(starts_at__gt=now) | Q(ends_at__gt=now)).values_list(
        "starts_at", "ends_at"
    )
    moments = [moment for row in rows for moment in row if moment is not None and moment > now]
    return (min(moments) - now).total_seconds() if moments else None
