"""Loads regions, provinces, communes and municipalities from the bundled files."""

from django.db import migrations

from sello_map import territory


def load(apps, schema_editor):
    Region = apps.get_model("sello_map", "Region")
    Province = apps.get_model("sello_map", "Province")
    Commune = apps.get_model("sello_map", "Commune")
    Municipality = apps.get_model("sello_map", "Municipality")
    rows = list(territory.commune_rows())
    positions = {
        code: position
        for position, code in enumerate(territory.REGIONS_FROM_NORTH_TO_SOUTH, start=1)
    }
    Region.objects.bulk_create(
        Region(code=code, name=name, position=positions[code])
        for code, name in sorted({(row.region_code, row.region) for row in rows})
    )
    Province.objects.bulk_create(
        Province(code=code, name=name, region_id=code[:2])
        for code, name in sorted({(row.code[:3], row.province) for row in rows})
    )
    Commune.objects.bulk_create(
        Commune(
            code=row.code,
            name=row.name,
            province_id=row.code[:3],
            latitude=row.latitude,
            longitude=row.longitude,
            coordinate_source=row.coordinate_source,
        )
        for row in rows
    )
    Municipality.objects.bulk_create(
        Municipality(commune_id=row.code, name=territory.municipality_name(row.name))
        for row in rows
        if row.code != territory.ANTARTICA
    )


def unload(apps, schema_editor):
    for name in ("Municipality", "Commune", "Province", "Region"):
        apps.get_model("sello_map", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("sello_map", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
