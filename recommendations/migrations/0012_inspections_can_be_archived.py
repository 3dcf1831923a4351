from django.db import migrations, models

# An inspection is archived with all that it brought.
KINDS = ("inspection", "judgement", "strength", "document", "citation")


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0011_tokens_end")]

    operations = [
        migrations.AddField(
            f"{prefix}{kind}",
            "archived_at",
            models.DateTimeField(editable=False, null=True),
        )
        for kind in KINDS
        for prefix in ("", "historical")
    ]
