"""Open data of the territory, below ``/api/v3/map/``."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from sello_atlas.choice import API_KEYS, DAY, STATUSES, Choice, clean, years
from sello_atlas.files import file_of
from sello_atlas.geojson import CONTENT_TYPE, as_text, feature_collection
from sello_atlas.listing import is_complete, listing
from sello_atlas.places import region_address
from sello_atlas.sources import notice, publisher
from sello_map.days import today
from sello_map.figures import DerivedFigures, RegionFigures, Totals, derived_figures
from sello_map.status import BEGINNING
from sello_map.territory import REGIONS_FROM_NORTH_TO_SOUTH
from sello_site.headless.addresses import whole
from sello_site.headless.answers import json_answer
from sello_site.page_cache.wrapper import CACHE_KEYS_HEADER

router = Router(tags=["map"])

_Text = Annotated[str, Query(description="Part of a commune's name, or of another name of it.")]
_Region = Annotated[str, Query(description="Code of a region: two digits.")]
_Status = Annotated[
    str,
    Query(
        description="adhered, awarded, revalidated, lapsed, withdrawn, nunca (never in the "
        "programme) or todas (all municipalities). Without it: those that take part."
    ),
]
_Year = Annotated[str, Query(description="The state at the end of this year, or today in it.")]
_Day = Annotated[
    datetime.date | None, Query(description="The state on this day (YYYY-MM-DD); goes before ano.")
]


class GeoPoint(Schema):
    type: str = Field(examples=["Point"])
    coordinates: list[float] = Field(description="Longitude, latitude (WGS 84).")


class MunicipalityProperties(Schema):
    name: str
    region: str
    status: str | None = Field(description="None: never in the programme until that day.")
    since: datetime.date | None = None
    adhered_on: datetime.date | None = None
    awarded_on: datetime.date | None = None
    revalidated_on: datetime.date | None = None
    as_of: datetime.date
    source: str | None = Field(description="The act or the source that the status is known from.")
    source_address: str | None
    demonstration: bool = Field(description="Whether all of it is invented.")
    url: str


class MunicipalityFeature(Schema):
    type: str = Field(examples=["Feature"])
    id: str = Field(description="CUT code of the commune.")
    geometry: GeoPoint
    properties: MunicipalityProperties


class MunicipalityCollection(Schema):
    """GeoJSON (RFC 7946). Points are the municipal seats: referential, without legal validity."""

    type: str = Field(examples=["FeatureCollection"])
    as_of: datetime.date
    source: str
    notice: str
    demonstration: bool
    register_complete_since: datetime.date | None
    features: list[MunicipalityFeature]


class Counts(Schema):
    """How many municipalities; ``adhered`` are all that take part."""

    adhered: int
    awarded: int
    revalidated: int
    lapsed: int
    withdrawn: int


class RegionItem(Schema):
    """A region. What is counted is None while the register is not complete."""

    code: str
    name: str
    communes: int
    municipalities: int
    counts: Counts | None
    adhered_share: float | None = Field(description="Of the communes that have a municipality.")
    url: str


class Said(Schema):
    """What is said of all figures."""

    as_of: datetime.date
    calculated_on: datetime.date
    complete_since: datetime.date | None = Field(
        description="Since when the register holds everything; figures are given from then on."
    )
    source: str
    notice: str
    demonstration: bool


class RegionList(Said):
    items: list[RegionItem]


class YearItem(Schema):
    year: int
    as_of: datetime.date
    counts: Counts
    adhesions: int
    awards: int
    revalidations: int


class Figures(Said):
    """Calculated from the register; they are not the official figures."""

    counts: Counts | None
    regions_with_adhered: int | None
    years: list[YearItem]


def _choice(text: str, region: str, status: str, year: str, day: datetime.date | None) -> Choice:
    """Unlike a page, the API refuses what it does not know: a program cannot see the difference."""
    now = today()
    known = (
        (region, ("", *REGIONS_FROM_NORTH_TO_SOUTH), "There is no such region."),
        (status, STATUSES, "There is no such status."),
        (year, ("", *years(now)), "The year is not one of the programme."),
    )
    for value, values, message in known:
        if value not in values:
            raise HttpError(422, message)
    return Choice(now, clean(text), region, status, year, _day(day))


def _day(day: datetime.date | None) -> datetime.date | None:
    if day is not None and not BEGINNING <= day <= today():
        raise HttpError(422, "The day must lie between 2015-01-01 and today.")
    return day


@router.get(
    "/municipalities.geojson", response=MunicipalityCollection, auth=None,
    url_name="municipalities_geojson", operation_id="map_municipalities_geojson",
    summary="Municipalities as GeoJSON",
)  # fmt: skip
def municipalities_geojson(
    request: HttpRequest,
    q: _Text = "",
    region: _Region = "",
    estado: _Status = "",
    ano: _Year = "",
    on: _Day = None,
) -> HttpResponse:
    """The municipalities of the programme with their status, on any day since 2015."""
    found = listing(_choice(q, region, estado, ano, on))
    response = HttpResponse(as_text(feature_collection(found)), content_type=CONTENT_TYPE)
    response.headers[CACHE_KEYS_HEADER] = ",".join(API_KEYS)
    return response


@router.get(
    "/municipalities.csv", auth=None, url_name="municipalities_csv",
    operation_id="map_municipalities_csv", summary="Municipalities as CSV",
)  # fmt: skip
def municipalities_csv(
    request: HttpRequest,
    q: _Text = "",
    region: _Region = "",
    estado: _Status = "",
    ano: _Year = "",
    on: _Day = None,
) -> HttpResponse:
    """The same as a table: UTF-8, semicolons, each date also in its ISO form."""
    response = file_of(listing(_choice(q, region, estado, ano, on)), "csv")
    response.headers[CACHE_KEYS_HEADER] = ",".join(API_KEYS)
    return response


@router.get(
    "/regions", response=RegionList, auth=None, url_name="list_regions",
    operation_id="map_regions", summary="Regions",
)  # fmt: skip
def list_regions(request: HttpRequest, on: _Day = None) -> HttpResponse:
    """The 16 regions from north to south, with the share of their communes that adhered."""
    found = derived_figures(on=_day(on))
    counted = is_complete(found.complete_since, found.on)
    items = [_region(region, counted) for region in found.regions]
    return _answer(RegionList, found, items=items)


@router.get(
    "/figures", response=Figures, auth=None, url_name="list_figures",
    operation_id="map_figures", summary="Figures of the programme",
)  # fmt: skip
def list_figures(request: HttpRequest, on: _Day = None) -> HttpResponse:
    """Totals and growth by year. Nothing is counted while the register is not complete."""
    found = derived_figures(on=_day(on))
    counted = is_complete(found.complete_since, found.on)
    return _answer(
        Figures,
        found,
        counts=_counts(found.totals) if counted else None,
        regions_with_adhered=found.regions_with_adhered if counted else None,
        years=[
            {
                "year": year.year,
                "as_of": year.on,
                "counts": _counts(year.totals),
                "adhesions": year.adhesions,
                "awards": year.awards,
                "revalidations": year.revalidations,
            }
            for year in found.years
            if is_complete(found.complete_since, datetime.date(year.year, 1, 1))
        ],
    )


def _answer(schema: type[Schema], found: DerivedFigures, **values: Any) -> HttpResponse:
    said = {
        "as_of": found.on,
        "calculated_on": found.calculated_on,
        "complete_since": found.complete_since,
        "source": publisher(),
        "notice": notice(),
        "demonstration": settings.SELLO_DEMO,
    }
    return json_answer(schema.model_validate(said | values).model_dump_json(), DAY)


def _counts(totals: Totals) -> dict[str, int]:
    return {
        "adhered": totals.adhered,
        "awarded": totals.awarded,
        "revalidated": totals.revalidated,
        "lapsed": totals.lapsed,
        "withdrawn": totals.withdrawn,
    }


def _region(region: RegionFigures, counted: bool) -> dict[str, Any]:
    return {
        "code": region.code,
        "name": region.name,
        "communes": region.communes,
        "municipalities": region.municipalities,
        "counts": _counts(region.totals) if counted else None,
        "adhered_share": round(region.adhered_share, 4) if counted else None,
        "url": whole(region_address(region.code, region.name)),
    }
