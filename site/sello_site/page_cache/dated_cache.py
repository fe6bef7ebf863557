"""Django's default cache, in the memory of this process and no older than the public data.

Wagtail keeps the addresses of the sites' roots in the default cache for an hour, and clears them in
the process that changed them alone: elsewhere links would stay wrong. Here an entry counts only
while the generation stands under which its value was looked up.
"""

from __future__ import annotations

import threading
from typing import Any

from django.core.cache.backends.locmem import LocMemCache

from sello_site.page_cache.installation import shared_generation

_NOTHING = object()


class DatedCache(LocMemCache):
    """For what is looked up, and found out again when it is not there; not for counting.

    Only ``get``, ``set`` and ``delete`` are dated (and the ``_many`` forms, which call them).
    """

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(name, params)
        self._missed = threading.local()

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        generation = shared_generation().read()
        found = super().get(_dated(key, generation), _NOTHING, version)
        if found is not _NOTHING:
            return found
        # The value is looked up next: when a commit comes in between, it belongs to the past.
        self._missed.last = (key, generation)
        return default

    def set(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        missed, generation = getattr(self._missed, "last", (None, 0))
        if missed != key:
            generation = shared_generation().read()
        self._missed.last = (None, 0)
        super().set(_dated(key, generation), value, timeout, version)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return super().delete(_dated(key, shared_generation().read()), version)


def _dated(key: Any, generation: int) -> str:
    return f"{generation}:{key}"
