"""How long what a municipality says is taken for current: the one place of the rule."""

from __future__ import annotations

import datetime

from sello_map.days import today

REMIND_DAYS = 30
"""So many days before it counts as old, the municipality is reminded."""


def oldest_current(on: datetime.date | None = None) -> datetime.date:
    """The earliest day of a confirmation that still counts on a day (today): a year before."""
    day = on or today()
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def may_be_outdated(confirmed_on: datetime.date, on: datetime.date | None = None) -> bool:
    """Whether nobody has stood for it for twelve months."""
    return confirmed_on < oldest_current(on)
