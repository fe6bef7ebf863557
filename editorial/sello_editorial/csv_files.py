"""The reports as files to download."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import StreamingHttpResponse

from sello_site.tabular import CSV_TYPE, Table, file_name, stream_csv


def csv_answer(table: Table, rows: Iterable[Mapping[str, Any]]) -> StreamingHttpResponse:
    """A table as an attachment."""
    response = StreamingHttpResponse(stream_csv(table, rows), content_type=CSV_TYPE)
    name = file_name(str(table.title), "csv")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
