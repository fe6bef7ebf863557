from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("sello_outbox", "0002_provider_events"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="reply_to",
            field=models.EmailField(blank=True, default="", max_length=254),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="letter",
            name="writer_language",
            field=models.CharField(blank=True, default="", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="localletter",
            name="reply_to",
            field=models.CharField(blank=True, default="", max_length=254),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=Q(reply_to="") | ~Q(writer_language=""),
                name="outbox_writer_can_be_told",
            ),
        ),
    ]
