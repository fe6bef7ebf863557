"""Least-recently-used storage of pages, bounded in bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

# Whether the request was secure, host, path, canonical query: what alone decides a stored page.
Key = tuple[bool, str, str, str]
Headers = list[tuple[str, str]]

# Rough cost of the Python objects around one page, one variant and one header: without it, a
# flood of tiny pages would take many times the bound.
_PAGE_OVERHEAD = 1_500
_VARIANT_OVERHEAD = 400
_HEADER_OVERHEAD = 180


@dataclass(slots=True)
class Variant:
    """One encoding of a page, ready to hand to the server.

    `encoding` is what the body really is: a page too small to compress is "identity" everywhere.
    """

    encoding: str
    headers: Headers
    chunks: list[bytes]


@dataclass(slots=True)
class Page:
    """One stored answer, with the generation it was rendered under."""

    generation: int
    expires: float
    etag: str
    body: bytes
    content_type: str
    headers: Headers
    not_modified_headers: Headers
    variants: dict[str, Variant] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of memory, a little overestimated."""
        size = _PAGE_OVERHEAD + len(self.body) + _size_of_headers(self.headers)
        for variant in tuple(self.variants.values()):
            size += _VARIANT_OVERHEAD + _size_of_headers(variant.headers)
            if variant.chunks[0] is not self.body:
                size += len(variant.chunks[0])
        return size


def _size_of_headers(headers: Headers) -> int:
    return sum(_HEADER_OVERHEAD + len(name) + len(value) for name, value in headers)


class Store:
    """Keeps the pages asked for most recently within `max_bytes`. Safe between threads."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._sizes: dict[Key, int] = {}
        self._bytes = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def bytes_used(self) -> int:
        """What is held now, in bytes, as far as it is accounted."""
        return self._bytes

    def get(self, key: Key) -> Page | None:
        """The page under that key, whatever its generation, and mark it as used."""
        page = self._pages.get(key)
        if page is not None:
            # No lock: one call into C, atomic between threads.
            try:  # noqa: SIM105 - suppress() would cost more than the rest of a warm request's lookup
                self._pages.move_to_end(key)
            except KeyError:
                pass  # evicted by another thread since; the page in hand is as good as before
        return page

    def put(self, key: Key, page: Page) -> None:
        """Keep the page; evict those used least recently until all fit."""
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            self._account(key, page)

    def account_again(self, key: Key, page: Page) -> None:
        """Take note that the page grew by a variant, if it is still held."""
        with self._lock:
            if self._pages.get(key) is page:
                self._account(key, page)

    def _account(self, key: Key, page: Page) -> None:
        size = page.size + 2 * (len(key[1]) + len(key[2]) + len(key[3]))
        self._bytes += size - self._sizes.get(key, 0)
        self._sizes[key] = size
        while self._bytes > self.max_bytes:
            evicted, _ = self._pages.popitem(last=False)
            self._bytes -= self._sizes.pop(evicted)
