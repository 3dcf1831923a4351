"""Reports brought in, and what was read of them until a person accepts it."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from recommendations.api.errors import MEDIA_TYPE
from recommendations.api.filters.drafts import DraftFilters
from recommendations.api.pagination import Ordering
from recommendations.api.serializers.drafts import (
    DraftDetailSerializer,
    DraftInput,
    DraftSerializer,
    ReadBody,
)
from recommendations.api.serializers.problems import ProblemSerializer
from recommendations.api.views.base import RecordViewSet
from recommendations.api.views.writing import VerbsMixin, seen_version, with_verbs
from recommendations.models import Draft
from recommendations.workflow.access import caller
from recommendations.workflow.confirming import confirmed
from recommendations.workflow.drafting import drafts
from recommendations.workflow.moves import require_role
from recommendations.workflow.recording import unchanged

_UNREADABLE = OpenApiResponse(
    ProblemSerializer,
    "The report cannot be read, and `code` says why: not_pdf, encrypted, empty, "
    "no_text or timeout. Or the `Idempotency-Key` came with another request.",
)


@with_verbs
class DraftViewSet(VerbsMixin, RecordViewSet):
    """What was read of reports, for their managers to review."""

    queryset = Draft.objects.all()
    serializer_class = DraftDetailSerializer
    filterset_class = DraftFilters
    http_method_names = ["get", "post", "patch", "head", "options"]
    orderings = {
        "created_at": Ordering("created_at"),
        "updated_at": Ordering("updated_at"),
    }
    default_ordering = "-created_at"

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        rows = rows.with_related()
        return rows.defer("payload") if self.action == "list" else rows

    def get_serializer_class(self) -> Any:
        return DraftSerializer if self.action == "list" else self.serializer_class

    @extend_schema(
        request={"multipart/form-data": ReadBody},
        responses={
            201: DraftDetailSerializer,
            200: OpenApiResponse(
                DraftDetailSerializer, "The same file was read before: its draft."
            ),
            (422, MEDIA_TYPE): _UNREADABLE,
        },
        filters=False,
    )
    def read(self, request: Request) -> Response:
        """Read a report: a PDF, or plain text in UTF-8. Nothing of it counts before a
        manager accepts the draft."""
        by = caller(request)
        draft, is_new = drafts.save_once(self.report, by=by)
        answer = self.answer(draft, 201 if is_new else 200)
        answer["Location"] = str(answer.data["url"])
        return answer

    def prepare(self, request: Request) -> None:
        """A report is read before the transaction, which would hold all who write."""
        if self.action != "read":
            return
        self.require_may_create(request)
        body = ReadBody(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        by = caller(request)
        with confirmed(body.is_confirmed):
            self.report = drafts.read_report(body.validated_data["file"], by=by)

    def require_may_create(self, request: Request) -> None:
        by = caller(request)
        drafts.require_may_read(by)

    @extend_schema(request=DraftInput, responses=DraftDetailSerializer)
    def partial_update(self, request: Request, key: str) -> Response:
        """Choose the authority, and decide on rows or edit them."""
        draft = self.get_object()
        require_role(draft, "revise", by=caller(request))
        body = DraftInput(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        by = caller(request)
        with confirmed(body.is_confirmed), unchanged(draft, seen_version(request)):
            drafts.revise(draft, by=by, **body.validated_data)
        return self.answer(draft)
