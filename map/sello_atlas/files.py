"""What the list shows as CSV and XLSX files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from sello_atlas.listing import Listing
from sello_atlas.sources import notice, source_of_row, sources_of
from sello_site.tabular import (
    CSV_TYPE,
    XLSX_TYPE,
    Column,
    CutCode,
    Date,
    DecimalNumber,
    Table,
    Text,
    file_name,
    stream_csv,
    write_xlsx,
)

TABLE = Table(
    name="atlas.municipalities",
    title=_("Municipalidades"),
    columns=(
        Column("code", _("Código CUT"), CutCode(), required=True),
        Column("name", _("Comuna"), Text()),
        Column("province", _("Provincia"), Text()),
        Column("region", _("Región"), Text()),
        Column("status", _("Estado"), Text()),
        Column("since", _("Desde"), Date()),
        Column("adhered_on", _("Adhesión"), Date()),
        Column("awarded_on", _("Sello otorgado"), Date()),
        Column("revalidated_on", _("Sello revalidado"), Date()),
        Column("source", _("Fuente"), Text(500)),
        Column("source_address", _("Dirección de la fuente"), Text(500)),
        Column("latitude", _("Latitud"), DecimalNumber(places=5)),
        Column("longitude", _("Longitud"), DecimalNumber(places=5)),
        Column("as_of", _("Estado al día"), Date()),
        Column("notice", _("Aviso"), Text()),
    ),
    key=("code",),
)


def rows_of(found: Listing) -> Iterator[dict[str, Any]]:
    """The rows of a list as the table writes them. One query."""
    sources, said = sources_of(found.rows), notice()
    for row in found.rows:
        standing, source = row.standing, source_of_row(row, sources)
        yield {
            "code": row.place.code,
            "name": row.place.name,
            "province": row.place.province,
            "region": row.place.region,
            "status": row.status_name,
            "since": row.since,
            "adhered_on": standing.adhered_on if standing else None,
            "awarded_on": standing.awarded_on if standing else None,
            "revalidated_on": standing.revalidated_on if standing else None,
            "source": source.text,
            "source_address": source.address,
            "latitude": row.place.latitude,
            "longitude": row.place.longitude,
            "as_of": found.choice.on,
            "notice": said,
        }


def file_of(found: Listing, suffix: str) -> HttpResponse:
    """The list as a file to download: ``csv`` or ``xlsx``. Its name says that it is invented where
    it is."""
    if suffix == "csv":
        content, content_type = b"".join(stream_csv(TABLE, rows_of(found))), CSV_TYPE
    else:
        book = io.BytesIO()
        write_xlsx(TABLE, rows_of(found), book)
        content, content_type = book.getvalue(), XLSX_TYPE
    response = HttpResponse(content, content_type=content_type)
    name = file_name(str(TABLE.title), suffix)
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    response["X-Robots-Tag"] = "noindex, follow"
    return response
