from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sello_guides", "0004_versions_validation_attachments")]

    operations = [
        migrations.RemoveConstraint(
            model_name="guidepage",
            name="guide_validation_is_whole",
        ),
        migrations.AddConstraint(
            model_name="guidepage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("validated_by", ""), ("validated_on", None), ("validated_text", "")),
                    models.Q(
                        models.Q(("validated_by", ""), _negated=True),
                        ("validated_on__isnull", False),
                        models.Q(("validated_text", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="guide_validation_is_whole",
                violation_error_message="La validación necesita las dos: quién validó y en qué fecha.",
            ),
        ),
    ]
