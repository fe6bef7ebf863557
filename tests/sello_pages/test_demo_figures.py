"""The official figures are those that the programme published, and nothing else."""

from __future__ import annotations

import datetime

import pytest

from sello_pages.demo.figures import load_figures
from sello_pages.models import OfficialFigure

pytestmark = pytest.mark.django_db

SOURCE = "Presentación del programa, 2023"
END_OF_2023 = datetime.date(2023, 12, 31)


def test_figures_equal_those_of_the_programme() -> None:
    load_figures()
    shown = OfficialFigure.objects.values_list("key", "value", "label", "date", "source")
    assert list(shown) == [
        (
            "municipalidades-adheridas",
            "128",
            "municipalidades adheridas en 2023",
            END_OF_2023,
            SOURCE,
        ),
        (
            "regiones",
            "16",
            "regiones con municipalidades adheridas: todas las del país",
            END_OF_2023,
            SOURCE,
        ),
        (
            "sello-otorgado",
            "24\u00a0%",
            "de las adheridas tiene el Sello otorgado",
            END_OF_2023,
            SOURCE,
        ),
        (
            "sello-revalidado",
            "8\u00a0%",
            "de las adheridas tiene el Sello revalidado",
            END_OF_2023,
            SOURCE,
        ),
        (
            "inicio",
            "3",
            "municipalidades con las que comenzó el programa en 2015",
            datetime.date(2015, 12, 31),
            SOURCE,
        ),
    ]


def test_figure_that_an_editor_corrected_stays_corrected() -> None:
    load_figures()
    OfficialFigure.objects.filter(key="regiones").update(label="corregida")
    assert load_figures() == dict(OfficialFigure.objects.values_list("key", "pk"))
    assert OfficialFigure.objects.get(key="regiones").label == "corregida"
