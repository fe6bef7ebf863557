"""What can be asked of the territory and of the register; nothing here writes."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from sello_map.models import (
    Commune,
    CommuneAlias,
    RegionalOffice,
    RegisterDeclaration,
    SelloOfficer,
    StatusEvent,
)
from sello_map.naming import naming_key
from sello_map.status import Standing, StatusKind, standing_on


@dataclass(frozen=True)
class FoundCommune:
    """A commune, and the other name by which it was found (empty: by its own)."""

    code: str
    name: str
    region_code: str
    alias: str = ""


def commune_codes_by_key() -> dict[str, str]:
    """Name as it is compared → code, with the other names. Two queries."""
    names = [*CommuneAlias.objects.values_list("name", "commune_id")]
    names += Commune.objects.values_list("name", "code")
    return {naming_key(name): code for name, code in names}


def find_communes(text: str, *, limit: int | None = None) -> list[FoundCommune]:
    """Communes whose name, or another name of theirs, is ``text``, begins with it or contains it.

    In this order, then by name; accents, case, blanks and punctuation do not count. Each commune
    once, by its best name. Two queries, whatever is asked.
    """
    wanted = naming_key(text[:80])
    if not wanted:
        return []
    own = dict(Commune.objects.values_list("code", "name"))
    candidates = [(name, code, "") for code, name in own.items()]
    candidates += [
        (name, code, name) for name, code in CommuneAlias.objects.values_list("name", "commune_id")
    ]
    best: dict[str, tuple[int, str, str]] = {}
    for name, code, alias in candidates:
        rank = _rank(naming_key(name), wanted)
        # The own name first: an alias is told only when it alone, or better, is what was meant.
        if rank is not None and (code not in best or rank < best[code][0]):
            best[code] = (rank, naming_key(own[code]), alias)
    found = sorted(best, key=lambda code: best[code][:2])
    return [FoundCommune(code, own[code], code[:2], best[code][2]) for code in found[:limit]]


def _rank(key: str, wanted: str) -> int | None:
    if key == wanted:
        return 0
    if key.startswith(wanted):
        return 1
    return 2 if wanted in key else None


@dataclass(frozen=True)
class Fact:
    """As much of an event as the status needs."""

    pk: int
    municipality_id: str
    kind: StatusKind
    date: datetime.date


def facts(*, municipalities: Collection[str] | None = None) -> dict[str, list[Fact]]:
    """Code of the municipality → its events that count. One query, for all or for these."""
    events = StatusEvent.objects.in_force()
    if municipalities is not None:
        events = events.filter(municipality__in=municipalities)
    found: dict[str, list[Fact]] = defaultdict(list)
    rows = events.order_by("pk").values_list("pk", "municipality_id", "kind", "date")
    for pk, municipality_id, kind, date in rows:
        found[municipality_id].append(Fact(pk, municipality_id, StatusKind(kind), date))
    return dict(found)


def standings(
    *, on: datetime.date, municipalities: Collection[str] | None = None
) -> dict[str, Standing[Fact]]:
    """Code of the municipality → where it stands on a day. One query.

    Who was never in the programme until then is not in it; who withdrew is.
    """
    found = {
        code: standing_on(events, on)
        for code, events in facts(municipalities=municipalities).items()
    }
    return {code: standing for code, standing in found.items() if standing is not None}


def standing_of(municipality_id: str, *, on: datetime.date) -> Standing[Fact] | None:
    """Where one municipality stands on a day. One query."""
    return standings(on=on, municipalities=[municipality_id]).get(municipality_id)


def adhered(found: Iterable[tuple[str, Standing[Fact]]]) -> list[str]:
    """Codes of those that take part, with a Sello or without, out of ``standings(…).items()``."""
    return sorted(code for code, standing in found if standing.is_adhered)


def holding_sello(found: Iterable[tuple[str, Standing[Fact]]]) -> list[str]:
    """Codes of those that hold the Sello (awarded or revalidated, and not lapsed)."""
    return sorted(code for code, standing in found if standing.holds_sello)


def public_history_of(municipality_id: str) -> QuerySet[StatusEvent]:
    """A municipality's events that count, the latest first."""
    return StatusEvent.objects.in_force().filter(municipality=municipality_id)


def register_declaration() -> RegisterDeclaration | None:
    """What SERMIG last said about the register; None when it never said anything."""
    return RegisterDeclaration.objects.first()


def register_complete_since() -> datetime.date | None:
    """Since which day the register holds everything; None when it is not said to be complete."""
    declaration = register_declaration()
    return declaration.complete_since if declaration is not None else None


def regional_offices(*, region: str | None = None) -> QuerySet[RegionalOffice]:
    """Offices with ``published_officers``, from north to south, or those of one region.

    Two queries.
    """
    published = SelloOfficer.objects.filter(is_published=True)
    offices = RegionalOffice.objects.select_related("region").prefetch_related(
        Prefetch("officers", queryset=published, to_attr="published_officers")
    )
    return offices if region is None else offices.filter(region=region)


def officer_for(region: str) -> SelloOfficer | None:
    """The officer to whom a message for the region goes: the first who is published with a mail."""
    return (
        SelloOfficer.objects.filter(office__region=region, is_published=True)
        .exclude(email="")
        .select_related("office")
        .order_by("office__name", "office", "sort_order", "pk")
        .first()
    )
