"""Our side: plans, actions, updates, a caller's own actions, and the summary."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from recommendations.api.errors import MEDIA_TYPE
from recommendations.api.filters.actions import (
    ActionFilters,
    PlanFilters,
    UpdateFilters,
)
from recommendations.api.filters.inspections import RecommendationFilters
from recommendations.api.pagination import BY_REFERENCE, Ordering
from recommendations.api.serializers.actions import (
    ActionSerializer,
    PlanSerializer,
    SummarySerializer,
    UpdateSerializer,
)
from recommendations.api.serializers.checks import ChecksSerializer
from recommendations.api.serializers.evidence import (
    BaselineSerializer,
)
from recommendations.api.serializers.plan_inputs import ActionInput, PlanInput
from recommendations.api.serializers.problems import ProblemSerializer
from recommendations.api.serializers.verbs import (
    BulkResults,
)
from recommendations.api.views.base import RecordViewSet, ScopedViewSet
from recommendations.api.views.bulk import (
    BulkBody,
    play_all,
    require_replayable,
)
from recommendations.api.views.writing import (
    WritableViewSet,
    moves_view,
    with_verbs,
)
from recommendations.models import (
    ActionItem,
    ActionPlan,
    KeptAnswer,
    ProgressUpdate,
    Recommendation,
)
from recommendations.models.plans import inner_fields
from recommendations.reports.baseline import against_baseline
from recommendations.reports.figures import REVIEW_DUE
from recommendations.reports.summary import summary_of
from recommendations.reports.trail import Entry, without
from recommendations.workflow.access import caller
from recommendations.workflow.actions import create_action
from recommendations.workflow.confirming import confirmed
from recommendations.workflow.errors import NotAllowed
from recommendations.workflow.plans import create_plan


@with_verbs
class PlanViewSet(WritableViewSet):
    """Action plans. An agency's member gets the title and dates of those that hold an
    action of theirs."""

    input_class = PlanInput

    queryset = ActionPlan.objects.select_related("authority").prefetch_related(
        "inspections__framework"
    )
    serializer_class = PlanSerializer
    filterset_class = PlanFilters
    lookup_field = "reference"
    orderings = {
        "reference": BY_REFERENCE,
        "statutory_due_on": Ordering("statutory_due_on", may_be_empty=True),
        "updated_at": Ordering("updated_at"),
    }
    default_ordering = "reference"

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.with_is_seen_whole(self.request.user)

    def make(self, body: Any, request: Request) -> ActionPlan:
        fields = dict(body.validated_data)
        by = caller(request)
        return create_plan(fields.pop("authority"), by=by, **fields)

    moves = moves_view()

    @extend_schema(
        responses={200: BaselineSerializer, (403, MEDIA_TYPE): ProblemSerializer},
        filters=False,
    )
    @action(detail=True, serializer_class=BaselineSerializer, pagination_class=None)
    def baseline(self, request: Request, key: str) -> Response:
        """The plan as approved against as it is. For those who see it whole."""
        plan = self.get_object()
        if not plan.is_seen_whole:
            raise NotAllowed("You can see only the title and dates of this plan.")
        return Response(BaselineSerializer(against_baseline(plan)).data)

    def get_trail(self, record: Any) -> list[Entry]:
        entries = super().get_trail(record)
        if record.is_seen_whole:
            return entries
        return without(entries, inner_fields())


class ActionListing(RecordViewSet):
    """What the list of actions, one's own and the summary have in common."""

    queryset = ActionItem.objects.all()
    serializer_class = ActionSerializer
    filterset_class = ActionFilters
    lookup_field = "reference"
    orderings = {
        "due_on": Ordering("due_on", may_be_empty=True),
        "original_due_on": Ordering("original_due_on", may_be_empty=True),
        "updated_at": Ordering("updated_at"),
        "reference": BY_REFERENCE,
    }
    default_ordering = "reference"

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.with_related().with_brag(on=self.today)


@with_verbs
class ActionViewSet(ActionListing, WritableViewSet):
    """Action items: what will be done, by whom and by when."""

    input_class = ActionInput

    def make(self, body: Any, request: Request) -> ActionItem:
        fields = dict(body.validated_data)
        by = caller(request)
        return create_action(
            fields.pop("plan"),
            by=by,
            contributing=fields.pop("contributing_agencies", ()),
            **fields,
        )

    moves = moves_view()

    @extend_schema(responses=ChecksSerializer, filters=False)
    @action(detail=True, serializer_class=ChecksSerializer, pagination_class=None)
    def checks(self, request: Request, key: str) -> Response:
        """Who checked it and what they found, and what it was let through without."""
        record = self.get_object()
        impact_checks = record.impact_checks
        body = {
            "reference": record.reference,
            "overrides": record.overrides.select_related("made_by"),
            "verifications": record.verifications.select_related("checker"),
            "impact_checks": impact_checks.select_related("checker").prefetch_related(
                "evidence"
            ),
        }
        return Response(ChecksSerializer(body).data)

    @extend_schema(
        request=BulkBody,
        responses={200: BulkResults, 409: BulkResults},
        filters=False,
    )
    @action(detail=False, methods=["post"], serializer_class=BulkResults)
    def bulk(self, request: Request) -> Response:
        """Up to 200 verbs at once, each with its own result."""
        context = self.get_serializer_context()
        body = BulkBody(data=request.data, context=context)
        body.is_valid(raise_exception=True)
        with confirmed(body.is_confirmed):
            results, is_done = play_all(
                body.validated_data["items"],
                self.get_queryset().with_archived(),
                context,
                all_or_nothing=body.validated_data["all_or_nothing"],
            )
        return Response({"results": results}, 200 if is_done else 409)

    def require_replayable(self, answer: KeptAnswer) -> None:
        if self.action != "bulk":
            super().require_replayable(answer)
            return
        sent: Any = self.request.data
        rows, by = self.get_queryset(), self.request.user
        require_replayable(sent["items"], answer.body or {}, rows, by=by)


class MyActionViewSet(ActionListing):
    """Open actions that the caller owns or deputises for."""

    default_ordering = "due_on"

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.carried_by(self.request.user).open()


# Filters of the summary that mean the same to the list of recommendations.
_SHARED = ("inspection", "framework", "authority", "agency", "kind", "theme")


class SummaryViewSet(ScopedViewSet):
    """Counts over the actions that the caller may see."""

    queryset = ActionItem.objects.all()
    serializer_class = SummarySerializer
    filterset_class = ActionFilters
    filtered = ("figures",)
    pagination_class = None

    @extend_schema(responses=SummarySerializer)
    def figures(self, request: Request) -> Response:
        """Counts after the same filters as the list of actions."""
        actions: Any = self.filter_queryset(self.get_queryset())
        reviews = RecommendationFilters(
            {name: request.query_params.get(name) for name in _SHARED}
            | {**REVIEW_DUE.rest},
            Recommendation.objects.visible_to(request.user),
            request=request,
            today=self.today,
        )
        scope = {
            name: ",".join(values) for name, values in request.query_params.lists()
        }
        scope.pop("format", None)
        body = {
            "as_of": self.today,
            "scope": scope,
            **summary_of(actions, on=self.today),
            REVIEW_DUE.key: reviews.qs.count(),
        }
        return Response(SummarySerializer(body).data)


class UpdateViewSet(RecordViewSet):
    """Progress updates: added, never changed."""

    queryset = ProgressUpdate.objects.select_related("action", "author")
    serializer_class = UpdateSerializer
    filterset_class = UpdateFilters
    orderings = {
        "made_on": Ordering("made_on"),
        "created_at": Ordering("created_at"),
    }
    default_ordering = "-created_at"
