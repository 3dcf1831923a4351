"""The filters of actions, of the summary over them, and of their updates and plans."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django_filters import rest_framework as filters

from recommendations.api.filters.base import (
    ArchivedFilter,
    AsOfFilter,
    BooleanFilter,
    CodeFilter,
    InstantFilter,
    StrictFilterSet,
    found_by,
    yes_or_no,
)
from recommendations.choices import (
    ActionStatus,
    Brag,
    PlanStatus,
    RecommendationKind,
)
from recommendations.models import ActionEvidence, Evidence, Framework, Theme
from recommendations.models.actions import ActionItemQuerySet
from recommendations.models.plans import ActionPlanQuerySet
from recommendations.reports.figures import ACTIONS

Actions = ActionItemQuerySet


class ActionFilters(StrictFilterSet):
    search_in = ("reference", "title", "detail")
    days = ("due_on",)
    figures = ACTIONS

    status = filters.MultipleChoiceFilter(choices=ActionStatus.choices)
    owner = filters.CharFilter(
        method="filter_owner", label="A reference, or “me”: own and deputised."
    )
    agency = filters.CharFilter(
        method=found_by("for_agency"),
        label="The code of an owning or contributing agency.",
    )
    plan = filters.CharFilter(field_name="plan__reference")
    authority = filters.CharFilter(field_name="authority__code")
    recommendation = filters.CharFilter(
        method=found_by("for_recommendation", "reference")
    )
    inspection = filters.CharFilter(
        method=found_by("for_recommendation", "inspection__reference")
    )
    framework = CodeFilter(
        method=found_by("for_recommendation", "inspection__framework"),
        queryset=Framework.objects.all(),
    )
    theme = CodeFilter(method=found_by("for_theme"), queryset=Theme.objects.all())
    kind = filters.ChoiceFilter(
        method=found_by("for_recommendation", "kind"),
        choices=RecommendationKind.choices,
        label="Of the recommendations answered.",
    )
    has_evidence = BooleanFilter(
        method="filter_has_evidence", label="Neither archived nor expired."
    )
    claimed_before_tracker = BooleanFilter(
        field_name="claimed_before_tracker",
        label="It was complete when it was imported from a spreadsheet.",
    )
    brag = filters.ChoiceFilter(method="filter_brag", choices=Brag.choices)
    updated_since = InstantFilter(
        field_name="updated_at", lookup_expr="gte", label="An instant, ISO 8601."
    )
    archived = ArchivedFilter()
    as_of = AsOfFilter()

    def filter_owner(self, rows: Actions, name: str, value: str) -> Actions:
        if value == "me":
            return rows.carried_by(self.caller)
        return rows.filter(owner__reference=value)

    def filter_has_evidence(self, rows: Actions, name: str, value: bool) -> Actions:
        usable: Any = rows.beside(Evidence)
        proofs = rows.beside(ActionEvidence).filter(
            Exists(usable.usable(on=self.today).filter(id=OuterRef("evidence"))),
            action=OuterRef("id"),
        )
        return yes_or_no(rows, Q(Exists(proofs)), value)

    def filter_brag(self, rows: Actions, name: str, value: str) -> Actions:
        return rows.with_brag(on=self.today).filter(brag_in_force=value)


class UpdateFilters(StrictFilterSet):
    search_in = ("text", "next_steps")
    days = ("made_on",)

    action = filters.CharFilter(field_name="action__reference")
    plan = filters.CharFilter(field_name="action__plan__reference")
    authority = filters.CharFilter(field_name="action__authority__code")
    archived = ArchivedFilter()


class PlanFilters(StrictFilterSet):
    search_in = ("reference", "title")

    authority = filters.CharFilter(field_name="authority__code")
    inspection = filters.CharFilter(method="filter_inspection")
    status = filters.MultipleChoiceFilter(
        choices=PlanStatus.choices, method="filter_status"
    )

    # Both tell what only those may know who see the plan whole.
    def filter_status(
        self, rows: ActionPlanQuerySet, name: str, value: list[str]
    ) -> ActionPlanQuerySet:
        if not value:
            return rows
        return rows.filter(status__in=value, is_seen_whole=True)

    def filter_inspection(
        self, rows: ActionPlanQuerySet, name: str, value: str
    ) -> ActionPlanQuerySet:
        return rows.for_inspection(value).filter(is_seen_whole=True)
