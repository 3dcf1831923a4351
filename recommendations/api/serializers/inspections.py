"""The inspectors' side: documents, inspections, what they judged, praised and asked."""

from rest_framework import serializers

from recommendations.api.serializers.base import (
    OF_ITSELF,
    RecommendationRef,
    RowSerializer,
)
from recommendations.models import (
    Citation,
    Document,
    Inspection,
    Judgement,
    Recommendation,
    RecommendationAgency,
    Strength,
)


class DocumentSerializer(RowSerializer):
    source_url = serializers.CharField(source="url", read_only=True)

    class Meta:
        model = Document
        fields = [
            "uid",
            "authority",
            "kind",
            "title",
            "publisher",
            "published_on",
            "published_precision",
            "source_url",
            "sha256",
            "pages",
            "note",
            "is_archived",
            *OF_ITSELF,
        ]


class CitationSerializer(RowSerializer):
    """`document` is null for a fact from elsewhere: see `external_source`."""

    is_external = serializers.BooleanField(read_only=True)

    class Meta:
        model = Citation
        fields = [
            "uid",
            "inspection",
            "judgement",
            "recommendation",
            "strength",
            "about",
            "document",
            "paragraph",
            "page",
            "quote",
            "is_external",
            "external_source",
            "is_verified",
            "note",
            "is_archived",
            *OF_ITSELF,
        ]


class InspectionSerializer(RowSerializer):
    report_url = serializers.CharField(read_only=True)
    recommendation_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Inspection
        fields = [
            "reference",
            "authority",
            "framework",
            "inspectorates",
            "focus",
            "start_on",
            "start_precision",
            "end_on",
            "end_precision",
            "published_on",
            "published_precision",
            "received_on",
            "statement_due_on",
            "lead_inspector",
            "report_url",
            "status",
            "status_label",
            "recommendations_known",
            "expected_recommendations",
            "recommendation_count",
            "note",
            "is_archived",
            *OF_ITSELF,
        ]


class JudgementSerializer(RowSerializer):
    class Meta:
        model = Judgement
        fields = [
            "uid",
            "inspection",
            "position",
            "area",
            "outcome",
            "outcome_label",
            "grade",
            "grade_label",
            "grade_printed",
            "note",
            "is_archived",
            *OF_ITSELF,
        ]


class StrengthSerializer(RowSerializer):
    class Meta:
        model = Strength
        fields = [
            "uid",
            "inspection",
            "position",
            "text",
            "summary",
            "note",
            "is_archived",
            *OF_ITSELF,
        ]


class AgencyPartSerializer(RowSerializer):
    code = serializers.CharField(source="agency.code", read_only=True)
    name = serializers.CharField(source="agency.name", read_only=True)

    class Meta:
        model = RecommendationAgency
        fields = ["code", "name", "part"]


class RecommendationSerializer(RowSerializer):
    """`action_count` and `done_count` are of actions that the caller may see."""

    agencies = AgencyPartSerializer(source="agency_parts", many=True, read_only=True)
    action_count = serializers.IntegerField(read_only=True)
    done_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Recommendation
        fields = [
            "reference",
            "inspection",
            "position",
            "addressee",
            "addressee_name",
            "kind",
            "kind_label",
            "text",
            "wording",
            "summary",
            "note",
            "themes",
            "agencies",
            "response",
            "response_reason",
            "response_approver",
            "review_on",
            "responded_on",
            "status",
            "status_label",
            "closed_on",
            "recheck_on",
            "action_count",
            "done_count",
            "is_archived",
            *OF_ITSELF,
        ]


class ThemeTimelineSerializer(RowSerializer):
    """One inspection, and what it asked for under the theme."""

    recommendations = RecommendationRef(
        source="theme_recommendations", many=True, read_only=True
    )

    class Meta:
        model = Inspection
        fields = [
            "reference",
            "framework",
            "start_on",
            "start_precision",
            "published_on",
            "published_precision",
            "recommendations",
        ]
