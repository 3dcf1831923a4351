"""Admin pages of action plans. A member of one agency sees a plan's title and dates,
and those of its actions that are theirs."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from recommendations.admin.filters import AuthorityFilter, StatusFilter
from recommendations.admin.sections import (
    Section,
    actions_section,
    inspections_section,
    list_url,
    visible_actions,
)
from recommendations.admin.site import site
from recommendations.admin.verb_pages import VerbAdmin
from recommendations.admin.verbs import PLAN
from recommendations.models import ActionPlan, Inspection
from recommendations.models.plans import SEEN_BY_ALL


class PlanStatusFilter(StatusFilter):
    """Only over plans whose status the person may see."""

    def narrow(self, request: HttpRequest, rows: Any, value: str) -> QuerySet[Any]:
        return rows.filter(status=value, is_seen_whole=True)


@admin.register(ActionPlan, site=site)
class ActionPlanAdmin(VerbAdmin):
    verbs = PLAN
    related = ("authority",)
    list_display = ["reference", "title", "status_shown", "statutory_due_on", "notes"]
    list_filter = [PlanStatusFilter, AuthorityFilter]
    search_fields = ["reference", "title"]
    fields = [
        "reference",
        "title",
        "authority",
        "status",
        "statutory_due_on",
        "statutory_basis",
        "statutory_rule",
        "approved_on",
        "submitted_on",
        "closed_on",
        "stale_after_days",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        plans: Any = super().get_queryset(request)
        return plans.with_is_seen_whole(request.user)

    def hidden_fields(self, request: HttpRequest, record: Any) -> frozenset[str]:
        if record.is_seen_whole:
            return frozenset()
        names = {field.name for field in self.opts.concrete_fields}
        return frozenset(names - SEEN_BY_ALL)

    @admin.display(description="status")
    def status_shown(self, plan: Any) -> str:
        return plan.get_status_display() if plan.is_seen_whole else ""

    @admin.display(description="note")
    def notes(self, plan: Any) -> str:
        return plan.note if plan.is_seen_whole else ""

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        actions = actions_section(
            "Actions",
            visible_actions(request.user).filter(plan=record),
            on=timezone.localdate(),
            more=list_url("actionitem", plan=record.reference),
        )
        if not record.is_seen_whole:
            return [actions]
        inspections = Inspection.objects.visible_to(request.user)
        return [actions, inspections_section(inspections.filter(plans=record))]
