"""Whence something is known, and what is said beside all data that leaves the site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sello_atlas.listing import Row
from sello_map.models import StatusEvent


@dataclass(frozen=True)
class Source:
    """The act that made something so, or whence it is known; ``address`` is where to read it."""

    text: str = ""
    address: str = ""


NOTHING = Source()


def source_of(event: StatusEvent) -> Source:
    """The act where there is one, else the source."""
    if event.act_number and event.act_date is not None:
        text = _("%(act)s N.º %(number)s, de %(date)s") % {
            "act": event.act_type,
            "number": event.act_number,
            "date": date_format(event.act_date, "DATE_FORMAT"),
        }
        return Source(text, event.act_address or event.source_address)
    return Source(event.source or event.source_address, event.source_address)


def sources_of(rows: Iterable[Row]) -> dict[int, Source]:
    """Key of the event that gives each row its status → its source. One query."""
    keys = [row.standing.event.pk for row in rows if row.standing is not None]
    return {event.pk: source_of(event) for event in StatusEvent.objects.filter(pk__in=keys)}


def source_of_row(row: Row, sources: dict[int, Source]) -> Source:
    return NOTHING if row.standing is None else sources.get(row.standing.event.pk, NOTHING)


def notice() -> str:
    """What must be read beside the data: in a demonstration, also that none of it is real."""
    if settings.SELLO_DEMO:
        return _("Demostración: datos ficticios. Referencial, sin validez legal.")
    return _("Referencial, sin validez legal.")


def publisher() -> str:
    """Who says all this."""
    return _("Registro del programa Sello Migrante, Servicio Nacional de Migraciones")
