"""Tables in and out: CSV and XLSX, for every import and every export of the platform.

A plugin declares a :class:`Table` once; with it files are written, checked and imported. What
was exported can be imported as it is. The decisions are in ``docs/adr/0007-tables.md``.
"""

from __future__ import annotations

from sello_site.tabular.bounds import Bounds
from sello_site.tabular.faults import Fault, FileRefused, RowRefused
from sello_site.tabular.importing import Outcome, Progress, import_rows, upsert
from sello_site.tabular.parsers import (
    Boolean,
    Choice,
    CutCode,
    Date,
    DecimalNumber,
    Email,
    Integer,
    Parser,
    Text,
)
from sello_site.tabular.report import Report
from sello_site.tabular.table import Column, Table
from sello_site.tabular.writing import (
    CSV_TYPE,
    XLSX_TYPE,
    file_name,
    stream_csv,
    write_csv,
    write_xlsx,
)

__all__ = [
    "CSV_TYPE",
    "XLSX_TYPE",
    "Boolean",
    "Bounds",
    "Choice",
    "Column",
    "CutCode",
    "Date",
    "DecimalNumber",
    "Email",
    "Fault",
    "FileRefused",
    "Integer",
    "Outcome",
    "Parser",
    "Progress",
    "Report",
    "RowRefused",
    "Table",
    "Text",
    "file_name",
    "import_rows",
    "stream_csv",
    "upsert",
    "write_csv",
    "write_xlsx",
]
