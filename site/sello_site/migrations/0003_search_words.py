import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):
    """Misspelt words are understood once the index was rebuilt; until then all else is found."""

    dependencies = [("sello_site", "0002_search_exact_spelling")]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="title_words",
            field=django.contrib.postgres.search.SearchVectorField(null=True),
        ),
        migrations.RunSQL(
            sql="UPDATE sello_site_searchentry SET title_words = to_tsvector('simple', folded_title)",
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["title_words"], name="search_title_words"
            ),
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("word", models.CharField(max_length=40)),
            ],
            options={
                "verbose_name": "search word",
                "verbose_name_plural": "search words",
                "indexes": [models.Index(fields=["language", "word"], name="search_word")],
            },
        ),
    ]
