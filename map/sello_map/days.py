"""The day that the register goes by."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

CHILE = ZoneInfo("America/Santiago")


def today() -> datetime.date:
    """The day that it is in continental Chile, whatever time zone a request has activated."""
    return timezone.localdate(timezone=CHILE)
