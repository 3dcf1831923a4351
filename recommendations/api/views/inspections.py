"""The inspectors' side: documents, inspections, judgements, recommendations,
strengths and citations."""

from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from recommendations.api.filters.inspections import (
    CitationFilters,
    DocumentFilters,
    InspectionFilters,
    JudgementFilters,
    RecommendationFilters,
    StrengthFilters,
)
from recommendations.api.pagination import BY_REFERENCE, Ordering
from recommendations.api.serializers.checks import OverridesSerializer
from recommendations.api.serializers.inputs import (
    CitationInput,
    DocumentInput,
    InspectionInput,
    JudgementInput,
    RecommendationInput,
    StrengthInput,
)
from recommendations.api.serializers.inspections import (
    CitationSerializer,
    DocumentSerializer,
    InspectionSerializer,
    JudgementSerializer,
    RecommendationSerializer,
    StrengthSerializer,
)
from recommendations.api.views.writing import (
    WritableViewSet,
    moves_view,
    with_verbs,
)
from recommendations.models import (
    ActionItem,
    Citation,
    Document,
    Inspection,
    Judgement,
    Recommendation,
    Strength,
)
from recommendations.models.keys import InspectionKey
from recommendations.reports.progress import with_action_counts

_UPDATED = {"updated_at": Ordering("updated_at")}
_PUBLISHED = {"published_on": Ordering("published_on", may_be_empty=True)}


class DocumentViewSet(WritableViewSet):
    """Reports, letters and press articles."""

    input_class = DocumentInput

    queryset = Document.objects.select_related("authority")
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilters
    orderings = {**_PUBLISHED, "title": Ordering("title"), **_UPDATED}
    default_ordering = "-published_on"


@with_verbs
class InspectionViewSet(WritableViewSet):
    """Inspections of the caller's authorities."""

    input_class = InspectionInput

    queryset = Inspection.objects.select_related(
        "authority", "framework"
    ).prefetch_related("inspectorates")
    serializer_class = InspectionSerializer
    filterset_class = InspectionFilters
    lookup_field = "reference"
    orderings = {
        "reference": Ordering("reference", digits=InspectionKey.digits),
        "start_on": Ordering("start_on", may_be_empty=True),
        **_PUBLISHED,
        **_UPDATED,
    }
    default_ordering = "-start_on"

    def get_queryset(self) -> Any:
        counts = (
            Recommendation.objects.counted()
            .filter(inspection=OuterRef("pk"))
            .order_by()
            .values("inspection")
            .annotate(number=Count("pk"))
            .values("number")
        )
        count = Coalesce(Subquery(counts), 0)
        return super().get_queryset().annotate(recommendation_count=count)

    moves = moves_view()


class JudgementViewSet(WritableViewSet):
    """What inspectors judged each area to be."""

    input_class = JudgementInput

    queryset = Judgement.objects.select_related("inspection__framework")
    serializer_class = JudgementSerializer
    filterset_class = JudgementFilters
    orderings = {"position": Ordering("position"), **_UPDATED}
    default_ordering = "position"


@with_verbs
class RecommendationViewSet(WritableViewSet):
    """What inspectors asked for."""

    input_class = RecommendationInput

    queryset = Recommendation.objects.all()
    serializer_class = RecommendationSerializer
    filterset_class = RecommendationFilters
    lookup_field = "reference"
    orderings = {"reference": BY_REFERENCE, **_UPDATED}
    default_ordering = "reference"

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        actions = rows.beside(ActionItem).visible_to(self.request.user)
        return with_action_counts(rows.with_related(), actions)

    moves = moves_view()

    @extend_schema(responses=OverridesSerializer, filters=False)
    @action(detail=True, serializer_class=OverridesSerializer, pagination_class=None)
    def checks(self, request: Request, key: str) -> Response:
        """What a manager closed it without, and why."""
        record = self.get_object()
        overrides = record.overrides.select_related("made_by")
        body = {"reference": record.reference, "overrides": overrides}
        return Response(OverridesSerializer(body).data)


class StrengthViewSet(WritableViewSet):
    """What inspectors praised."""

    input_class = StrengthInput

    queryset = Strength.objects.select_related("inspection__framework")
    serializer_class = StrengthSerializer
    filterset_class = StrengthFilters
    orderings = {"position": Ordering("position"), **_UPDATED}
    default_ordering = "position"


class CitationViewSet(WritableViewSet):
    """Where each fact stands: document, paragraph or page, and a short quote."""

    input_class = CitationInput

    queryset = Citation.objects.select_related(
        "document",
        "inspection__framework",
        "judgement",
        "recommendation",
        "strength",
    )
    serializer_class = CitationSerializer
    filterset_class = CitationFilters
    orderings = {"created_at": Ordering("created_at"), **_UPDATED}
    default_ordering = "created_at"
