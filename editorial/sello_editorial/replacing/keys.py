"""Places where a text stands, and the names by which they are known again."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

from sello_editorial.replacing.texts import Occurrence


@dataclass(frozen=True)
class Place:
    """One place, known again by its key as long as the text that it stands in is the same."""

    key: str
    where: str
    occurrence: Occurrence


class Keys:
    """Names the places of one page as its texts are gone through in their order.

    The key of a place holds as long as the text in which it stands is the same.
    """

    def __init__(self, page_id: int) -> None:
        self._page_id = page_id
        self._seen: Counter[str] = Counter()

    def of(self, where: str, value: object, number: int) -> list[str]:
        """The keys of the first ``number`` places in the next text."""
        digest = hashlib.sha256(f"{where}\0{value}".encode()).hexdigest()[:20]
        self._seen[digest] += 1  # the same text may stand twice under one label
        which = f"{self._page_id}-{digest}-{self._seen[digest]}"
        return [f"{which}-{place}" for place in range(number)]


def page_of_key(key: str) -> int | None:
    """The page that a key names a place of; None for what is no key."""
    number = key.partition("-")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None
