"""The inspectors' side: documents, inspections, judgements, recommendations,
strengths and citations."""

from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from recommendations.api.filters.inspections import (
    CitationFilters,
    DocumentFilters,
    InspectionFilters,
    JudgementFilters,
    RecommendationFilters,
    StrengthFilters,
)
from recommendations.api.pagination import Ordering
from recommendations.api.serializers.inspections import (
    CitationSerializer,
    DocumentSerializer,
    InspectionSerializer,
    JudgementSerializer,
    RecommendationSerializer,
    StrengthSerializer,
)
from recommendations.api.views.base import RecordViewSet
from recommendations.models import (
    ActionItem,
    Citation,
    Document,
    Inspection,
    Judgement,
    Recommendation,
    Strength,
)
from recommendations.reports.progress import with_action_counts

_UPDATED = {"updated_at": Ordering("updated_at")}
_PUBLISHED = {"published_on": Ordering("published_on", may_be_empty=True)}
_REFERENCE = {"reference": Ordering("reference")}


class DocumentViewSet(RecordViewSet):
    """Reports, letters and press articles."""

    queryset = Document.objects.select_related("authority")
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilters
    orderings = {**_PUBLISHED, "title": Ordering("title"), **_UPDATED}
    default_ordering = "-published_on"


class InspectionViewSet(RecordViewSet):
    """Inspections of the caller's authorities."""

    queryset = Inspection.objects.select_related(
        "authority", "framework"
    ).prefetch_related("inspectorates")
    serializer_class = InspectionSerializer
    filterset_class = InspectionFilters
    lookup_field = "reference"
    orderings = {
        **_REFERENCE,
        "start_on": Ordering("start_on", may_be_empty=True),
        **_PUBLISHED,
        **_UPDATED,
    }
    default_ordering = "-start_on"

    def get_queryset(self) -> Any:
        made = (
            Recommendation.objects.filter(inspection=OuterRef("pk"), archived_at=None)
            .order_by()
            .values("inspection")
            .annotate(number=Count("pk"))
            .values("number")
        )
        count = Coalesce(Subquery(made), 0)
        return super().get_queryset().annotate(recommendation_count=count)


class JudgementViewSet(RecordViewSet):
    """What inspectors judged each area to be."""

    queryset = Judgement.objects.select_related("inspection__framework")
    serializer_class = JudgementSerializer
    filterset_class = JudgementFilters
    orderings = {"position": Ordering("position"), **_UPDATED}
    default_ordering = "position"


class RecommendationViewSet(RecordViewSet):
    """What inspectors asked for."""

    queryset = Recommendation.objects.select_related(
        "inspection__framework"
    ).prefetch_related("themes", "agency_parts__agency")
    serializer_class = RecommendationSerializer
    filterset_class = RecommendationFilters
    lookup_field = "reference"
    orderings = {**_REFERENCE, **_UPDATED}
    default_ordering = "reference"

    def get_queryset(self) -> Any:
        actions = ActionItem.objects.visible_to(self.request.user)
        rows: Any = super().get_queryset()
        return with_action_counts(rows, actions)


class StrengthViewSet(RecordViewSet):
    """What inspectors praised."""

    queryset = Strength.objects.select_related("inspection__framework")
    serializer_class = StrengthSerializer
    filterset_class = StrengthFilters
    orderings = {"position": Ordering("position"), **_UPDATED}
    default_ordering = "position"


class CitationViewSet(RecordViewSet):
    """Where each fact stands: document, paragraph or page, and a short quote."""

    queryset = Citation.objects.select_related(
        "document", "inspection", "recommendation"
    )
    serializer_class = CitationSerializer
    filterset_class = CitationFilters
    orderings = {"created_at": Ordering("created_at"), **_UPDATED}
    default_ordering = "created_at"
