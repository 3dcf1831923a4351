"""Admin pages of recommendations and of the themes that they come back to."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from recommendations.admin.forms.inspections import RecommendationForm
from recommendations.admin.pages.base import ReadOnlyAdmin
from recommendations.admin.pages.record import RecordAdmin
from recommendations.admin.parts.display import status_badge
from recommendations.admin.parts.evidence_sections import overrides_section
from recommendations.admin.parts.filters import (
    AnsweredFilter,
    AnyPartAgencyFilter,
    ArchivedListFilter,
    FrameworkFilter,
    InspectionFilter,
    KindFilter,
    ReviewFilter,
    ThemeFilter,
    along,
    coded,
)
from recommendations.admin.parts.sections import (
    Section,
    actions_section,
    citations_section,
    list_url,
    recommendations_section,
)
from recommendations.admin.site import site
from recommendations.models import (
    ActionItem,
    Recommendation,
    RecommendationLink,
    Theme,
)
from recommendations.reports.progress import with_action_counts


@admin.register(Recommendation, site=site)
class RecommendationAdmin(RecordAdmin):
    record_form = RecommendationForm
    children = (("Add citation", "citation", "recommendation"),)
    related = ("inspection",)
    list_display = [
        "reference",
        "says",
        "inspection",
        "status_shown",
        "progress",
        "theme_names",
    ]
    list_filter = [
        coded("status"),
        ReviewFilter,
        InspectionFilter,
        along("inspection__framework", FrameworkFilter),
        AnsweredFilter,
        ThemeFilter,
        AnyPartAgencyFilter,
        KindFilter,
        coded("addressee", "addressed to"),
        ArchivedListFilter,
    ]
    search_fields = ["reference", "summary", "text", "note"]
    fields = [
        "reference",
        "inspection",
        "kind",
        "addressed_to",
        "summary",
        "text",
        "wording",
        "status_shown",
        "archived_at",
        "theme_bases",
        "agency_parts",
        "response",
        "response_reason",
        "responded_on",
        "response_approver",
        "review_on",
        "closed_on",
        "recheck_on",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        rows = with_action_counts(rows, ActionItem.objects.visible_to(request.user))
        return rows.prefetch_related("theme_links__theme", "agency_parts__agency")

    @admin.display(description="recommendation")
    def says(self, recommendation: Recommendation) -> str:
        return recommendation.summary or recommendation.text

    @admin.display(description="status", ordering="status")
    def status_shown(self, recommendation: Recommendation) -> str:
        label = str(recommendation.get_status_display())
        return status_badge(recommendation.status, label)

    @admin.display(description="actions", ordering="action_count")
    def progress(self, recommendation: Any) -> str:
        if not recommendation.action_count:
            return "None"
        return f"{recommendation.done_count} of {recommendation.action_count} done"

    @admin.display(description="themes")
    def theme_names(self, recommendation: Recommendation) -> str:
        return ", ".join(str(link.theme) for link in recommendation.theme_links.all())

    @admin.display(description="themes")
    def theme_bases(self, recommendation: Recommendation) -> str:
        links = recommendation.theme_links.all()
        return "\n".join(str(link) for link in links) or "None yet"

    @admin.display(description="agencies")
    def agency_parts(self, recommendation: Recommendation) -> str:
        links = recommendation.agency_parts.all()
        return "\n".join(str(link) for link in links) or "None named"

    @admin.display(description="addressed to")
    def addressed_to(self, recommendation: Recommendation) -> str:
        kind = str(recommendation.get_addressee_display())
        name = recommendation.addressee_name
        return f"{kind}: {name}" if name else kind

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        visible = Recommendation.objects.visible_to(request.user).select_related(
            "inspection"
        )
        others = Prefetch("earlier", visible), Prefetch("later", visible)
        both_visible = {"later__in": visible, "earlier__in": visible}
        links = RecommendationLink.objects.filter(**both_visible).prefetch_related(
            *others
        )
        actions = ActionItem.objects.visible_to(request.user)
        answers = actions.filter(recommendations=record)
        return [
            actions_section("Actions", answers, on=timezone.localdate()),
            *overrides_section(record),
            citations_section(record.citations.select_related("document")),
            Section(
                "Earlier recommendations linked to this one",
                "links_back",
                list(links.filter(later=record)),
                empty="None linked.",
            ),
            Section(
                "Later recommendations linked to this one",
                "links_forward",
                list(links.filter(earlier=record)),
                empty="None linked.",
            ),
        ]


@admin.register(Theme, site=site)
class ThemeAdmin(ReadOnlyAdmin):
    list_display = ["label", "code", "group"]
    search_fields = ["code", "label"]
    fields = ["label", "code", "group"]

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        visible = Recommendation.objects.visible_to(request.user)
        return [
            recommendations_section(
                "Recommendations on this theme",
                visible.counted().filter(themes=record),
                more=list_url("recommendation", theme=record.code),
            )
        ]
