"""The list of municipalities for a choice, with what their regions come to."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from sello_atlas.choice import ALL, NEVER, STATUSES, Choice
from sello_atlas.places import Place, last_part, places
from sello_map.selectors import Fact, find_communes, register_complete_since, standings
from sello_map.status import Standing


@dataclass(frozen=True)
class Row:
    """One municipality where it stood on the day; ``alias``: the other name it was found by."""

    place: Place
    standing: Standing[Fact] | None
    alias: str = ""

    @property
    def status(self) -> str:
        """A value of :data:`~sello_atlas.choice.STATUSES`."""
        return NEVER if self.standing is None else self.standing.status.value

    @property
    def status_name(self) -> str:
        return str(STATUSES[self.status])

    @property
    def since(self) -> datetime.date | None:
        return None if self.standing is None else self.standing.since

    @property
    def takes_part(self) -> bool:
        return self.standing is not None and self.standing.is_adhered

    @property
    def last_part(self) -> str:
        return last_part(self.place.code, self.place.name)

    @property
    def point(self) -> str:
        """Latitude and longitude with a comma between them, in any language."""
        return f"{self.place.latitude:.4f},{self.place.longitude:.4f}"


@dataclass(frozen=True)
class Group:
    """The rows of one region."""

    code: str
    name: str
    rows: tuple[Row, ...]

    @property
    def last_part(self) -> str:
        return last_part(self.code, self.name)


@dataclass(frozen=True)
class RegionShare:
    """How many of a region's municipalities take part."""

    code: str
    name: str
    municipalities: int
    adhered: int

    @property
    def share(self) -> float:
        return self.adhered / self.municipalities

    @property
    def last_part(self) -> str:
        return last_part(self.code, self.name)


@dataclass(frozen=True)
class Listing:
    """What was chosen, the rows that fit, and the shares of all regions on that day.

    ``regions`` is about all municipalities whatever else was chosen, and is empty while SERMIG has
    not said that the register was complete by then: a share of what is known would mislead.
    """

    choice: Choice
    rows: tuple[Row, ...]
    complete_since: datetime.date | None
    regions: tuple[RegionShare, ...]

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def is_complete(self) -> bool:
        return is_complete(self.complete_since, self.choice.on)

    @property
    def groups(self) -> list[Group]:
        """The rows by region, from north to south."""
        return [
            Group(code, name, tuple(rows))
            for (code, name), rows in groupby(
                self.rows, key=lambda row: (row.place.region_code, row.place.region)
            )
        ]


def is_complete(since: datetime.date | None, day: datetime.date) -> bool:
    """Whether the register says all about a day: only then can be counted what it holds."""
    return since is not None and since <= day


def listing(choice: Choice) -> Listing:
    """The list for a choice. Three queries, and two more where a text is looked for."""
    everything, standing = places(), standings(on=choice.on)
    names = _names(choice.text)
    complete_since = register_complete_since()
    return Listing(
        choice=choice,
        rows=tuple(
            row
            for place in everything
            if (names is None or place.code in names)
            and choice.region in {"", place.region_code}
            and _fits(
                row := Row(place, standing.get(place.code), names[place.code] if names else ""),
                choice.status,
            )
        ),
        complete_since=complete_since,
        regions=(_shares(everything, standing) if is_complete(complete_since, choice.on) else ()),
    )


def _names(text: str) -> Mapping[str, str] | None:
    """Code → the other name by which it was found; None when no text was looked for."""
    return {one.code: one.alias for one in find_communes(text)} if text else None


def _fits(row: Row, status: str) -> bool:
    if status == ALL:
        return True
    return row.status == status if status else row.takes_part


def _shares(
    everything: list[Place], standing: Mapping[str, Standing[Fact]]
) -> tuple[RegionShare, ...]:
    municipalities = Counter(place.region_code for place in everything)
    adhered = Counter(code[:2] for code, one in standing.items() if one.is_adhered)
    names = {place.region_code: place.region for place in everything}
    return tuple(
        RegionShare(code, name, municipalities[code], adhered[code]) for code, name in names.items()
    )
