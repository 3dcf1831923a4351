"""Our side: plans, actions, updates, a caller's own actions, and the summary."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from recommendations.api.filters.actions import (
    ActionFilters,
    PlanFilters,
    UpdateFilters,
)
from recommendations.api.filters.base import check_parameters
from recommendations.api.pagination import Ordering
from recommendations.api.serializers.actions import (
    ActionSerializer,
    MovesSerializer,
    PlanSerializer,
    SummarySerializer,
    UpdateSerializer,
)
from recommendations.api.views.base import RecordViewSet, ScopedViewSet
from recommendations.models import ActionItem, ActionPlan, ProgressUpdate
from recommendations.models.plans import SEEN_BY_ALL
from recommendations.reports.summary import summary_of
from recommendations.reports.trail import Entry, without
from recommendations.workflow.moves import open_moves


class PlanViewSet(RecordViewSet):
    """Action plans. An agency's member gets the title and dates of those that hold an
    action of theirs."""

    queryset = ActionPlan.objects.select_related("authority").prefetch_related(
        "inspections__framework"
    )
    serializer_class = PlanSerializer
    filterset_class = PlanFilters
    lookup_field = "reference"
    orderings = {
        "reference": Ordering("reference"),
        "statutory_due_on": Ordering("statutory_due_on", may_be_empty=True),
        "updated_at": Ordering("updated_at"),
    }
    default_ordering = "reference"

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.with_is_seen_whole(self.request.user)

    def get_trail(self, record: Any) -> list[Entry]:
        entries = super().get_trail(record)
        if record.is_seen_whole:
            return entries
        names = {field.name for field in record._meta.concrete_fields}
        return without(entries, frozenset(names - SEEN_BY_ALL))


class ActionListing(RecordViewSet):
    """What the list of actions, one's own and the summary have in common."""

    queryset = ActionItem.objects.select_related(
        "authority", "plan", "owner__agency"
    ).prefetch_related("contributing_agencies", "recommendations")
    serializer_class = ActionSerializer
    filterset_class = ActionFilters
    lookup_field = "reference"
    orderings = {
        "due_on": Ordering("due_on", may_be_empty=True),
        "original_due_on": Ordering("original_due_on", may_be_empty=True),
        "updated_at": Ordering("updated_at"),
        "reference": Ordering("reference"),
    }
    default_ordering = "reference"

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.with_brag(on=self.today)


class ActionViewSet(ActionListing):
    """Action items: what will be done, by whom and by when."""

    @extend_schema(responses=MovesSerializer, filters=False)
    @action(detail=True)
    def moves(self, request: Request, key: str) -> Response:
        """Which verbs lead on from the action's status, whether the caller may use
        them, and what is missing."""
        check_parameters(request, {"format"})
        item: ActionItem = self.get_object()
        moves = [asdict(move) for move in open_moves(item, by=request.user)]
        body = {"reference": item.reference, "status": item.status, "moves": moves}
        return Response(MovesSerializer(body).data)


class MyActionViewSet(ActionListing):
    """Open actions that the caller owns or deputises for."""

    default_ordering = "due_on"

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.carried_by(self.request.user).open()


class SummaryViewSet(ScopedViewSet):
    """Counts over the actions that the caller may see."""

    queryset = ActionItem.objects.all()
    serializer_class = SummarySerializer
    filterset_class = ActionFilters
    pagination_class = None

    @extend_schema(responses=SummarySerializer)
    def list(self, request: Request) -> Response:
        """Counts after the same filters as the list of actions."""
        actions: Any = self.filter_queryset(self.get_queryset())
        asked = {
            name: ",".join(values) for name, values in request.query_params.lists()
        }
        asked.pop("format", None)
        body = {
            "as_of": self.today,
            "scope": asked,
            **summary_of(actions, on=self.today),
        }
        return Response(SummarySerializer(body).data)


class UpdateViewSet(RecordViewSet):
    """Progress updates: added, never changed."""

    queryset = ProgressUpdate.objects.select_related("action")
    serializer_class = UpdateSerializer
    filterset_class = UpdateFilters
    orderings = {
        "made_on": Ordering("made_on"),
        "created_at": Ordering("created_at"),
    }
    default_ordering = "-created_at"
