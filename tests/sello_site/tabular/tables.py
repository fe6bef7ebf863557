"""The table that these tests read and write, and files made the way offices make them."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

from sello_site.tabular import (
    Boolean,
    Choice,
    Column,
    CutCode,
    Date,
    DecimalNumber,
    Email,
    Integer,
    Table,
    Text,
)

MUNICIPALITIES = Table(
    name="municipalities",
    title="Municipios",
    key=("code",),
    ignored=("Observaciones internas",),
    columns=(
        Column("code", "Código CUT", CutCode(), required=True, aliases=("CUT",)),
        Column("name", "Nombre", Text(longest=60), required=True),
        Column("people", "Habitantes", Integer(least=0)),
        Column(
            "latitude", "Latitud", DecimalNumber(places=5, least=Decimal(-90), most=Decimal(90))
        ),
        Column("joined", "Fecha de adhesión", Date()),
        Column("active", "¿Activo?", Boolean()),
        Column("stage", "Etapa", Choice({"commitment": "Compromiso", "award": "Sello otorgado"})),
        Column("email", "Correo", Email()),
    ),
)
WORDS = Table(
    name="words",
    title="Palabras",
    key=("name",),
    columns=(Column("name", "Nombre", Text(longest=150), required=True),),
)


def csv_file(text: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))


def xlsx_file(*rows: list[Any]) -> io.BytesIO:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def with_part(file: io.BytesIO, name: str, content: bytes) -> io.BytesIO:
    """The same XLSX with one member replaced or added."""
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(file) as before,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for member in before.namelist():
            if member != name:
                after.writestr(member, before.read(member))
        after.writestr(name, content)
    changed.seek(0)
    return changed
