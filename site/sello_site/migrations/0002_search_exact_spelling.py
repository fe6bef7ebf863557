import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations


class Migration(migrations.Migration):
    """Entries written before have no exact spelling until the index is rebuilt; all are found."""

    dependencies = [("sello_site", "0001_search_entry")]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="written",
            field=django.contrib.postgres.search.SearchVectorField(null=True),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["written"], name="search_written"
            ),
        ),
        migrations.RunSQL(
            sql="ALTER TABLE sello_site_searchentry ALTER COLUMN vector SET STORAGE EXTERNAL",
            reverse_sql="ALTER TABLE sello_site_searchentry ALTER COLUMN vector SET STORAGE EXTENDED",
        ),
    ]
