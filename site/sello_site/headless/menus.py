"""The menus of the site. What stands in them is for the plugin to say that draws them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class MenuEntry:
    """A link of a menu: ``url`` as a path of this site. ``text_locale`` is the language of the
    title where it is not that of the menu."""

    title: str
    url: str
    text_locale: str = ""


Source = Callable[[HttpRequest, str], Mapping[str, Sequence[MenuEntry]]]

_sources: list[Source] = []


def provide_menus(source: Source) -> None:
    """Says who knows the menus: called with a request and a language, it answers with the entries
    of ``main`` and ``footer``. The last one that says so is asked."""
    _sources.append(source)


def menus(request: HttpRequest, *, language: str) -> dict[str, list[MenuEntry]]:
    """The entries of each menu; empty menus while no plugin knows any."""
    found = _sources[-1](request, language) if _sources else {}
    return {name: list(found.get(name, ())) for name in ("main", "footer")}
