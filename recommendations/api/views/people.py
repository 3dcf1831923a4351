"""Authorities, agencies, owners, and the reference data that everybody sees."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from recommendations.api.filters.inspections import (
    AgencyFilters,
    AuthorityFilters,
    CodedFilters,
    OwnerFilters,
    ThemeFilters,
)
from recommendations.api.pagination import BY_REFERENCE, PARAMETERS, Ordering
from recommendations.api.serializers.evidence import (
    HandedOverSerializer,
)
from recommendations.api.serializers.inputs import (
    AgencyInput,
    AuthorityInput,
    OwnerInput,
)
from recommendations.api.serializers.inspections import ThemeTimelineSerializer
from recommendations.api.serializers.people import (
    AgencySerializer,
    AuthoritySerializer,
    FrameworkSerializer,
    InspectorateSerializer,
    OwnerSerializer,
    ThemeSerializer,
)
from recommendations.api.serializers.verbs import body_of
from recommendations.api.views.base import RecordViewSet
from recommendations.api.views.writing import WritableViewSet
from recommendations.models import (
    Agency,
    Authority,
    Framework,
    Inspection,
    Inspectorate,
    Owner,
    Recommendation,
    Theme,
)
from recommendations.models.people import INNER_FIELDS
from recommendations.models.standing import Standing
from recommendations.reports.trail import Entry, without
from recommendations.workflow.declarations import verbs_of
from recommendations.workflow.errors import NotAllowed


class CodedViewSet(RecordViewSet):
    lookup_field = "code"
    orderings = {"code": Ordering("code"), "updated_at": Ordering("updated_at")}
    default_ordering = "code"


HAND_OVER = verbs_of(Owner)["hand-over"]


class AuthorityViewSet(CodedViewSet, WritableViewSet):
    """Local authorities of which the caller is a member."""

    input_class = AuthorityInput

    def require_may_create(self, request: Request) -> None:
        if not request.user.is_superuser:
            raise NotAllowed("Only an administrator can add an authority.")

    queryset = Authority.objects.all()
    serializer_class = AuthoritySerializer
    filterset_class = AuthorityFilters


class AgencyViewSet(CodedViewSet, WritableViewSet):
    """Bodies that carry out actions in the caller's authorities."""

    input_class = AgencyInput

    queryset = Agency.objects.all()
    serializer_class = AgencySerializer
    filterset_class = AgencyFilters

    def get_queryset(self) -> Any:
        authorities = Authority.objects.visible_to(self.request.user)
        visible = Prefetch("authorities", authorities, to_attr="visible_authorities")
        return super().get_queryset().prefetch_related(visible)


class OwnerViewSet(WritableViewSet):
    """Named posts that carry actions."""

    input_class = OwnerInput

    queryset = Owner.objects.select_related("authority", "agency", "deputy", "user")
    serializer_class = OwnerSerializer
    filterset_class = OwnerFilters
    lookup_field = "reference"
    orderings = {
        "reference": BY_REFERENCE,
        "updated_at": Ordering("updated_at"),
    }
    default_ordering = "reference"

    def get_trail(self, record: Owner) -> list[Entry]:
        entries = super().get_trail(record)
        standing = Standing.of(self.request.user)
        if standing.sees_agency(record.authority_id, record.agency_id):
            return entries
        return without(entries, INNER_FIELDS)

    @extend_schema(
        request=body_of(HAND_OVER), responses=HandedOverSerializer, filters=False
    )
    @action(
        detail=True,
        methods=["post"],
        url_path="hand-over",
        serializer_class=HandedOverSerializer,
        filterset_class=None,
    )
    def hand_over(self, request: Request, key: str) -> Response:
        """Give all open actions of this post to another."""
        owner, moved = self.run_verb(request, HAND_OVER)
        body = {
            "reference": owner.reference,
            "to": self.sent["to"].reference,
            "moved": moved,
        }
        headers = {"ETag": f'"{owner.version}"'}
        return Response(HandedOverSerializer(body).data, headers=headers)


class InspectorateViewSet(CodedViewSet):
    """Bodies that inspect."""

    queryset = Inspectorate.objects.all()
    serializer_class = InspectorateSerializer
    filterset_class = CodedFilters


class FrameworkViewSet(CodedViewSet):
    """Kinds of inspection."""

    queryset = Framework.objects.all()
    serializer_class = FrameworkSerializer
    filterset_class = CodedFilters


class ThemeViewSet(CodedViewSet):
    """Subjects that inspectors come back to."""

    queryset = Theme.objects.all()
    serializer_class = ThemeSerializer
    filterset_class = ThemeFilters
    orderings = {
        "position": Ordering("position"),
        "code": Ordering("code"),
        "updated_at": Ordering("updated_at"),
    }
    default_ordering = "position"

    @extend_schema(responses=ThemeTimelineSerializer(many=True), filters=False)
    @action(
        detail=True,
        orderings={"start_on": Ordering("start_on", may_be_empty=True)},
        default_ordering="start_on",
        parameters=PARAMETERS,
    )
    def timeline(self, request: Request, key: str) -> Response:
        """What each inspection asked for under the theme, the earliest first."""
        theme = self.get_object()
        recommendations = Recommendation.objects.counted().filter(
            theme_links__theme=theme
        )
        inspections = (
            Inspection.objects.visible_to(request.user)
            .filter(Exists(recommendations.filter(inspection=OuterRef("pk"))))
            .select_related("framework")
            .prefetch_related(
                Prefetch(
                    "recommendations",
                    recommendations.order_by("position"),
                    to_attr="theme_recommendations",
                )
            )
        )
        page = self.paginate_queryset(inspections)
        return self.get_paginated_response(
            ThemeTimelineSerializer(page, many=True).data
        )
