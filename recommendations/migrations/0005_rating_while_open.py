from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0004_ratings_from_trail")]

    operations = [
        migrations.RemoveConstraint("actionitem", "action_brag_known"),
        migrations.AddConstraint(
            "actionitem",
            models.CheckConstraint(
                condition=Q(brag="", brag_on=None)
                | Q(
                    status__in=("not_started", "in_progress", "complete"),
                    brag__in=["red", "amber", "green", "grey"],
                    brag_on__isnull=False,
                ),
                name="action_brag_given",
            ),
        ),
    ]
