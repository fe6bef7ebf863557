from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from sello_map.models import Commune, Municipality, Province, Region
from sello_map.territory import REGIONS_FROM_NORTH_TO_SOUTH, municipality_name, region_outlines

pytestmark = pytest.mark.django_db


def test_the_whole_territory_is_loaded_by_migrating() -> None:
    counts = [model.objects.count() for model in (Region, Province, Commune, Municipality)]
    assert counts == [16, 56, 346, 345]


def test_regions_are_ordered_from_north_to_south() -> None:
    assert tuple(Region.objects.values_list("code", flat=True)) == REGIONS_FROM_NORTH_TO_SOUTH


def test_antartica_has_no_municipality_and_the_database_refuses_one() -> None:
    antartica = Commune.objects.get(code="12202")
    assert antartica.name == "Antártica"
    with pytest.raises(IntegrityError), transaction.atomic():
        Municipality.objects.create(commune=antartica, name="Municipalidad de la Antártica")


def test_a_code_that_does_not_begin_with_its_province_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Commune.objects.create(
            code="13199",
            name="Inventada",
            province_id="011",
            latitude="-20.1",
            longitude="-70.1",
            coordinate_source="own",
        )


def test_a_point_outside_chile_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Commune.objects.filter(code="01101").update(latitude="40.4")


def test_every_region_has_an_outline() -> None:
    codes = {feature["properties"]["region_code"] for feature in region_outlines()["features"]}
    assert codes == set(REGIONS_FROM_NORTH_TO_SOUTH)


@pytest.mark.parametrize(
    ("commune", "expected"),
    [
        ("Quilicura", "Municipalidad de Quilicura"),
        ("El Bosque", "Municipalidad de El Bosque"),
        ("La Florida", "Municipalidad de La Florida"),
    ],
)
def test_municipality_name(commune: str, expected: str) -> None:
    assert municipality_name(commune) == expected
