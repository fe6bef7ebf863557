"""What the demonstration's pages are made of, apart from their texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sello_pages.demo.writing import Body

DEPARTMENT = "Departamento de Inclusión"
"""The unit that runs the programme, and so answers for every page of the demonstration."""

PRESENTATION = "Presentación del programa, 2023"
"""Where the programme's official figures and descriptions come from."""

TRANSLATIONS = Path(__file__).with_name("translations")
"""Where the catalogs of these texts lie, one for each language."""


@dataclass(frozen=True)
class Material:
    """Ids of the figures, pictures and documents, by key."""

    figures: Mapping[str, int]
    pictures: Mapping[str, int]
    documents: Mapping[str, int]


@dataclass(frozen=True)
class DemoPage:
    """A content page: where it hangs, and how its body is written."""

    key: str
    title: str
    slug: str
    summary: str
    write: Callable[[Body, Material], object]
    parent: str = "home"
    in_menu: bool = False
