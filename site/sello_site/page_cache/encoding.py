"""Choosing and making the compressed forms of a stored page."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli

# Best first. Stored pages are compressed once and sent many times, but a publish makes every page
# cold, so the highest levels (50 ms and more for a page) would be paid by readers.
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=6),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
IDENTITY = "identity"

_COMPRESSIBLE = ("text/", "application/json", "application/geo+json", "application/xml",
                 "application/atom+xml", "application/rss+xml", "application/javascript",
                 "image/svg+xml")  # fmt: skip
_LONGEST_HEADER = 256
_MOST_REMEMBERED = 256


def is_compressible(content_type: str) -> bool:
    """Whether compressing a body of this type is likely to save anything."""
    return content_type.lower().startswith(_COMPRESSIBLE)


class Negotiation:
    """Turns an Accept-Encoding header into one of our encodings, remembering past answers."""

    def __init__(self) -> None:
        self._answers: dict[str, str] = {}

    def choose(self, header: str) -> str:
        """The best encoding the client accepts: "br", "gzip" or "identity"."""
        answer = self._answers.get(header)
        if answer is not None:
            return answer
        if len(header) > _LONGEST_HEADER:
            return IDENTITY
        answer = _negotiate(header)
        if len(self._answers) >= _MOST_REMEMBERED:  # junk headers must not fill the memory
            self._answers.clear()
        self._answers[header] = answer
        return answer


def _negotiate(header: str) -> str:
    weights: dict[str, float] = {}
    for item in header.lower().split(","):
        name, _, parameters = item.partition(";")
        weights[name.strip()] = _weight(parameters)
    acceptable = [
        (weights.get(name, weights.get("*", 0.0)), -rank, name)
        for rank, name in enumerate(ENCODERS)
    ]
    weight, _, name = max(acceptable)
    # Compression is our preference: a client that likes both equally gets it.
    return name if weight > 0 and weight >= weights.get(IDENTITY, 0.0) else IDENTITY


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
