"""The documents that the demonstration's guides offer for download, written here."""

from __future__ import annotations

import csv
import io

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from sello_site.demo import DemoContext

TRAINING_PLAN = "Planilla del plan anual de capacitación"
_THEMES = (
    "Migración",
    "Trámites migratorios",
    "Interculturalidad",
    "Inclusión",
    "Derechos humanos",
)
_COLUMNS = (
    "Tema",
    "Contenido",
    "Áreas que participan",
    "Mes",
    "Persona responsable",
    "Modalidad",
    "Asistentes",
    "Observaciones",
)


def training_plan() -> bytes:
    """The sheet of the yearly training plan: a row for each theme, the rest left to fill in.

    Semicolons and the byte-order mark are what spreadsheets set to Chilean Spanish expect.
    """
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, delimiter=";")
    writer.writerow(_COLUMNS)
    writer.writerows((theme, *([""] * (len(_COLUMNS) - 1))) for theme in _THEMES)
    return sheet.getvalue().encode("utf-8-sig")


def load_documents(*, context: DemoContext) -> dict[str, int]:
    """Makes the documents that are missing; ids by key."""
    document_model = get_document_model()
    document = document_model.objects.filter(title=TRAINING_PLAN).first()
    if document is None:
        content = training_plan()
        document = document_model(
            title=TRAINING_PLAN,
            file=ContentFile(content, name="plan-anual-de-capacitacion.csv"),
            file_size=len(content),
        )
        document.save()
        context.stored_files.append(document.file.name)
    return {"training-plan": document.pk}
