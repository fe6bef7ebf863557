"""Which alerts are shown, and until when that stays true."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from sello_site.headless.models import SiteAlertText

_CACHE_KEY = "sello_alerts"
_MEMO = "_sello_shows_alerts"
_URGENCY = ["urgent", "warning", "info"]


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


@dataclass(frozen=True)
class _Alert:
    """An alert that is shown or will be, with its text in each language."""

    id: int
    level: str
    address: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime | None
    texts: Mapping[str, str] = field(default_factory=dict)

    def is_shown_at(self, moment: datetime.datetime) -> bool:
        return self.starts_at <= moment and (self.ends_at is None or self.ends_at > moment)


def _alerts() -> list[_Alert]:
    """Those that are not over, the newest first."""
    found: dict[int, _Alert] = {}
    texts: dict[int, dict[str, str]] = {}
    rows = (
        SiteAlertText.objects.filter(Q(alert__ends_at=None) | Q(alert__ends_at__gt=timezone.now()))
        .select_related("alert")
        .order_by("-alert__starts_at", "-alert__pk")
    )
    for row in rows:
        alert = row.alert
        texts.setdefault(alert.pk, {})[row.language] = row.text
        found[alert.pk] = _Alert(
            alert.pk,
            alert.level,
            alert.address,
            alert.starts_at,
            alert.ends_at,
            texts[alert.pk],
        )
    return list(found.values())


def _in_language(alerts: list[_Alert], language: str) -> list[ShownAlert]:
    """Those of this moment; with the site's language where there is no text in the reader's."""
    now = timezone.now()
    shown = []
    for alert in alerts:
        text_locale = language if language in alert.texts else settings.LANGUAGE_CODE
        if alert.is_shown_at(now) and text_locale in alert.texts:
            shown.append(
                ShownAlert(
                    id=alert.id,
                    level=alert.level,
                    text=alert.texts[text_locale],
                    text_locale=text_locale,
                    address=alert.address,
                    starts_at=alert.starts_at,
                    ends_at=alert.ends_at,
                )
            )
    return shown


def _seconds_to_next(alerts: list[_Alert]) -> float | None:
    now = timezone.now()
    moments = [
        moment
        for alert in alerts
        for moment in (alert.starts_at, alert.ends_at)
        if moment is not None and moment > now
    ]
    return (min(moments) - now).total_seconds() if moments else None


def shown_alerts(*, language: str) -> list[ShownAlert]:
    """The alerts of this moment, the newest first, asked of the database."""
    return _in_language(_alerts(), language)


def seconds_to_next_alert() -> float | None:
    """Until the next alert begins or ends by the clock alone; None when none will."""
    return _seconds_to_next(_alerts())


def alerts_on_page(request: HttpRequest, *, language: str) -> list[ShownAlert]:
    """The same for a page, the most urgent first: asked of the database once after each change of
    anything public. The request remembers that what it was answered depends on them."""
    setattr(request, _MEMO, True)
    return sorted(
        _in_language(_known_alerts(), language), key=lambda alert: _URGENCY.index(alert.level)
    )


def seconds_to_next_alert_on_page(request: HttpRequest) -> float | None:
    """How long the alerts on what was answered to this request stay the same by the clock; None
    when it shows none, or when that is far away."""
    return _seconds_to_next(_known_alerts()) if hasattr(request, _MEMO) else None


def _known_alerts() -> list[_Alert]:
    known: list[_Alert] | None = cache.get(_CACHE_KEY)
    if known is None:
        known = _alerts()
        cache.set(_CACHE_KEY, known)
    return known
