"""Evidence with its files, and the changes of due dates that managers decide on."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from recommendations.api.filters.evidence import DueDateChangeFilters, EvidenceFilters
from recommendations.api.pagination import Ordering
from recommendations.api.parsers import UPLOADS
from recommendations.api.serializers.evidence import (
    DueDateChangeSerializer,
    EvidenceForBody,
    EvidenceSerializer,
)
from recommendations.api.views.base import RecordViewSet
from recommendations.api.views.writing import VerbsMixin, with_verbs
from recommendations.models import ActionItem, DueDateChange, Evidence
from recommendations.models.standing import Standing
from recommendations.reports.downloads import evidence_file
from recommendations.workflow.access import caller
from recommendations.workflow.confirming import confirmed
from recommendations.workflow.declarations import verbs_of
from recommendations.workflow.errors import NotAllowed
from recommendations.workflow.evidence import add_evidence


@with_verbs
class EvidenceViewSet(VerbsMixin, RecordViewSet):
    """What proves that actions were done, or made a difference."""

    queryset = Evidence.objects.select_related("authority", "added_by")
    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilters
    http_method_names = ["get", "post", "head", "options"]
    parser_classes = UPLOADS
    orderings = {
        "created_at": Ordering("created_at"),
        "expires_on": Ordering("expires_on", may_be_empty=True),
        "updated_at": Ordering("updated_at"),
    }
    default_ordering = "-created_at"

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.with_visible_links(self.request.user)

    @extend_schema(
        request={
            "multipart/form-data": EvidenceForBody,
            "application/json": EvidenceForBody,
        },
        responses={201: EvidenceSerializer},
    )
    def create(self, request: Request) -> Response:
        """Add evidence to one action or several."""
        self.require_may_create(request)
        body = EvidenceForBody(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        fields = dict(body.validated_data)
        with confirmed(body.is_confirmed):
            evidence = add_evidence(fields.pop("actions"), by=caller(request), **fields)
        return self.answer_created(evidence)

    def require_may_create(self, request: Request) -> None:
        held = Standing.of(request.user).roles_in_any_part()
        if not held.intersection(verbs_of(ActionItem)["evidence"].roles):
            raise NotAllowed("Your role does not let you add evidence.")

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, filterset_class=None, pagination_class=None)
    def file(self, request: Request, key: str) -> Any:
        """The file itself, always as an attachment."""
        answer = evidence_file(self.get_object())
        if answer is None:
            raise NotFound("This evidence is not a file.")
        return answer


@with_verbs
class DueDateChangeViewSet(VerbsMixin, RecordViewSet):
    """Due dates asked for, decided, or moved with a reason."""

    queryset = DueDateChange.objects.select_related(
        "action__authority", "requested_by", "decided_by"
    )
    serializer_class = DueDateChangeSerializer
    filterset_class = DueDateChangeFilters
    http_method_names = ["get", "post", "head", "options"]
    orderings = {
        "created_at": Ordering("created_at"),
        "to_on": Ordering("to_on"),
        "updated_at": Ordering("updated_at"),
    }
    default_ordering = "-created_at"
