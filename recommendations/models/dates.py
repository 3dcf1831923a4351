"""Changes of a due date: asked for, decided, or moved at once with a reason."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format

from recommendations.choices import DateDecision
from recommendations.models.actions import ActionItem
from recommendations.models.archiving import CurrentManager
from recommendations.models.columns import person_field
from recommendations.models.constraints import filled
from recommendations.models.of_action import OfAction, OfActionQuerySet
from recommendations.models.trail import Trail, shown

DECIDED = (
    DateDecision.APPROVED,
    DateDecision.REJECTED,
    DateDecision.LOGGED,
    DateDecision.WITHDRAWN,
)


class DueDateChange(OfAction):
    """Somebody wants an action due on another day, or has moved it."""

    action = models.ForeignKey(
        ActionItem, on_delete=models.CASCADE, related_name="date_changes"
    )
    from_on = models.DateField("from", null=True, blank=True)
    to_on = models.DateField("to")
    reason = models.TextField()
    requested_on = models.DateField("requested on")
    requested_by = person_field(verbose_name="requested by")
    requested_by_name = models.CharField(max_length=200, blank=True)
    requested_by_shown = shown("requested_by")
    decision = models.CharField(
        max_length=10, choices=DateDecision, default=DateDecision.REQUESTED
    )
    decided_on = models.DateField(null=True, blank=True)
    decided_by = person_field()
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_by_shown = shown("decided_by")
    message = models.TextField(blank=True)
    is_self_approved = models.BooleanField(default=False)

    objects = CurrentManager.from_queryset(OfActionQuerySet)()
    history = Trail()

    class Meta:
        verbose_name = "target date change"
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision=DateDecision.REQUESTED, decided_on=None)
                | Q(decision__in=DECIDED, decided_on__isnull=False),
                name="date_change_decided_has_date",
            ),
            filled("reason", name="date_change_has_reason"),
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(decision=DateDecision.REQUESTED, archived_at=None),
                name="date_change_one_asked_for",
            ),
        ]

    def __str__(self) -> str:
        day = date_format(self.to_on)
        return f"the target date of {day} for {self.action.reference}"

    @property
    def authority_id(self) -> uuid.UUID:
        return self.action.authority_id
