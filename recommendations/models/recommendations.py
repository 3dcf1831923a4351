"""What inspectors asked for, who answers for it, and how asks hang together."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from recommendations.choices import (
    Addressee,
    AgencyPart,
    LinkKind,
    RecommendationKind,
    RecommendationStatus,
    Response,
    Wording,
)
from recommendations.models.archiving import (
    CurrentManager,
    ReckonedArchived,
)
from recommendations.models.asof import TimedQuerySet
from recommendations.models.columns import person_field
from recommendations.models.constraints import once, valid_choice
from recommendations.models.guards import Guard
from recommendations.models.inspections import Inspection, OfInspection
from recommendations.models.keys import InOrder, UpperKey, code_shape, one_case
from recommendations.models.people import Agency, Referenced
from recommendations.models.standing import Standing
from recommendations.models.trail import Caller, Record, Trail

COUNTED = ~Q(kind=RecommendationKind.REPORTED)


class RecommendationQuerySet(TimedQuerySet):
    def visible_to(self, user: Caller) -> Self:
        rows = self.filter(Standing.of(user).in_authorities("inspection__authority"))
        if self.end is None:
            return rows
        # A recommendation stays with its inspection; it must be there today, too.
        today = Recommendation.objects.with_archived()
        return rows.filter(Exists(today.filter(pk=OuterRef("id"))))

    def counted(self) -> Self:
        """Without what was only reported: the report itself does not list it."""
        return self.filter(COUNTED)

    def for_agency(self, *codes: str) -> Self:
        """Those that name any of the agencies, to lead or to contribute."""
        named = self.beside(RecommendationAgency).filter(
            recommendation=OuterRef("id"), agency__code__in=codes
        )
        return self.filter(Exists(named))

    def with_related(self) -> Self:
        """With all that a list shows of other records, in a constant number of
        queries."""
        rows = self.select_related("inspection__framework")
        return rows.with_lists("themes", "agency_parts__agency")


class Recommendation(Referenced, OfInspection):
    """One ask of an inspection. `text` is the inspector's wording, `summary` ours."""

    reference = UpperKey(max_length=60, unique=True, validators=[code_shape])
    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="recommendations"
    )
    position = models.PositiveIntegerField()
    addressee = models.CharField(
        max_length=20, choices=Addressee, default=Addressee.AUTHORITY
    )
    addressee_name = models.CharField(
        max_length=200, blank=True, help_text="Which body, when it is a named one."
    )
    kind = models.CharField(
        max_length=20,
        choices=RecommendationKind,
        default=RecommendationKind.RECOMMENDATION,
    )
    text = models.TextField(blank=True, help_text="The inspector's wording.")
    wording = models.CharField(max_length=10, choices=Wording, default=Wording.UNKNOWN)
    summary = models.CharField(max_length=300, blank=True, help_text="In our words.")
    note = models.TextField(blank=True)
    agencies = models.ManyToManyField(
        Agency, through="RecommendationAgency", related_name="recommendations"
    )
    response = models.CharField(max_length=20, choices=Response, blank=True)
    response_reason = models.TextField(blank=True)
    responded_on = models.DateField(null=True, blank=True)
    responded_by = person_field()
    response_approver = models.CharField(
        "response approved by",
        max_length=200,
        blank=True,
        help_text="The post that approved the response.",
    )
    review_on = models.DateField(
        null=True,
        blank=True,
        help_text="When to review a recommendation that is not accepted.",
    )
    status = models.CharField(
        max_length=20, choices=RecommendationStatus, default=RecommendationStatus.OPEN
    )
    closed_on = models.DateField("signed off on", null=True, blank=True)
    closed_by = person_field(verbose_name="signed off by")
    recheck_on = models.DateField(
        "check again on",
        null=True,
        blank=True,
        help_text="When to check that the improvement has lasted.",
    )

    objects = CurrentManager.from_queryset(RecommendationQuerySet)()
    history = Trail(
        rules=[ReckonedArchived], indexes=[("inspection", InOrder("reference"))]
    )

    class Meta:
        ordering = [InOrder("reference")]
        indexes = [
            models.Index(InOrder("reference"), F("id"), name="recommendation_in_order")
        ]
        constraints = [
            one_case("reference", "recommendation_reference_upper"),
            once(
                "inspection",
                "addressee",
                "position",
                name="recommendation_position_once",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(summary=""),
                name="recommendation_says_something",
                violation_error_message="Give the inspector's wording or a summary.",
            ),
            models.CheckConstraint(
                condition=Q(text="", wording=Wording.UNKNOWN)
                | (~Q(text="") & ~Q(wording=Wording.UNKNOWN)),
                name="recommendation_wording_known",
                violation_error_message=(
                    "Say whether the wording is verbatim or abridged. Without a "
                    "wording it is not known."
                ),
            ),
            valid_choice("kind", RecommendationKind, name="recommendation_kind_known"),
            valid_choice("addressee", Addressee, name="recommendation_addressee_known"),
            valid_choice(
                "response",
                Response,
                name="recommendation_response_known",
                or_empty=True,
            ),
            valid_choice(
                "status", RecommendationStatus, name="recommendation_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(response=Response.NOT_ACCEPTED) | ~Q(response_reason=""),
                name="recommendation_refusal_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.summary or self.text[:80]}"


class RecommendationAgency(Record):
    """An agency leads on a recommendation, or contributes to it."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="agency_parts"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    part = models.CharField(max_length=15, choices=AgencyPart)

    history = Trail(indexes=[("recommendation",)])

    class Meta:
        ordering = ["recommendation", "-part", "agency"]
        verbose_name = "agency of a recommendation"
        verbose_name_plural = "agencies of recommendations"
        constraints = [
            once("recommendation", "agency", name="recommendation_agency_once"),
            valid_choice("part", AgencyPart, name="recommendation_agency_part_known"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} ({self.get_part_display().lower()})"


# Back in time from the earlier one, the links come to the later one.
LEADS_IN_A_CIRCLE = (
    "NEW.later_id <> NEW.earlier_id AND EXISTS (WITH RECURSIVE back(id) AS "
    "(SELECT NEW.earlier_id UNION SELECT l.earlier_id "
    "FROM recommendations_recommendationlink l JOIN back ON l.later_id = back.id) "
    "SELECT 1 FROM back WHERE back.id = NEW.later_id)"
)


class RecommendationLink(Record):
    """A later ask repeats, duplicates or supersedes an earlier one."""

    later = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="links_back"
    )
    earlier = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="links_forward"
    )
    kind = models.CharField(max_length=12, choices=LinkKind)
    note = models.TextField(blank=True)

    history = Trail()

    class Meta:
        ordering = ["later", "earlier"]
        constraints = [
            once("later", "earlier", name="recommendation_link_once"),
            valid_choice("kind", LinkKind, name="recommendation_link_kind_known"),
            models.CheckConstraint(
                condition=~Q(later=F("earlier")), name="recommendation_link_not_itself"
            ),
            Guard(
                name="recommendation_link_no_circle_at_first",
                event="INSERT",
                refuses=LEADS_IN_A_CIRCLE,
            ),
            Guard(
                name="recommendation_link_no_circle",
                event="UPDATE",
                refuses=LEADS_IN_A_CIRCLE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.later_id} {self.kind} {self.earlier_id}"
