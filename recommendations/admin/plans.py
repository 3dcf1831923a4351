"""Admin pages of action plans. A member of one agency sees a plan's title and dates,
and those of its actions that are theirs."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from recommendations.admin.forms.plans import PlanForm
from recommendations.admin.pages.baseline import BaselineAdmin
from recommendations.admin.pages.record import RecordAdmin
from recommendations.admin.pages.spreadsheets import SpreadsheetAdmin
from recommendations.admin.parts.display import swatch
from recommendations.admin.parts.filters import AuthorityFilter, CodeListFilter
from recommendations.admin.parts.sections import (
    Section,
    actions_section,
    inspections_section,
    list_url,
)
from recommendations.admin.site import site
from recommendations.choices import GatePreset
from recommendations.models import ActionItem, ActionPlan, Inspection
from recommendations.models.plans import inner_fields

_GATES_IN_WORDS = frozenset({"preset", "independent_check", "impact_check"})


class PlanStatusFilter(CodeListFilter):
    """Only over plans whose status the person may see."""

    title = parameter_name = "status"

    def narrow(self, request: HttpRequest, rows: Any, value: str) -> QuerySet[Any]:
        return rows.filter(status=value, is_seen_whole=True)


@admin.register(ActionPlan, site=site)
class ActionPlanAdmin(BaselineAdmin, SpreadsheetAdmin, RecordAdmin):
    record_form = PlanForm
    children = (("Add action", "actionitem", "plan"),)
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
        "preset",
        "evidence_gate",
        "independent_check",
        "impact_check",
        "date_gate",
        "stale_after_days",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        plans: Any = super().get_queryset(request)
        return plans.with_is_seen_whole(request.user)

    def hidden_fields(self, request: HttpRequest, record: Any) -> frozenset[str]:
        if record.is_seen_whole:
            return frozenset()
        return inner_fields() | _GATES_IN_WORDS

    @admin.display(description="gates")
    def preset(self, plan: ActionPlan) -> str:
        named = plan.gate_preset
        return GatePreset(named).label if named in GatePreset.values else "Custom"

    @admin.display(description="submissions are checked")
    def independent_check(self, plan: ActionPlan) -> str:
        if plan.has_independent_check:
            return "By somebody who did not lead or submit the action"
        return "Not independently: submitting an action closes it"

    @admin.display(description="impact review")
    def impact_check(self, plan: ActionPlan) -> str:
        if not plan.impact_check_months:
            return "None"
        whose = plan.get_impact_check_for_display().lower()
        return f"After {plan.impact_check_months} months, for {whose}"

    @admin.display(description="status")
    def status_shown(self, plan: Any) -> str:
        return plan.get_status_display() if plan.is_seen_whole else ""

    @admin.display(description="note")
    def notes(self, plan: Any) -> str:
        return plan.note if plan.is_seen_whole else ""

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        actions = actions_section(
            "Actions",
            ActionItem.objects.visible_to(request.user).filter(plan=record),
            on=timezone.localdate(),
            more=list_url("actionitem", plan=record.reference),
        )
        if not record.is_seen_whole:
            return [actions]
        inspections = Inspection.objects.visible_to(request.user)
        ratings = [
            {**rating, "swatch": swatch(rating["colour"])}
            for rating in record.legend.values()
        ]
        legend = Section("BRAG ratings in this plan", "legend", ratings)
        return [actions, legend, inspections_section(inspections.filter(plans=record))]
