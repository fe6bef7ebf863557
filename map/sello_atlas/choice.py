"""What readers choose in the list: it stands in the address, and nowhere else."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from sello_map.days import today
from sello_map.status import BEGINNING, StatusKind
from sello_map.territory import REGIONS_FROM_NORTH_TO_SOUTH

TEXT, REGION, STATUS, YEAR, DAY = "q", "region", "estado", "ano", "on"
PAGE_KEYS = (TEXT, REGION, STATUS, YEAR)
"""The keys of the pages' addresses, which the page cache has to know."""
API_KEYS = (*PAGE_KEYS, DAY)

LONGEST_TEXT = 80

ALL, NEVER = "todas", "nunca"
STATUSES: Mapping[str, Any] = {
    "": _("Las que participan"),
    **{kind.value: kind.label for kind in StatusKind},
    NEVER: _("Nunca en el programa"),
    ALL: _("Todas las municipalidades"),
}
"""What can be asked of the status. By default, those that take part: with a Sello or without."""


@dataclass(frozen=True)
class Choice:
    """One value for each key, empty where nothing is chosen; ``day`` is the API's alone.

    ``today`` is held, so that one answer is about one day.
    """

    today: datetime.date
    text: str = ""
    region: str = ""
    status: str = ""
    year: str = ""
    day: datetime.date | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Choice:
        """From the query of a page's address. What no filter offers counts as not asked for, so
        that an old link shows more rather than nothing."""
        now = today()
        region, status, year = query.get(REGION, ""), query.get(STATUS, ""), query.get(YEAR, "")
        return cls(
            today=now,
            text=clean(query.get(TEXT, "")),
            region=region if region in REGIONS_FROM_NORTH_TO_SOUTH else "",
            status=status if status in STATUSES else "",
            year=year if year in years(now) else "",
        )

    @property
    def on(self) -> datetime.date:
        """The day that is asked about: the one named, the last one of the year, or today."""
        if self.day is not None:
            return self.day
        if self.year:
            return min(datetime.date(int(self.year), 12, 31), self.today)
        return self.today

    @property
    def is_narrowed(self) -> bool:
        return any((self.text, self.region, self.status, self.year))

    @property
    def query(self) -> str:
        """The part of the address that says the same, in one spelling; empty without a choice."""
        chosen = {
            TEXT: self.text,
            REGION: self.region,
            STATUS: self.status,
            YEAR: self.year,
            DAY: self.day.isoformat() if self.day else "",
        }
        return urlencode({key: value for key, value in chosen.items() if value})


def clean(text: str) -> str:
    """A text as it is looked for."""
    return " ".join(text.replace("\x00", "").split())[:LONGEST_TEXT]


def years(day: datetime.date) -> list[str]:
    """From the latest to the first of the programme."""
    return [str(year) for year in range(day.year, BEGINNING.year - 1, -1)]
