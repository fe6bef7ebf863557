"""The official figures, exactly as the programme has published them."""

from __future__ import annotations

import datetime

import polib

from sello_pages.demo.material import PRESENTATION, TRANSLATIONS
from sello_pages.models import OfficialFigure
from sello_site.demo_translations import catalogs_below

_2015 = datetime.date(2015, 12, 31)
_2023 = datetime.date(2023, 12, 31)

OFFICIAL_FIGURES = (
    ("municipalidades-adheridas", "128", "municipalidades adheridas en 2023", _2023),
    ("regiones", "16", "regiones con municipalidades adheridas: todas las del país", _2023),
    ("sello-otorgado", "24\u00a0%", "de las adheridas tiene el Sello otorgado", _2023),
    ("sello-revalidado", "8\u00a0%", "de las adheridas tiene el Sello revalidado", _2023),
    ("inicio", "3", "municipalidades con las que comenzó el programa en 2015", _2015),
)
"""Key, value, what it counts, and the last day of the year that it is given for."""


def load_figures() -> dict[str, int]:
    """Makes the figures that are missing; ids by key, in their order."""
    ids = {}
    catalogs = {
        language: {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}
        for language, path in catalogs_below(TRANSLATIONS).items()
    }
    for position, (key, value, label, date) in enumerate(OFFICIAL_FIGURES, start=1):
        figure, _created = OfficialFigure.objects.get_or_create(
            key=key,
            defaults={
                "value": value,
                "label": label,
                **{f"label_{code}": known.get(label, "") for code, known in catalogs.items()},
                "date": date,
                "source": PRESENTATION,
                "position": position,
            },
        )
        ids[key] = figure.pk
    return ids
