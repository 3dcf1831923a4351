"""Who looked whether a claim is true, whether it made a difference, and which gate a
manager let something through without."""

from django.db import models
from django.db.models import Q

from recommendations.choices import CheckOutcome, ImpactOutcome
from recommendations.models.actions import ActionItem
from recommendations.models.archiving import (
    Archivable,
    ArchivableQuerySet,
    CurrentManager,
)
from recommendations.models.columns import optional, person_field
from recommendations.models.constraints import filled, once, valid_choice
from recommendations.models.evidence import Evidence
from recommendations.models.of_action import OfAction, OfActionQuerySet
from recommendations.models.recommendations import Recommendation
from recommendations.models.trail import Record, Trail, shown


class Verification(OfAction):
    """Somebody looked at a claim, and found it true or sent it back."""

    action = models.ForeignKey(
        ActionItem, on_delete=models.CASCADE, related_name="verifications"
    )
    outcome = models.CharField(max_length=10, choices=CheckOutcome)
    note = models.TextField(blank=True)
    checked_on = models.DateField()
    checker = person_field()
    checker_name = models.CharField(max_length=200, blank=True)
    checker_shown = shown("checker")

    objects = CurrentManager.from_queryset(OfActionQuerySet)()
    history = Trail()

    class Meta:
        ordering = ["-checked_on", "-created_at", "id"]
        constraints = [
            valid_choice("outcome", CheckOutcome, name="verification_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} on {self.checked_on}"


class ImpactCheck(OfAction):
    """Some months after an action was checked: did it make a difference? Without an
    outcome it is still to be made."""

    action = models.ForeignKey(
        ActionItem, on_delete=models.CASCADE, related_name="impact_checks"
    )
    due_on = models.DateField("due date", null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=ImpactOutcome, blank=True)
    note = models.TextField(blank=True)
    checked_on = models.DateField("reviewed on", null=True, blank=True)
    checker = person_field(verbose_name="reviewed by")
    checker_name = models.CharField(max_length=200, blank=True)
    checker_shown = shown("checker")
    evidence = models.ManyToManyField(
        Evidence, through="ImpactCheckEvidence", related_name="impact_checks"
    )

    objects = CurrentManager.from_queryset(OfActionQuerySet)()
    history = Trail()

    class Meta:
        verbose_name = "impact review"
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", checked_on=None)
                | Q(outcome__in=ImpactOutcome.values, checked_on__isnull=False),
                name="impact_check_made_has_date",
            ),
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(outcome="", archived_at=None),
                name="impact_check_one_to_come",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display() or 'To do'} {self.checked_on or ''}"


class ImpactCheckEvidence(Record):
    """An impact check rests on evidence."""

    impact_check = models.ForeignKey(
        ImpactCheck, on_delete=models.CASCADE, related_name="evidence_links"
    )
    evidence = models.ForeignKey(
        Evidence, on_delete=models.CASCADE, related_name="impact_check_links"
    )

    history = Trail()

    class Meta:
        ordering = ["impact_check", "evidence"]
        verbose_name = "evidence of an impact review"
        verbose_name_plural = "evidence of impact reviews"
        constraints = [
            once("impact_check", "evidence", name="impact_check_evidence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.impact_check_id} rests on {self.evidence}"


class GateOverride(Archivable):
    """A manager let an action or a recommendation through without what a gate asks
    for, and said why."""

    action = optional(ActionItem, related_name="overrides", on_delete=models.CASCADE)
    recommendation = optional(
        Recommendation, related_name="overrides", on_delete=models.CASCADE
    )
    # Not “verb”, which the trail calls the verb that wrote the row.
    move = models.CharField(max_length=40)
    gates = models.JSONField(help_text="Codes of what was missing.")
    reason = models.TextField()
    made_on = models.DateField()
    made_by = person_field()
    made_by_name = models.CharField(max_length=200, blank=True)
    made_by_shown = shown("made_by")

    objects = CurrentManager.from_queryset(ArchivableQuerySet)()
    history = Trail()

    class Meta:
        ordering = ["-made_on", "-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__isnull=False, recommendation=None)
                | Q(action=None, recommendation__isnull=False),
                name="gate_override_of_one",
            ),
            filled("reason", name="gate_override_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.move} without {', '.join(self.gates)}"
