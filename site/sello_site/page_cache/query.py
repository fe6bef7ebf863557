"""Which query strings may be part of a key, and in which form."""

from __future__ import annotations

from collections import OrderedDict
from urllib.parse import parse_qsl, urlencode

_LONGEST_QUERY = 256
_MOST_KEYS = 16
_MOST_ROUTES = 1_024


class KnownQueries:
    """The query keys that routes declared, learned from their answers.

    A route says `X-Sello-Cache-Keys: q, page` when those keys, and no others, change its page.
    """

    def __init__(self) -> None:
        self._keys: OrderedDict[tuple[str, str], frozenset[str]] = OrderedDict()

    def learn(self, host: str, path: str, declaration: str) -> None:
        """Remember the declaration that came with an answer for this path."""
        keys = frozenset(filter(None, (key.strip() for key in declaration.split(","))))
        if not keys:
            # The same as no declaration, and it must not take the place of one that says something.
            self._keys.pop((host, path), None)
            return
        self._keys[host, path] = keys
        while len(self._keys) > _MOST_ROUTES:
            try:
                self._keys.popitem(last=False)
            except KeyError:
                break  # emptied by another thread

    def canonical(self, host: str, path: str, query: str) -> str | None:
        """The one spelling under which all equal queries are stored; None when not storable.

        Not storable: keys that were not declared, repeated or empty keys, broken UTF-8, length.
        """
        keys = self._keys.get((host, path))
        if not keys or len(query) > _LONGEST_QUERY:
            return None
        try:
            pairs = parse_qsl(
                query, keep_blank_values=True, errors="strict", max_num_fields=_MOST_KEYS
            )
        except ValueError:
            return None
        names = {name for name, _ in pairs}
        if len(names) != len(pairs) or not names <= keys:
            return None
        return urlencode(sorted(pairs))
