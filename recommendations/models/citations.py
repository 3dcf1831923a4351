"""Where each fact stands: a document, a paragraph or page, and a short quote."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q

from recommendations.models.archiving import (
    Archivable,
    ArchivableQuerySet,
    CurrentManager,
)
from recommendations.models.columns import optional
from recommendations.models.documents import Document
from recommendations.models.inspections import Inspection, Judgement, Strength
from recommendations.models.recommendations import Recommendation
from recommendations.models.standing import Standing
from recommendations.models.trail import Caller, Trail

TARGETS = ("inspection", "judgement", "recommendation", "strength")


def exactly_one_target() -> Q:
    condition = Q()
    for target in TARGETS:
        condition |= Q(**{f"{name}__isnull": name != target for name in TARGETS})
    return condition


class CitationQuerySet(ArchivableQuerySet["Citation"]):
    def visible_to(self, user: Caller) -> Self:
        standing = Standing.of(user)
        return self.filter(
            standing.in_authorities("inspection__authority")
            | standing.in_authorities("judgement__inspection__authority")
            | standing.in_authorities("recommendation__inspection__authority")
            | standing.in_authorities("strength__inspection__authority")
        )


class Citation(Archivable):
    """Supports exactly one inspection, judgement, recommendation or strength.

    From a document: its paragraph (1-based, counting non-empty lines) or its PDF page
    (1-based), and words quoted from there. A fact known only from elsewhere has no
    document here: it is external, and says where.
    """

    inspection = optional(
        Inspection, related_name="citations", on_delete=models.CASCADE
    )
    judgement = optional(Judgement, related_name="citations", on_delete=models.CASCADE)
    recommendation = optional(
        Recommendation, related_name="citations", on_delete=models.CASCADE
    )
    strength = optional(Strength, related_name="citations", on_delete=models.CASCADE)
    about = models.CharField(
        max_length=100, blank=True, help_text="Which fact, such as the end date."
    )
    document = optional(Document, related_name="citations")
    paragraph = models.PositiveIntegerField(null=True, blank=True)
    page = models.PositiveIntegerField(null=True, blank=True)
    quote = models.CharField(max_length=300, blank=True)
    external_source = models.CharField(
        max_length=500,
        blank=True,
        help_text="Where the fact is stated, if not in a document here.",
    )
    is_verified = models.BooleanField(
        "verified", default=False, help_text="The quote was found in the document."
    )
    note = models.TextField(blank=True)

    objects = CurrentManager.from_queryset(CitationQuerySet)()
    history = Trail()

    class Meta:
        ordering = ["document", "page", "paragraph", "id"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one_target(),
                name="citation_of_one_row",
                violation_error_message=(
                    "Name one inspection, judgement, recommendation or strength."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    document__isnull=True,
                    paragraph__isnull=True,
                    page__isnull=True,
                    is_verified=False,
                )
                & ~Q(external_source="")
                | Q(document__isnull=False, external_source="")
                & (
                    Q(paragraph__isnull=False, paragraph__gte=1, page__isnull=True)
                    | Q(paragraph__isnull=True, page__isnull=False, page__gte=1)
                )
                & ~Q(quote=""),
                name="citation_place_or_external",
                violation_error_message=(
                    "Give a document with a quote and either a page or a paragraph, "
                    "counted from 1. Or give only where else the fact is stated."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target}: {self.place}"

    @property
    def is_external(self) -> bool:
        return self.document_id is None

    @property
    def target(self) -> models.Model:
        """The one row that this citation supports."""
        return next(row for name in TARGETS if (row := getattr(self, name)) is not None)

    @property
    def authority_id(self) -> uuid.UUID:
        target: Any = self.target
        authority_id: uuid.UUID = target.authority_id
        return authority_id

    @property
    def place(self) -> str:
        if self.is_external:
            return self.external_source
        return f"page {self.page}" if self.page else f"paragraph {self.paragraph}"
