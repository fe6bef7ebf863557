"""Loads the other names under which communes are looked for."""

from django.db import migrations

from sello_map.naming import naming_key
from sello_map.territory import OTHER_NAMES


def load(apps, schema_editor):
    apps.get_model("sello_map", "CommuneAlias").objects.bulk_create(
        [
            apps.get_model("sello_map", "CommuneAlias")(
                commune_id=code, name=name, key=naming_key(name)
            )
            for code, names in OTHER_NAMES.items()
            for name in names
        ]
    )


def unload(apps, schema_editor):
    apps.get_model("sello_map", "CommuneAlias").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("sello_map", "0003_register")]
    operations = [migrations.RunPython(load, unload)]
