"""The municipalities and regions as the atlas names, orders and addresses them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.text import slugify

from sello_map.models import Municipality
from sello_map.naming import naming_key


@dataclass(frozen=True)
class Place:
    """A municipality, called by the name of its commune, with the point of its seat."""

    code: str
    name: str
    municipality: str
    province: str
    region_code: str
    region: str
    latitude: Decimal
    longitude: Decimal


def places() -> list[Place]:
    """All municipalities, by region from north to south and then by name. One query."""
    rows = Municipality.objects.order_by().values_list(
        "commune__province__region__position",
        "pk",
        "commune__name",
        "name",
        "commune__province__name",
        "commune__province__region_id",
        "commune__province__region__name",
        "commune__latitude",
        "commune__longitude",
    )
    ordered = sorted(rows, key=lambda row: (row[0], naming_key(row[2])))
    return [Place(*row[1:]) for row in ordered]


def last_part(code: str, name: str) -> str:
    """The part of an address that says which place: ``13101-santiago``."""
    return f"{code}-{slugify(name)}"


def municipality_address(code: str, name: str) -> str:
    """The page of a municipality in the active language; ``name`` is its commune's."""
    return reverse("atlas:municipality", args=[code, slugify(name)])


def region_address(code: str, name: str) -> str:
    """The page of a region in the active language."""
    return reverse("atlas:region", args=[code, slugify(name)])
