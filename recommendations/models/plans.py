"""How an authority answers: action plans, and which inspections each one answers."""

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from recommendations.choices import (
    GATES,
    IMPACT_CHECK_MONTHS,
    DateGate,
    EvidenceGate,
    ImpactScope,
    PlanStatus,
    StatutoryBasis,
)
from recommendations.models.constraints import once, valid_choice
from recommendations.models.inspections import Inspection
from recommendations.models.keys import InOrder, UpperKey, code_shape, one_case
from recommendations.models.legend import Legend, check_legend, full_legend
from recommendations.models.people import Authority, HoldsActionsQuerySet, Referenced
from recommendations.models.standing import Standing
from recommendations.models.trail import Caller, Record, Trail


class ActionPlanQuerySet(HoldsActionsQuerySet):
    def visible_to(self, user: Caller) -> Self:
        """Whole members see every plan of the authority, an agency's members those
        that hold an action they see."""
        standing = Standing.of(user)
        if standing.everything:
            return self
        in_whole_authorities = Q(authority__in=standing.whole_authorities)
        return self.filter(in_whole_authorities | self._holding_actions_of(standing))

    def with_is_seen_whole(self, user: Caller) -> Self:
        """Adds `is_seen_whole`: an agency's members see only `SEEN_BY_ALL`."""
        standing = Standing.of(user)
        is_whole: Any = Value(True)
        if not standing.everything:
            visible = When(authority__in=standing.whole_authorities, then=Value(True))
            is_whole = Case(visible, default=Value(False))
        return self.annotate(is_seen_whole=is_whole)

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


class ActionPlan(Referenced, Record):
    """The authority's answer to one inspection or several."""

    is_seen_whole: bool  # of `with_is_seen_whole`

    reference = UpperKey(max_length=40, unique=True, validators=[code_shape])
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
        "statutory due date",
        null=True,
        blank=True,
        help_text="When it must be with the inspectorate.",
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
    evidence_gate = models.CharField(
        "evidence is needed",
        max_length=10,
        choices=EvidenceGate,
        default=EvidenceGate.VERIFY,
    )
    has_independent_check = models.BooleanField(
        "submissions are checked independently",
        default=True,
        help_text="If not, submitting an action as complete closes it and labels it "
        "“not independently checked”.",
    )
    impact_check_months = models.PositiveSmallIntegerField(
        "months until the impact review",
        choices=[(months, str(months)) for months in IMPACT_CHECK_MONTHS],
        default=6,
        help_text="0 means no impact review.",
    )
    impact_check_for = models.CharField(
        "impact reviews for",
        max_length=10,
        choices=ImpactScope,
        default=ImpactScope.PRIORITY,
    )
    date_gate = models.CharField(
        "changing a target date needs",
        max_length=10,
        choices=DateGate,
        default=DateGate.APPROVED,
    )
    stale_after_days = models.PositiveIntegerField(
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text="An action is stale after this many days without an update.",
    )
    brag_legend = models.JSONField(
        "BRAG legend",
        default=dict,
        blank=True,
        validators=[check_legend],
        help_text="This plan's own words and colours for BRAG ratings, by code.",
    )
    note = models.TextField(blank=True)

    objects = ActionPlanQuerySet.as_manager()
    history = Trail()

    class Meta:
        verbose_name = "plan"
        ordering = [InOrder("reference")]
        indexes = [models.Index(InOrder("reference"), F("id"), name="plan_in_order")]
        constraints = [
            one_case("reference", "plan_reference_upper"),
            valid_choice("status", PlanStatus, name="plan_status_known"),
            models.CheckConstraint(
                condition=Q(statutory_due_on=None, statutory_basis="")
                | Q(
                    statutory_due_on__isnull=False,
                    statutory_basis__in=StatutoryBasis.values,
                ),
                name="plan_statutory_basis",
                violation_error_message=(
                    "Give the statutory due date together with its basis, or neither."
                ),
            ),
            models.CheckConstraint(
                condition=Q(stale_after_days__gte=1, stale_after_days__lte=3650),
                name="plan_stale_after_sensible",
            ),
            models.CheckConstraint(
                condition=Q(evidence_gate__in=EvidenceGate.values)
                & Q(impact_check_months__in=IMPACT_CHECK_MONTHS)
                & Q(impact_check_for__in=ImpactScope.values)
                & Q(date_gate__in=DateGate.values),
                name="plan_gates_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.title}"

    @property
    def gate_preset(self) -> str:
        """The preset whose switches the plan has, or `own`."""
        return next(
            (
                preset
                for preset, switches in GATES.items()
                if all(getattr(self, name) == on for name, on in switches.items())
            ),
            "own",
        )

    @property
    def legend(self) -> Legend:
        """Words and colour of each BRAG rating: the plan's own where it has them."""
        return full_legend(self.brag_legend)


class Baseline(Record):
    """What a plan promised on the day it was approved, frozen."""

    plan = models.OneToOneField(
        ActionPlan, on_delete=models.CASCADE, related_name="baseline"
    )
    frozen_on = models.DateField()
    actions = models.JSONField(
        help_text="By reference: title, lead officer, post and target date."
    )

    history = Trail()

    class Meta:
        ordering = ["plan"]

    def __str__(self) -> str:
        return f"{self.plan_id} as approved on {self.frozen_on}"


def inner_fields() -> frozenset[str]:
    """Names of what an agency's members do not see of a plan."""
    columns = {field.name for field in ActionPlan._meta.concrete_fields}
    return frozenset(columns - SEEN_BY_ALL | {"inspections"})


class PlanInspection(Record):
    """A plan answers an inspection."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT)

    history = Trail()

    class Meta:
        ordering = ["plan", "inspection"]
        constraints = [
            once("plan", "inspection", name="plan_inspection_once"),
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
            once("authority", "kind", name="reference_counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.kind}: {self.last}"
