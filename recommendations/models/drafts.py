"""What the reader made of a report, row by row, until a person accepts it: nothing here
counts before that. Workflow compares the rows with what is recorded."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from recommendations.choices import (
    DraftStatus,
    Role,
    RowDecision,
    RowEffect,
    RowKind,
)
from recommendations.models.columns import optional, person_field
from recommendations.models.constraints import once, valid_choice
from recommendations.models.evidence import private_storage
from recommendations.models.guards import Guard
from recommendations.models.inspections import Inspection, Judgement, Strength
from recommendations.models.people import Authority
from recommendations.models.recommendations import Recommendation
from recommendations.models.standing import Standing
from recommendations.models.trail import Caller, Record, Trail, shown


def path_of(draft: "Draft", name: str) -> str:
    """The report is kept under its draft's id; its own name is only a column."""
    return f"drafts/{draft.pk.hex[:2]}/{draft.pk}"


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: Caller) -> Self:
        """Managers see their authority's. Where the authority is not known yet, who
        brought the report in does."""
        standing = Standing.of(user)
        if standing.everything:
            return self
        managed = standing.authorities_with(Role.MANAGER)
        own = Q(authority=None, read_by=standing.person)
        return self.filter(Q(authority__in=managed) | own)

    def with_related(self) -> Self:
        """With all that a list shows of other records, in one query."""
        recommendations = (
            DraftRow.objects.filter(draft=OuterRef("pk"), kind=RowKind.RECOMMENDATION)
            .order_by()
            .values("draft")
            .annotate(number=Count("pk"))
            .values("number")
        )
        rows = self.select_related(
            "authority", "inspection__framework", "read_by", "decided_by"
        )
        return rows.annotate(
            recommendation_count=Coalesce(Subquery(recommendations), 0)
        )


class Draft(Record):
    """A report as read. `payload` is the reader's whole draft as JSON and never
    changes, so the trail leaves it out. `authority` is empty until it is known."""

    authority = optional(Authority, related_name="drafts")
    authority_read = models.CharField(
        "authority as printed", max_length=200, blank=True
    )
    file = models.FileField(storage=private_storage, upload_to=path_of, max_length=200)
    file_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    sha256 = models.CharField("SHA-256", max_length=64)
    pages = models.PositiveIntegerField()
    payload = models.JSONField("what was read", editable=False)
    status = models.CharField(
        max_length=10, choices=DraftStatus, default=DraftStatus.OPEN
    )
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    read_by_name = models.CharField(max_length=200, blank=True)
    read_by_shown = shown("read_by")
    decided_on = models.DateField(null=True, blank=True)
    decided_by = person_field()
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_by_shown = shown("decided_by")
    inspection = optional(
        Inspection, related_name="drafts", help_text="What it became part of."
    )

    objects = DraftQuerySet.as_manager()
    history = Trail(excluded_fields=["payload"])

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "sha256"],
                condition=~Q(status=DraftStatus.REJECTED),
                name="draft_once_an_authority",
            ),
            models.UniqueConstraint(
                fields=["read_by", "sha256"],
                condition=Q(authority=None) & ~Q(status=DraftStatus.REJECTED),
                name="draft_once_a_reader",
            ),
            valid_choice("status", DraftStatus, name="draft_status_known"),
            models.CheckConstraint(
                condition=Q(
                    status=DraftStatus.ACCEPTED,
                    authority__isnull=False,
                    inspection__isnull=False,
                )
                | Q(~Q(status=DraftStatus.ACCEPTED), inspection=None),
                name="draft_accepted_has_inspection",
            ),
            models.CheckConstraint(
                condition=~Q(file="") & ~Q(file_name=""), name="draft_has_file"
            ),
            Guard(
                name="draft_payload_stays",
                event="UPDATE",
                refuses="NEW.payload <> OLD.payload OR NEW.sha256 <> OLD.sha256",
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "created_at", "id"], name="draft_added"),
        ]

    def __str__(self) -> str:
        return self.file_name


class DraftRow(Record):
    """One thing that the reader found. `read` is what it read and never changes,
    `quote` a few words of it that were found in the report as they stand, `edits` what
    a person put in its place. `was` is what the matched record says."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=15, choices=RowKind)
    name = models.CharField(
        max_length=40, blank=True, help_text="Which field, for a field."
    )
    position = models.PositiveIntegerField(help_text="Its number within the draft.")
    read = models.JSONField()
    edits = models.JSONField(default=dict, blank=True)
    decision = models.CharField(
        max_length=10, choices=RowDecision, default=RowDecision.PENDING
    )
    page = models.PositiveIntegerField(null=True, blank=True)
    confidence = models.FloatField(null=True, blank=True)
    paragraph = models.PositiveIntegerField(
        null=True, blank=True, help_text="In a plain text, the line with the quote."
    )
    quote = models.CharField(
        max_length=300,
        blank=True,
        help_text="Words of it that are printed on the page.",
    )
    effect = models.CharField(max_length=10, choices=RowEffect, default=RowEffect.NEW)
    judgement = optional(Judgement, related_name="draft_rows")
    recommendation = optional(Recommendation, related_name="draft_rows")
    strength = optional(Strength, related_name="draft_rows")
    was = models.JSONField(null=True, blank=True)
    doubt = models.CharField(
        max_length=200, blank=True, help_text="Why a person must decide on it."
    )

    history = Trail(indexes=[("draft",)])

    class Meta:
        ordering = ["draft", "position"]
        verbose_name = "row of a draft"
        verbose_name_plural = "rows of drafts"
        constraints = [
            once("draft", "position", name="draft_row_position_once"),
            valid_choice("kind", RowKind, name="draft_row_kind_known"),
            valid_choice("decision", RowDecision, name="draft_row_decision_known"),
            valid_choice("effect", RowEffect, name="draft_row_effect_known"),
            models.CheckConstraint(
                condition=Q(confidence=None)
                | Q(confidence__gte=0.0, confidence__lte=1.0),
                name="draft_row_confidence_is_a_part",
            ),
            Guard(
                name="draft_row_read_stays",
                event="UPDATE",
                refuses="NEW.read <> OLD.read",
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.position} of {self.draft}"

    @property
    def says(self) -> dict[str, Any]:
        """What was read, with what a person put in its place."""
        return {**self.read, **self.edits}

    @property
    def is_left_out(self) -> bool:
        return self.decision == RowDecision.REJECTED

    @property
    def needs_decision(self) -> bool:
        """Whether a person must decide on it before the draft can be accepted."""
        return bool(self.doubt) and self.decision == RowDecision.PENDING

    @property
    def match(self) -> Record | None:
        """The record that the row tells of, where there is one already."""
        return self.judgement or self.recommendation or self.strength

    @property
    def authority_id(self) -> uuid.UUID | None:
        return self.draft.authority_id
