"""The documents that the demonstration's pages offer for download, written here."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from sello_pages.demo.figures import OFFICIAL_FIGURES
from sello_pages.demo.material import PRESENTATION
from sello_site.demo import DemoContext

COMMITMENTS = (
    "Una institución preparada",
    "Equipos capacitados",
    "Políticas locales inclusivas",
    "Promoción de la regularidad migratoria",
    "Asociación y participación",
)


def commitments_sheet() -> bytes:
    """A sheet to note down what exists and what is missing: a row for each commitment."""
    rows = [(number, name, "", "") for number, name in enumerate(COMMITMENTS, start=1)]
    return _sheet(("N.º", "Compromiso", "Qué existe", "Qué falta"), rows)


def figures_sheet() -> bytes:
    """The official figures with their date and source, for whoever counts with them."""
    rows = [
        (value.replace("\u00a0", " "), label, date.isoformat(), PRESENTATION)
        for _key, value, label, date in OFFICIAL_FIGURES
    ]
    return _sheet(("Valor", "Qué cuenta", "Fecha", "Fuente"), rows)


def _sheet(columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> bytes:
    """Semicolons and the byte-order mark are what spreadsheets set to Chilean Spanish expect."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, delimiter=";")
    writer.writerow(columns)
    writer.writerows(rows)
    return sheet.getvalue().encode("utf-8-sig")


DOCUMENTS = {
    "commitments": (
        "Planilla de los cinco compromisos",
        "cinco-compromisos.csv",
        commitments_sheet,
    ),
    "figures": ("Cifras oficiales del programa", "cifras-oficiales.csv", figures_sheet),
}
"""Key → title, file name, and what writes it."""


def load_documents(*, context: DemoContext) -> dict[str, int]:
    """Makes the documents that are missing; ids by key."""
    model = get_document_model()
    ids = {}
    for key, (title, name, write) in DOCUMENTS.items():
        document = model.objects.filter(title=title).first()
        if document is None:
            content = write()
            document = model(
                title=title, file=ContentFile(content, name=name), file_size=len(content)
            )
            document.save()
            context.stored_files.append(document.file.name)
        ids[key] = document.pk
    return ids
