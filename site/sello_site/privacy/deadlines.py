"""When a request must be answered, by the rules that held on its day."""

from __future__ import annotations

import datetime

from sello_site.privacy.models import DeadlineRule


class NoDeadlineRule(Exception):  # noqa: N818  # says what is missing
    """Nothing says how long this right may take on this day."""


def rule_for(right: str, day: datetime.date) -> DeadlineRule:
    """The rule that holds for a request of this day. Raises :class:`NoDeadlineRule`."""
    rule = (
        DeadlineRule.objects.filter(right=right, valid_from__lte=day).order_by("valid_from").last()
    )
    if rule is None:
        raise NoDeadlineRule(f"no deadline is set for {right} on {day}")
    return rule


def days_after(day: datetime.date, number: int, unit: str) -> datetime.date:
    """The day so many days later, counted from the next one.

    Business days are Monday to Friday. Holidays are counted as if they were worked, so that the
    day told is never later than the law's.
    """
    if unit == DeadlineRule.Unit.CALENDAR_DAYS:
        return day + datetime.timedelta(days=number)
    while number:
        day += datetime.timedelta(days=1)
        number -= day.weekday() < 5
    return day
