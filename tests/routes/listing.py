"""Every route of the platform with an address that leads to something, where it can."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver

_CONVERTER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True)
class ListedRoute:
    """``name`` with its namespaces, ``pattern`` as the URLconf holds it."""

    name: str
    pattern: str

    def path(self, values: Mapping[str, Any]) -> str:
        """The address with the values put in: for the longest of the keys ``<start of the
        pattern> <parameter>`` that fits, else for ``<parameter>``, else 1. A translated route takes
        those of the Spanish one."""
        spanish = re.sub(r"^/(?:ht|en|pt|fr)(?=/)", "", self.pattern)

        def value(match: re.Match[str]) -> str:
            name = match["name"]
            keys = [
                key
                for key in values
                if spanish.startswith(key.partition(" ")[0]) and key.endswith(f" {name}")
            ]
            return str(values[max(keys, key=len)] if keys else values.get(name, 1))

        return _CONVERTER.sub(value, _without_regular_expressions(self.pattern))


def _without_regular_expressions(pattern: str) -> str:
    pattern = pattern.replace("\\Z", "").replace("^", "").replace("$", "").replace("\\.", ".")
    # Groups become parameters, those of the documents' route by names that it lacks; the last
    # unnamed group, in Wagtail's page route, becomes the home.
    pattern = re.sub(r"\(\?P<(\w+)>(?:\\.|\[[^\]]*\]|[^()\[\]])*\)", r"<\1>", pattern)
    pattern = pattern.replace("(\\d+)", "<number>").replace("(.*)", "<rest>")
    return re.sub(r"\(\(\?:.*\)$", "", pattern)


def listed_routes() -> dict[str, ListedRoute]:
    """Pattern → route, in the order in which they are matched: the first of equals answers."""
    found: dict[str, ListedRoute] = {}
    for name, pattern in _leaves(get_resolver().url_patterns):
        found.setdefault(pattern, ListedRoute(name, pattern))
    return found


def _leaves(patterns: Any, prefix: str = "/", namespace: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield namespace + (pattern.name or ""), where
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _leaves(pattern.url_patterns, where, inner)
