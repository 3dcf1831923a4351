"""The filters of evidence and of changes of due dates."""

from django.db.models import Exists, OuterRef
from django_filters import rest_framework as filters

from recommendations.api.filters.base import (
    ArchivedFilter,
    BooleanFilter,
    DateFilter,
    StrictFilterSet,
)
from recommendations.choices import DateDecision, EvidenceForm, EvidenceOf
from recommendations.models import ActionEvidence, ActionItem
from recommendations.models.evidence import EvidenceQuerySet


class EvidenceFilters(StrictFilterSet):
    search_in = ("title", "note", "file_name")

    action = filters.CharFilter(method="filter_action")
    plan = filters.CharFilter(method="filter_plan")
    authority = filters.CharFilter(field_name="authority__code")
    form = filters.ChoiceFilter(choices=EvidenceForm.choices)
    proves = filters.ChoiceFilter(choices=EvidenceOf.choices)
    expires_before = DateFilter(
        field_name="expires_on", lookup_expr="lte", label="Inclusive."
    )
    archived = ArchivedFilter()

    def filter_action(
        self, rows: EvidenceQuerySet, name: str, value: str
    ) -> EvidenceQuerySet:
        return self._by_visible_actions(rows, reference=value)

    def filter_plan(
        self, rows: EvidenceQuerySet, name: str, value: str
    ) -> EvidenceQuerySet:
        return self._by_visible_actions(rows, plan__reference=value)

    def _by_visible_actions(
        self, rows: EvidenceQuerySet, **of_action: str
    ) -> EvidenceQuerySet:
        """By actions that the caller may see: a filter tells nothing of others."""
        visible = ActionItem.objects.visible_to(self.caller).filter(**of_action)
        links = ActionEvidence.objects.filter(
            evidence=OuterRef("pk"), action__in=visible.order_by().values("pk")
        )
        return rows.filter(Exists(links))


class DueDateChangeFilters(StrictFilterSet):
    search_in = ("reason", "message")
    days = ("requested_on",)

    action = filters.CharFilter(field_name="action__reference")
    plan = filters.CharFilter(field_name="action__plan__reference")
    authority = filters.CharFilter(field_name="action__authority__code")
    decision = filters.MultipleChoiceFilter(choices=DateDecision.choices)
    self_approved = BooleanFilter(field_name="is_self_approved")
    archived = ArchivedFilter()
