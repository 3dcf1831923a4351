"""What inspectors came for and found: inspections, judgements, strengths."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from recommendations.choices import Grade, InspectionStatus, Known, Outcome
from recommendations.models.archiving import (
    Archivable,
    ArchivableQuerySet,
    CurrentManager,
)
from recommendations.models.constraints import once, valid_choice
from recommendations.models.documents import dated, precision_field
from recommendations.models.keys import (
    InOrder,
    InspectionKey,
    LowerKey,
    code_shape,
    one_case,
)
from recommendations.models.people import (
    ArchivableReferencedQuerySet,
    Authority,
    Coded,
    Referenced,
    ReferenceDataQuerySet,
)
from recommendations.models.standing import Standing
from recommendations.models.trail import Caller, Record, Trail


class Inspectorate(Coded, Record):
    """A body that inspects, such as Ofsted or the Care Quality Commission."""

    code = LowerKey(max_length=40, unique=True, validators=[code_shape])
    name = models.CharField(max_length=200)

    objects = ReferenceDataQuerySet.as_manager()
    history = Trail()

    class Meta:
        ordering = ["code"]
        constraints = [one_case("code", "inspectorate_code_lower", lower=True)]


class Framework(Coded, Record):
    """A kind of inspection, what it calls what it asks, and how one must respond."""

    code = LowerKey(max_length=40, unique=True, validators=[code_shape])
    name = models.CharField(max_length=200)
    is_graded = models.BooleanField("graded", default=True)
    asks_called = models.CharField(
        "recommendations are called",
        max_length=60,
        help_text="Such as “areas for improvement”, as its reports print it.",
    )
    response_rule = models.TextField(
        blank=True, help_text="What must be sent, to whom and by when."
    )

    objects = ReferenceDataQuerySet.as_manager()
    history = Trail()

    class Meta:
        ordering = ["code"]
        constraints = [one_case("code", "framework_code_lower", lower=True)]


class InspectionQuerySet(ArchivableReferencedQuerySet):
    def visible_to(self, user: Caller) -> Self:
        return self.filter(Standing.of(user).in_authorities("authority"))


class Inspection(Referenced, Archivable):
    """One inspection of an authority. Its dates say how precise they are: "May 2023"
    is held as 1 May 2023 with the precision `month`."""

    reference = InspectionKey(max_length=60, unique=True, validators=[code_shape])
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="inspections"
    )
    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="inspections"
    )
    inspectorates = models.ManyToManyField(
        Inspectorate, through="InspectionInspectorate", related_name="inspections"
    )
    focus = models.TextField(blank=True, help_text="What it looked at, in our words.")
    start_on = models.DateField("start date", null=True, blank=True)
    start_precision = precision_field()
    end_on = models.DateField("end date", null=True, blank=True)
    end_precision = precision_field()
    published_on = models.DateField(null=True, blank=True)
    published_precision = precision_field()
    received_on = models.DateField(null=True, blank=True)
    statement_due_on = models.DateField(
        "written statement due",
        null=True,
        blank=True,
        help_text="The date that the report itself states.",
    )
    lead_inspector = models.CharField(
        max_length=200, blank=True, help_text="As printed in the report."
    )
    report_url = models.URLField("report link", max_length=500, blank=True)
    status = models.CharField(
        max_length=10, choices=InspectionStatus, default=InspectionStatus.DRAFT
    )
    recommendations_known = models.CharField(
        "recommendations recorded",
        max_length=10,
        choices=Known,
        default=Known.NONE,
        help_text="How many of its recommendations are recorded here.",
    )
    expected_recommendations = models.PositiveIntegerField(
        "recommendations in the report",
        null=True,
        blank=True,
        help_text="The number that the report says it makes to the authority.",
    )
    note = models.TextField(blank=True)

    objects = CurrentManager.from_queryset(InspectionQuerySet)()
    history = Trail()

    class Meta:
        ordering = [
            "authority",
            "-start_on",
            InOrder("reference", digits=InspectionKey.digits),
        ]
        constraints = [
            one_case("reference", "inspection_reference_upper"),
            models.CheckConstraint(
                condition=dated("start_on", "start_precision"),
                name="inspection_start_precision",
                violation_error_message=(
                    "Say how precise the start date is, or leave both empty."
                ),
            ),
            models.CheckConstraint(
                condition=dated("end_on", "end_precision"),
                name="inspection_end_precision",
                violation_error_message=(
                    "Say how precise the end date is, or leave both empty."
                ),
            ),
            models.CheckConstraint(
                condition=dated("published_on", "published_precision"),
                name="inspection_published_precision",
                violation_error_message=(
                    "Say how precise the date of publication is, or leave both empty."
                ),
            ),
            models.CheckConstraint(
                condition=Q(start_on=None)
                | Q(end_on=None)
                | Q(end_on__gte=F("start_on")),
                name="inspection_start_before_end",
                violation_error_message="It cannot end before it starts.",
            ),
            valid_choice("status", InspectionStatus, name="inspection_status_known"),
            valid_choice("recommendations_known", Known, name="inspection_known_known"),
        ]

    def __str__(self) -> str:
        return self.reference


class InspectionInspectorate(Record):
    """An inspectorate took part in an inspection."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE)
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT)

    history = Trail()

    class Meta:
        ordering = ["inspection", "inspectorate"]
        constraints = [
            once("inspection", "inspectorate", name="inspectorate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.inspectorate} at {self.inspection}"


class OfInspectionQuerySet(ArchivableQuerySet[Any]):
    """For rows that belong to an inspection and are seen with it."""

    def visible_to(self, user: Caller) -> Self:
        return self.filter(Standing.of(user).in_authorities("inspection__authority"))


class OfInspection(Archivable):
    """A record that belongs to an inspection, and through it to an authority."""

    inspection: Any

    class Meta:
        abstract = True

    @property
    def authority_id(self) -> uuid.UUID:
        authority: uuid.UUID = self.inspection.authority_id
        return authority


class Judgement(OfInspection):
    """What inspectors judged an area to be. Not graded (this kind of inspection gives
    no grade) is not the same as not stated (our source does not say)."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.CASCADE, related_name="judgements"
    )
    position = models.PositiveIntegerField()
    area = models.CharField(max_length=300)
    outcome = models.CharField(max_length=10, choices=Outcome)
    grade = models.CharField(max_length=30, choices=Grade, blank=True)
    grade_printed = models.CharField(
        max_length=200, blank=True, help_text="The grade as printed in the source."
    )
    note = models.TextField(blank=True)

    objects = CurrentManager.from_queryset(OfInspectionQuerySet)()
    history = Trail()

    class Meta:
        ordering = ["inspection", "position"]
        constraints = [
            once("inspection", "position", name="judgement_position_once"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.GRADED, grade__in=Grade.values)
                | Q(outcome__in=[Outcome.NOT_GRADED, Outcome.NOT_STATED], grade=""),
                name="judgement_grade_when_graded",
                violation_error_message=(
                    "Choose a grade where the outcome is graded, and none where "
                    "it is not."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.get_grade_display() or self.get_outcome_display()}"


class Strength(OfInspection):
    """The same report's praise: what to keep while mending the rest."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.CASCADE, related_name="strengths"
    )
    position = models.PositiveIntegerField()
    text = models.TextField(blank=True, help_text="The inspector's wording.")
    summary = models.CharField(max_length=300, blank=True, help_text="In our words.")
    note = models.TextField(blank=True)

    objects = CurrentManager.from_queryset(OfInspectionQuerySet)()
    history = Trail()

    class Meta:
        ordering = ["inspection", "position"]
        constraints = [
            once("inspection", "position", name="strength_position_once"),
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(summary=""),
                name="strength_says_something",
                violation_error_message="Give the inspector's wording or a summary.",
            ),
        ]

    def __str__(self) -> str:
        return self.summary or self.text[:80]
