"""The inspectors' side: documents, inspections, what they judged, praised and asked."""

from rest_framework import serializers

from recommendations.api.serializers.base import (
    AuthorityRef,
    DocumentRef,
    FrameworkRef,
    InspectionRef,
    InspectorateRef,
    IsArchivedField,
    JudgementRef,
    PreciseDateField,
    RecommendationRef,
    StrengthRef,
    ThemeRef,
    UrlField,
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


class DocumentSerializer(serializers.ModelSerializer[Document]):
    uid = serializers.UUIDField(source="id", read_only=True)
    authority = AuthorityRef(read_only=True)
    published_on = PreciseDateField()
    is_archived = IsArchivedField()
    url = UrlField("document")
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
            "version",
            "updated_at",
            "url",
        ]


class CitationSerializer(serializers.ModelSerializer[Citation]):
    """`document` is null for a fact from elsewhere: see `external_source`."""

    uid = serializers.UUIDField(source="id", read_only=True)
    inspection = InspectionRef(read_only=True, allow_null=True)
    judgement = JudgementRef(read_only=True, allow_null=True)
    recommendation = RecommendationRef(read_only=True, allow_null=True)
    strength = StrengthRef(read_only=True, allow_null=True)
    document = DocumentRef(read_only=True, allow_null=True)
    is_external = serializers.BooleanField(read_only=True)
    is_archived = IsArchivedField()
    url = UrlField("citation")

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
            "version",
            "updated_at",
            "url",
        ]


class InspectionSerializer(serializers.ModelSerializer[Inspection]):
    authority = AuthorityRef(read_only=True)
    framework = FrameworkRef(read_only=True)
    inspectorates = InspectorateRef(many=True, read_only=True)
    start_on = PreciseDateField()
    end_on = PreciseDateField()
    published_on = PreciseDateField()
    status_label = serializers.CharField(source="get_status_display", read_only=True)
    report_url = serializers.CharField(read_only=True)
    recommendation_count = serializers.IntegerField(read_only=True)
    is_archived = IsArchivedField()
    url = UrlField("inspection", "reference")

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
            "version",
            "updated_at",
            "url",
        ]


class JudgementSerializer(serializers.ModelSerializer[Judgement]):
    uid = serializers.UUIDField(source="id", read_only=True)
    inspection = InspectionRef(read_only=True)
    outcome_label = serializers.CharField(source="get_outcome_display", read_only=True)
    grade_label = serializers.CharField(source="get_grade_display", read_only=True)
    is_archived = IsArchivedField()
    url = UrlField("judgement")

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
            "version",
            "updated_at",
            "url",
        ]


class StrengthSerializer(serializers.ModelSerializer[Strength]):
    uid = serializers.UUIDField(source="id", read_only=True)
    inspection = InspectionRef(read_only=True)
    is_archived = IsArchivedField()
    url = UrlField("strength")

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
            "version",
            "updated_at",
            "url",
        ]


class AgencyPartSerializer(serializers.ModelSerializer[RecommendationAgency]):
    code = serializers.CharField(source="agency.code", read_only=True)
    name = serializers.CharField(source="agency.name", read_only=True)

    class Meta:
        model = RecommendationAgency
        fields = ["code", "name", "part"]


class RecommendationSerializer(serializers.ModelSerializer[Recommendation]):
    """`action_count` and `done_count` are of actions that the caller may see."""

    inspection = InspectionRef(read_only=True)
    kind_label = serializers.CharField(source="get_kind_display", read_only=True)
    status_label = serializers.CharField(source="get_status_display", read_only=True)
    themes = ThemeRef(many=True, read_only=True)
    agencies = AgencyPartSerializer(source="agency_parts", many=True, read_only=True)
    action_count = serializers.IntegerField(read_only=True)
    done_count = serializers.IntegerField(read_only=True)
    is_archived = IsArchivedField()
    url = UrlField("recommendation", "reference")

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
            "version",
            "updated_at",
            "url",
        ]


class ThemeTimelineSerializer(serializers.ModelSerializer[Inspection]):
    """One inspection, and what it asked for under the theme."""

    framework = FrameworkRef(read_only=True)
    start_on = PreciseDateField()
    published_on = PreciseDateField()
    recommendations = RecommendationRef(source="asked", many=True, read_only=True)

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
