from django.db import migrations, models
from django.db.models import Q


def claimed_before_tracker() -> models.BooleanField:
    return models.BooleanField(
        "completed before the tracker",
        default=False,
        editable=False,
        help_text="It was complete when a spreadsheet brought it in.",
    )


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0007_keys_are_compared_without_case")]

    operations = [
        *(
            migrations.AddField(
                model, "claimed_before_tracker", claimed_before_tracker()
            )
            for model in ("actionitem", "historicalactionitem")
        ),
        migrations.AddConstraint(
            "actionitem",
            models.CheckConstraint(
                condition=Q(claimed_before_tracker=False)
                | Q(status__in=["complete", "verified", "embedded"]),
                name="action_before_tracker_is_claimed",
            ),
        ),
    ]
