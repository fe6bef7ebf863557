from django.db import migrations, models


class Migration(migrations.Migration):
    """Unlogged: counting a hit then writes nothing to the log, and waits for no disk."""

    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("hits", models.PositiveIntegerField()),
                ("ends_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "counter",
                "verbose_name_plural": "counters",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(key__regex="^[0-9a-f]{64}$"),
                        name="counter_key_is_a_hash",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(hits__gte=1), name="counter_has_at_least_one_hit"
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            sql="ALTER TABLE sello_limits_counter SET UNLOGGED",
            reverse_sql="ALTER TABLE sello_limits_counter SET LOGGED",
        ),
    ]
