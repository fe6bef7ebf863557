"""The typed extension points. They are few; Wagtail's hooks stay for the admin.

A signal is sent with :func:`collect`: a receiver that raises is logged with its plugin's name and
its part is left out; the others' parts arrive.
"""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.dispatch import Signal

from sello_site.plugin_registry import registry

logger = logging.getLogger("sello.plugins")


@dataclass(frozen=True)
class BulletinSection:
    """What a plugin offers for a bulletin: title, and items as (title, address, summary)."""

    title: str
    items: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class MapLayer:
    """A layer of the public map: its name in the reader's language and its GeoJSON address."""

    title: str
    geojson_url: str


@dataclass(frozen=True)
class DashboardTile:
    """A tile of the admin's start page: title, short text, and where it leads."""

    title: str
    text: str
    url: str


@dataclass(frozen=True)
class SearchDocument:
    """One thing that the public search can find.

    ``key`` is unique over all plugins, by convention ``<slug>:<kind>:<id>``; ``url`` is the path
    on the public site; ``kind`` one word for filters, such as ``guide``; ``body`` plain text.
    """

    key: str
    kind: str
    language: str
    title: str
    body: str
    url: str
    summary: str = ""
    updated_on: datetime.date | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ContentProblem:
    """What is wrong with a page, in a sentence for its editor that says how to mend it.

    An error keeps the page from being published, a warning does not. ``field`` names the page's
    field, ``block_id`` the block of a body in which the editor finds it, ``place`` both in words.
    """

    code: str
    message: str
    is_error: bool = True
    field: str = ""
    block_id: str = ""
    place: str = ""


@dataclass(frozen=True)
class ReaderOpinions:
    """What readers said of one page in all its languages together.

    ``key`` is the page's translation key, ``useful`` how many of ``total`` found it of use, ``url``
    where the person who asks reads more of it.
    """

    key: UUID
    useful: int
    total: int
    url: str = ""


bulletin_sections = Signal()
"""Receivers get ``language``, ``since`` (aware datetime or None); return list[BulletinSection]."""

map_layers = Signal()
"""Receivers get ``language``; return list[MapLayer]."""

dashboard_tiles = Signal()
"""Receivers get ``request`` of the admin; return list[DashboardTile]."""

search_documents = Signal()
"""Receivers get ``language`` (or None for all); return an iterable of SearchDocument.

Asked when the index is rebuilt; single changes go through ``sello_site.search`` directly.
"""

content_problems = Signal()
"""Receivers get ``page`` (specific, as it would be published); return list[ContentProblem].

Asked before a page is published and while it is edited; problems of the pages' common parts are
known already.
"""

reader_opinions = Signal()
"""Receivers get ``keys`` (translation keys of pages, a frozenset) and ``user``, who works on them;
return list[ReaderOpinions] of what that person may know, with one query however many pages."""

EXPECTED = {
    bulletin_sections: BulletinSection,
    content_problems: ContentProblem,
    map_layers: MapLayer,
    reader_opinions: ReaderOpinions,
    dashboard_tiles: DashboardTile,
    search_documents: SearchDocument,
}


def collect(signal: Signal, **arguments: Any) -> list[Any]:
    """The parts of all receivers, in the order in which they were connected.

    A part of another type than the signal promises counts as a failure of that receiver.
    """
    parts: list[Any] = []
    for receiver, answer in signal.send_robust(sender=None, **arguments):
        module = getattr(receiver, "__module__", None) or type(receiver).__module__
        plugin = registry.plugin_of_module(module)
        name = f"plugin {plugin.slug}" if plugin is not None else module
        try:
            if isinstance(answer, Exception):
                raise answer
            # Lazy receivers may fail while they are read, so they are read here.
            answered = list(answer or ())
            for part in answered:
                if not isinstance(part, EXPECTED[signal]):
                    raise TypeError(f"expected {EXPECTED[signal].__name__}, got {part!r:.100}")
        except Exception as error:
            logger.error("%s failed in a signal: %s: %s", name, type(error).__name__, error)
            continue
        parts += answered
    return parts
