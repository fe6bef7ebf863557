"""Looks through an XLSX before openpyxl does, which builds in memory whatever a file asks for.

Zip sizes alone do not tell: 100 MB of ``<c/>`` are gigabytes once they are objects. So every XML
member is read once as a stream and its elements counted; nothing of it is kept.
"""

from __future__ import annotations

import zipfile
import zlib
from typing import IO, Any
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sello_site.tabular.bounds import Bounds
from sello_site.tabular.faults import FileRefused
from sello_site.uploads import check_document

_CHUNK = 64 * 1024
_MOST_ROWS = 1_100_000
"""Excel's own number of rows: a sheet may be formatted to its end without holding data."""
_MOST_IN_ROW = 200_000
_MOST_TEXT_IN_ROW = 8 * 1024 * 1024
_DEEPEST = 64
_LARGEST_TOKEN = 1024 * 1024
_LARGEST_STRINGS = 64 * 1024 * 1024
_LARGEST_PART = 4 * 1024 * 1024
_SHEETS = "xl/worksheets/"
_STRINGS = "xl/sharedStrings.xml"
_NOT_READ = ("xl/media/", "xl/embeddings/", "xl/printerSettings/")


def check_xlsx(file: IO[bytes], *, bounds: Bounds) -> None:
    """Raises :class:`FileRefused` for what is no XLSX, or none that can be read within bounds."""
    try:
        check_document(file, name="table.xlsx")
    except ValidationError as error:
        raise FileRefused(" ".join(error.messages)) from error
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > bounds.unpacked:
                raise too_large()
            for entry in entries:
                if _is_read(entry.filename):
                    _check_member(archive, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise damaged() from error
    except expat.ExpatError as error:
        raise damaged() from error
    finally:
        file.seek(0)


def damaged() -> FileRefused:
    return FileRefused(_("El archivo XLSX está dañado. Ábralo y guárdelo de nuevo."))


def too_large() -> FileRefused:
    return FileRefused(_("El archivo XLSX contiene demasiados datos."))


def _is_read(name: str) -> bool:
    return name.endswith((".xml", ".rels")) and not name.startswith(_NOT_READ)


def _check_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    # Sheets are streamed, and bounded by the sum; the strings are kept, all else is built whole.
    if not name.startswith(_SHEETS):
        largest = _LARGEST_STRINGS if name == _STRINGS else _LARGEST_PART
        if entry.file_size > largest:
            raise too_large()
    census = _Census()
    fed = 0
    with archive.open(entry) as member:
        while chunk := member.read(_CHUNK):
            census.parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - census.parser.CurrentByteIndex > _LARGEST_TOKEN:
                # One tag that does not end; expat would read it again with each chunk.
                raise too_large()
        census.parser.Parse(b"", True)


class _Census:
    """Counts what one member holds: rows (or shared strings), and elements and text in each."""

    def __init__(self) -> None:
        self.rows = self.elements = self.text = self.depth = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, name: str, attributes: dict[str, Any]) -> None:
        self.depth += 1
        self.elements += 1
        row = (self.depth == 3 and name.endswith("row")) or (
            self.depth == 2 and name.endswith("si")
        )
        if row:
            self.rows += 1
            self.elements = self.text = 0
        if self.depth > _DEEPEST or self.elements > _MOST_IN_ROW or self.rows > _MOST_ROWS:
            raise too_large()

    def _end(self, name: str) -> None:
        self.depth -= 1

    def _characters(self, text: str) -> None:
        self.text += len(text)
        if self.text > _MOST_TEXT_IN_ROW:
            raise too_large()

    def _doctype(self, *declaration: Any) -> None:
        raise damaged()
