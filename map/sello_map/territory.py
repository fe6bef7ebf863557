"""The bundled territory: what the files in ``data/`` hold, read as plain rows."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
OUTLINES = Path(__file__).parent / "static" / "map" / "regiones.geojson"
"""A static file as well: browsers draw the map with it."""

ANTARTICA = "12202"
"""CUT code of the commune that has no municipality of its own."""

REGIONS_FROM_NORTH_TO_SOUTH = (
    "15", "01", "02", "03", "04", "05", "13", "06", "07", "16", "08", "09", "14", "10", "11", "12",
)  # fmt: skip


OTHER_NAMES = {
    "04105": ("Paihuano",),
    "05201": ("Rapa Nui",),
    "05502": ("La Calera",),
    "05703": ("Llay-Llay",),
    "06117": ("San Vicente de Tagua Tagua",),
    "06204": ("Marchigüe",),
    "10210": ("Achao",),
    "11101": ("Coihaique",),
    "11201": ("Aisén",),
    "12201": ("Puerto Williams",),
    "12401": ("Puerto Natales",),
    "16207": ("Trehuaco",),
}
"""Code of the commune → other names under which people look for it."""


@dataclass(frozen=True)
class CommuneRow:
    """One commune of ``comunas.csv`` with the source of its coordinate."""

    code: str
    name: str
    province: str
    region_code: str
    region: str
    latitude: Decimal
    longitude: Decimal
    coordinate_source: str


def commune_rows() -> Iterator[CommuneRow]:
    """All 346 communes, in the order of their codes."""
    with (DATA / "comunas_fuentes.csv").open(encoding="utf-8", newline="") as file:
        sources = {row["cut_code"]: row["coord_source"] for row in csv.DictReader(file)}
    with (DATA / "comunas.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield CommuneRow(
                code=row["cut_code"],
                name=row["name"],
                province=row["province"],
                region_code=row["region_code"],
                region=row["region"],
                latitude=Decimal(row["latitude"]),
                longitude=Decimal(row["longitude"]),
                coordinate_source=sources[row["cut_code"]],
            )


@cache
def region_outlines() -> dict[str, Any]:
    """The 16 simplified outlines as GeoJSON. Referential, without legal validity."""
    return json.loads(OUTLINES.read_text(encoding="utf-8"))


def municipality_name(commune: str) -> str:
    """«Municipalidad de …»; the article of a proper name does not contract («de El Bosque»)."""
    return f"Municipalidad de {commune}"
