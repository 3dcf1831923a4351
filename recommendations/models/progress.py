"""How it goes: progress updates, which are added and never changed."""

from django.db import models

from recommendations.choices import Brag
from recommendations.models.actions import ActionItem
from recommendations.models.archiving import CurrentManager
from recommendations.models.columns import person_field
from recommendations.models.constraints import filled, valid_choice
from recommendations.models.of_action import OfAction, OfActionQuerySet
from recommendations.models.trail import Trail, shown


class ProgressUpdate(OfAction):
    """What happened on an action, what it means for the date, and what comes next."""

    action = models.ForeignKey(
        ActionItem, on_delete=models.CASCADE, related_name="updates"
    )
    made_on = models.DateField()
    text = models.TextField()
    next_steps = models.TextField(blank=True)
    brag = models.CharField("BRAG rating", max_length=5, choices=Brag, blank=True)
    forecast_on = models.DateField("forecast", null=True, blank=True)
    author = person_field()
    author_name = models.CharField(max_length=200, blank=True)
    author_shown = shown("author")

    objects = CurrentManager.from_queryset(OfActionQuerySet)()
    history = Trail()

    class Meta:
        verbose_name = "update"
        ordering = ["-made_on", "-created_at", "id"]
        constraints = [
            filled("text", name="update_says_something"),
            valid_choice("brag", Brag, name="update_brag_known", or_empty=True),
        ]
        indexes = [
            models.Index(
                fields=["action", "-made_on", "-created_at"], name="update_of_action"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} on {self.made_on}"
