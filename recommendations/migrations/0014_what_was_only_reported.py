from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("recommendation", "Recommendation"),
    ("priority_action", "Area for priority action"),
    ("area_for_improvement", "Area for improvement"),
    ("reported", "Reported by the council"),
]


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0013_words_on_screens")]

    operations = [
        migrations.RemoveConstraint("recommendation", "recommendation_kind_known"),
        *(
            migrations.AlterField(
                model,
                "kind",
                models.CharField(
                    choices=KINDS, default="recommendation", max_length=20
                ),
            )
            for model in ("historicalrecommendation", "recommendation")
        ),
        migrations.AddConstraint(
            "recommendation",
            models.CheckConstraint(
                condition=Q(kind__in=[code for code, _ in KINDS]),
                name="recommendation_kind_known",
            ),
        ),
    ]
