"""How an authority answers: action plans, and which inspections each one answers."""

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from recommendations.choices import PlanStatus, StatutoryBasis
from recommendations.models.inspections import Inspection
from recommendations.models.people import Authority, ReferencedQuerySet, code_shape
from recommendations.models.scope import Scope
from recommendations.models.trail import Caller, Record, Trail


class ActionPlanQuerySet(ReferencedQuerySet):
    def visible_to(self, user: Caller) -> Self:
        """Whole members see every plan of the authority, an agency's members those
        that hold an action they see."""
        scope = Scope.of(user)
        if scope.everything:
            return self
        seen = Q(authority__in=scope.whole)
        for authority, agency in scope.parts:
            part = Q(actions__owner__agency=agency) | Q(
                actions__agency_parts__agency=agency
            )
            plans = ActionPlan.objects.filter(part, authority=authority)
            seen |= Q(pk__in=plans.values("pk"))
        return self.filter(seen)

    def with_is_seen_whole(self, user: Caller) -> Self:
        """Adds `is_seen_whole`: an agency's members see only `SEEN_BY_ALL`."""
        scope = Scope.of(user)
        whole: Any = Value(True)
        if not scope.everything:
            seen = When(authority__in=scope.whole, then=Value(True))
            whole = Case(seen, default=Value(False))
        return self.annotate(is_seen_whole=whole)

    def for_inspection(self, *references: str) -> Self:
        return self.filter(
            Exists(
                PlanInspection.objects.filter(
                    plan=OuterRef("pk"), inspection__reference__in=references
                )
            )
        )


# The title and dates of a plan: what an agency's members see of it. Its authority
# they see anyway, and key and bookkeeping tell nothing.
SEEN_BY_ALL = frozenset(
    {
        "reference",
        "authority",
        "title",
        "statutory_due_on",
        "approved_on",
        "submitted_on",
        "closed_on",
    }
)


class ActionPlan(Record):
    """The authority's answer to one inspection or several."""

    reference = models.CharField(max_length=40, unique=True, validators=[code_shape])
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="plans"
    )
    title = models.CharField(max_length=300)
    inspections = models.ManyToManyField(
        Inspection, through="PlanInspection", related_name="plans"
    )
    status = models.CharField(
        max_length=10, choices=PlanStatus, default=PlanStatus.DRAFT
    )
    statutory_due_on = models.DateField(
        null=True, blank=True, help_text="When it must be with the inspectorate."
    )
    statutory_basis = models.CharField(
        max_length=10, choices=StatutoryBasis, blank=True
    )
    statutory_rule = models.CharField(
        max_length=300, blank=True, help_text="The rule or page that sets the date."
    )
    approved_on = models.DateField(null=True, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    stale_after_days = models.PositiveIntegerField(
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text="An action is stale after so many days without an update.",
    )
    note = models.TextField(blank=True)

    objects = ActionPlanQuerySet.as_manager()
    history = Trail()

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=PlanStatus.values), name="plan_status_known"
            ),
            models.CheckConstraint(
                condition=Q(statutory_due_on=None, statutory_basis="")
                | Q(
                    statutory_due_on__isnull=False,
                    statutory_basis__in=StatutoryBasis.values,
                ),
                name="plan_statutory_basis",
            ),
            models.CheckConstraint(
                condition=Q(stale_after_days__gte=1, stale_after_days__lte=3650),
                name="plan_stale_after_sensible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.title}"

    def natural_key(self) -> tuple[str]:
        return (self.reference,)


class PlanInspection(Record):
    """A plan answers an inspection."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT)

    history = Trail()

    class Meta:
        ordering = ["plan", "inspection"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "inspection"], name="plan_inspection_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} answers {self.inspection_id}"


class ReferenceCounter(models.Model):
    """The last number given out for a kind of record in an authority; the row is the
    lock under which the next one is taken."""

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE)
    kind = models.CharField(max_length=1)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["authority", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "kind"], name="reference_counter_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.kind}: {self.last}"
