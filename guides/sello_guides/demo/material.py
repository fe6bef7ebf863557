"""What the demonstration's guides are made of, apart from their texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sello_pages.demo.writing import Body
from sello_pages.taxonomy import Audience, Commitment


@dataclass(frozen=True)
class GuideMaterial:
    """Ids of the pictures and documents that the guides show, by key."""

    pictures: Mapping[str, int]
    documents: Mapping[str, int]


@dataclass(frozen=True)
class DemoGuide:
    """A guide, what it is filed under, and how its body is written.

    ``topics`` are keys of :data:`sello_pages.demo.topics.TOPICS`.
    """

    key: str
    title: str
    slug: str
    summary: str
    audience: str
    write: Callable[[Body, GuideMaterial], object]
    topics: tuple[str, ...] = ()
    audiences: tuple[Audience, ...] = ()
    commitments: tuple[Commitment, ...] = ()
