from django.db import migrations, models


def given_on() -> models.DateField:
    return models.DateField(blank=True, null=True, verbose_name="BRAG given on")


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0002_records_squashed_0009_drafts")]

    operations = [
        migrations.AddField("actionitem", "brag_on", given_on()),
        migrations.AddField("historicalactionitem", "brag_on", given_on()),
    ]
