"""The list as GeoJSON (RFC 7946): longitude before latitude, WGS 84, five decimals."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings

from sello_atlas.listing import Listing, Row
from sello_atlas.places import municipality_address
from sello_atlas.sources import Source, notice, publisher, source_of_row, sources_of
from sello_site.headless.addresses import whole

CONTENT_TYPE = "application/geo+json"


def feature_collection(found: Listing) -> dict[str, Any]:
    """What is listed, each place with its status, its day and its source. One query."""
    sources = sources_of(found.rows)
    return {
        "type": "FeatureCollection",
        "as_of": found.choice.on.isoformat(),
        "source": publisher(),
        "notice": notice(),
        "demonstration": settings.SELLO_DEMO,
        "register_complete_since": (
            found.complete_since.isoformat() if found.complete_since else None
        ),
        "features": [
            _feature(row, source_of_row(row, sources), found.choice.on.isoformat())
            for row in found.rows
        ],
    }


def as_text(collection: dict[str, Any]) -> str:
    """Without blanks, and names as they are written."""
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _feature(row: Row, source: Source, as_of: str) -> dict[str, Any]:
    place, standing = row.place, row.standing
    dates = {
        name: day.isoformat()
        for name, day in (
            ("since", row.since),
            ("adhered_on", standing.adhered_on if standing else None),
            ("awarded_on", standing.awarded_on if standing else None),
            ("revalidated_on", standing.revalidated_on if standing else None),
        )
        if day is not None
    }
    return {
        "type": "Feature",
        "id": place.code,
        "geometry": {
            "type": "Point",
            "coordinates": [round(float(place.longitude), 5), round(float(place.latitude), 5)],
        },
        "properties": {
            "name": place.name,
            "region": place.region_code,
            "status": standing.status.value if standing else None,
            **dates,
            "as_of": as_of,
            "source": source.text or None,
            "source_address": source.address or None,
            "demonstration": settings.SELLO_DEMO,
            "url": whole(municipality_address(place.code, place.name)),
        },
    }
