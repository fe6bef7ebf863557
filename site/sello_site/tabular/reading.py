"""Opens a table file, whatever its name says it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from sello_site.tabular.bounds import Bounds
from sello_site.tabular.csv_reading import csv_rows
from sello_site.tabular.faults import Fault, FileRefused
from sello_site.tabular.table import Table
from sello_site.tabular.xlsx_reading import xlsx_rows

_LAST_ROW = 1_048_576
"""Of Excel. A file may number a row as it likes, and all before it would be made."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<\s*(?:!doctype|!--|html|head|body|table|meta|style|script|svg|\?xml)",
    re.IGNORECASE,
)
_MARKUP_WIDE = re.compile(r"\s*<\s*(?:!doctype|!--|html|head|body|table|meta)", re.IGNORECASE)


def table_rows(
    file: IO[bytes], *, table: Table, bounds: Bounds | None = None
) -> Iterator[tuple[int, list[str | Fault]]]:
    """The filled rows of ``file``, the header first, each with its number in a spreadsheet.

    The content tells CSV from XLSX; the name proves nothing. ``file`` must be seekable. A cell
    is text, or a :class:`Fault` where it holds something that is no value. Raises
    :class:`FileRefused`.
    """
    bounds = bounds or Bounds()
    size = file.seek(0, 2)
    file.seek(0)
    if size > bounds.size:
        raise FileRefused(
            _("El archivo pesa más de %(most)d MB.") % {"most": bounds.size // 1024**2}
        )
    if size == 0:
        raise FileRefused(_("El archivo está vacío."))
    if _is_archive(file):
        rows = xlsx_rows(file, bounds=bounds)
    else:
        rows = csv_rows(file, table=table, bounds=bounds)
    filled = 0
    for number, cells in rows:
        if number > _LAST_ROW:
            raise FileRefused(_("El archivo tiene demasiadas filas vacías."))
        if any(isinstance(cell, Fault) or cell.strip() for cell in cells):
            filled += 1
            if filled > bounds.rows + 1:
                raise FileRefused(
                    _("El archivo tiene más de %(most)d filas; divídalo.") % {"most": bounds.rows}
                )
            yield number, cells


def _is_archive(file: IO[bytes]) -> bool:
    """Whether this is to be read as XLSX; refuses by name what neither reader could read."""
    beginning = file.read(1024)
    file.seek(0)
    if beginning.startswith(b"PK\x03\x04"):
        return True
    if beginning.startswith(_OLE):
        if _holds(file, _ENCRYPTED):
            raise FileRefused(_("El archivo está protegido con contraseña. Guárdelo sin ella."))
        raise FileRefused(
            _("El archivo tiene el formato antiguo de Excel (.xls). Guárdelo como XLSX o CSV.")
        )
    wide = beginning.startswith((b"\xff\xfe", b"\xfe\xff"))
    if _MARKUP.match(beginning) or (
        wide and _MARKUP_WIDE.match(beginning.decode("utf-16", errors="ignore"))
    ):
        raise FileRefused(
            _(
                "El archivo es una página web aunque su nombre diga otra cosa. "
                "Ábralo en la planilla y guárdelo como XLSX o CSV."
            )
        )
    if beginning.startswith(b"%PDF"):
        raise FileRefused(_("El archivo es un PDF. Se esperaba una planilla XLSX o CSV."))
    return False


def _holds(file: IO[bytes], sought: bytes) -> bool:
    file.seek(0)
    before = b""
    try:
        while chunk := file.read(64 * 1024):
            if sought in before + chunk:
                return True
            before = chunk[-len(sought) :]
        return False
    finally:
        file.seek(0)
