"""How it goes: progress updates, which are added and never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from recommendations.choices import Brag
from recommendations.models.actions import ActionItem
from recommendations.models.archiving import CurrentManager
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
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    author_name = models.CharField(max_length=200, blank=True)
    author_shown = shown("author")
    archived_at = models.DateTimeField(null=True, editable=False)

    objects = CurrentManager.from_queryset(OfActionQuerySet)()
    history = Trail()

    class Meta:
        verbose_name = "update"
        ordering = ["-made_on", "-created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="update_says_something"),
            models.CheckConstraint(
                condition=Q(brag="") | Q(brag__in=Brag.values), name="update_brag_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["action", "-made_on", "-created_at"], name="update_of_action"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} on {self.made_on}"
