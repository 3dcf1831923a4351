"""Admin pages of inspections and what they found, and of the bodies and frameworks."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from recommendations.admin.forms.inspections import (
    InspectionForm,
    JudgementForm,
    StrengthForm,
)
from recommendations.admin.pages.base import ReadOnlyAdmin
from recommendations.admin.pages.record import RecordAdmin
from recommendations.admin.parts.display import held, printed_date
from recommendations.admin.parts.filters import (
    ArchivedListFilter,
    AuthorityFilter,
    FrameworkFilter,
    InspectionFilter,
    coded,
)
from recommendations.admin.parts.sections import (
    Section,
    citations_section,
    cited,
    inspections_section,
    plans_section,
    recommendations_section,
)
from recommendations.admin.site import site
from recommendations.choices import Precision, RecommendationKind
from recommendations.models import (
    ActionPlan,
    Framework,
    Inspection,
    Inspectorate,
    Judgement,
    Recommendation,
    Strength,
)


@admin.register(Inspectorate, site=site)
class InspectorateAdmin(ReadOnlyAdmin):
    list_display = ["name", "code"]
    search_fields = ["code", "name"]
    fields = ["name", "code"]

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        visible = Inspection.objects.visible_to(request.user)
        return [inspections_section(visible.filter(inspectorates=record))]


@admin.register(Framework, site=site)
class FrameworkAdmin(ReadOnlyAdmin):
    list_display = ["name", "code", "is_graded", "asks_called"]
    search_fields = ["code", "name"]
    fields = ["name", "code", "is_graded", "asks_called", "response_rule"]

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        visible = Inspection.objects.visible_to(request.user)
        return [inspections_section(visible.filter(framework=record))]


@admin.register(Inspection, site=site)
class InspectionAdmin(RecordAdmin):
    record_form = InspectionForm
    children = (
        ("Add recommendation", "recommendation", "inspection"),
        ("Add judgement", "judgement", "inspection"),
        ("Add strength", "strength", "inspection"),
        ("Add citation", "citation", "inspection"),
    )
    related = ("framework", "authority")
    list_display = [
        "reference",
        "framework",
        "held_on",
        "published",
        "recorded",
        "status",
    ]
    list_filter = [
        FrameworkFilter,
        coded("status"),
        coded("recommendations_known", "recommendations recorded"),
        AuthorityFilter,
        ArchivedListFilter,
    ]
    search_fields = ["reference", "focus", "lead_inspector", "framework__name"]
    date_hierarchy = "start_on"
    fields = [
        "reference",
        "authority",
        "framework",
        "inspected_by",
        "focus",
        "held_on",
        "published",
        "received_on",
        "statement_due_on",
        "lead_inspector",
        "report_url",
        "status",
        "archived_at",
        "recorded",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("inspectorates")

    @admin.display(description="inspected by")
    def inspected_by(self, inspection: Inspection) -> str:
        bodies = [body.name for body in inspection.inspectorates.all()]
        return ", ".join(bodies) or "Not recorded"

    @admin.display(description="held", ordering="start_on")
    def held_on(self, inspection: Inspection) -> str:
        return held(inspection)

    @admin.display(description="published", ordering="published_on")
    def published(self, inspection: Inspection) -> str:
        return printed_date(
            inspection.published_on, inspection.published_precision or Precision.DAY
        )

    @admin.display(description="recommendations recorded")
    def recorded(self, inspection: Inspection) -> str:
        text = str(inspection.get_recommendations_known_display())
        if inspection.expected_recommendations is None:
            return text
        return f"{text}; the report has {inspection.expected_recommendations}"

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        plans = ActionPlan.objects.visible_to(request.user)
        seen = Recommendation.objects.visible_to(request.user)
        recommendations = seen.filter(inspection=record)
        reported = recommendations_section(
            f"{RecommendationKind.REPORTED.label}, not in the report",
            recommendations.filter(kind=RecommendationKind.REPORTED),
        )
        return [
            Section(
                "Judgements",
                "judgements",
                list(record.judgements.prefetch_related(cited())),
            ),
            recommendations_section("Recommendations", recommendations.counted()),
            *([reported] if reported.rows else []),
            Section(
                "Strengths",
                "strengths",
                list(record.strengths.prefetch_related(cited())),
            ),
            plans_section(
                "Plans that answer this inspection", plans.filter(inspections=record)
            ),
            citations_section(record.citations.select_related("document")),
        ]


@admin.register(Judgement, site=site)
class JudgementAdmin(RecordAdmin):
    record_form = JudgementForm
    children = (("Add citation", "citation", "judgement"),)
    related = ("inspection",)
    list_display = ["area", "inspection", "outcome", "grade", "grade_printed"]
    list_filter = [
        InspectionFilter,
        coded("outcome"),
        coded("grade"),
        ArchivedListFilter,
    ]
    search_fields = ["area", "inspection__reference"]
    fields = ["area", "inspection", "outcome", "grade", "grade_printed"]

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        return [citations_section(record.citations.select_related("document"))]


@admin.register(Strength, site=site)
class StrengthAdmin(RecordAdmin):
    record_form = StrengthForm
    children = (("Add citation", "citation", "strength"),)
    related = ("inspection",)
    list_display = ["summary", "inspection"]
    list_filter = [InspectionFilter, ArchivedListFilter]
    search_fields = ["summary", "text", "inspection__reference"]
    fields = ["summary", "text", "inspection"]

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        return [citations_section(record.citations.select_related("document"))]
