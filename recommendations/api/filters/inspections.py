"""The filters of the inspectors' side and of the people: what came in, from whom."""

from typing import Any

from django.db.models import Exists, OuterRef
from django_filters import rest_framework as filters

from recommendations.api.filters.base import (
    ArchivedFilter,
    AsOfFilter,
    BooleanFilter,
    CodeFilter,
    StrictFilterSet,
    found_by,
    yes_or_no,
)
from recommendations.choices import (
    Addressee,
    AgencyKind,
    DocumentKind,
    Grade,
    InspectionStatus,
    Known,
    Outcome,
    RecommendationKind,
    RecommendationStatus,
)
from recommendations.models import (
    Framework,
    Inspectorate,
    RecommendationTheme,
    Theme,
)
from recommendations.models.people import OwnerQuerySet
from recommendations.models.recommendations import RecommendationQuerySet
from recommendations.reports.figures import REVIEW_DUE
from recommendations.reports.progress import is_answered


class AuthorityFilters(StrictFilterSet):
    search_in = ("code", "name")

    region = filters.CharFilter(field_name="region")


class AgencyFilters(StrictFilterSet):
    search_in = ("code", "name", "alias")

    authority = filters.CharFilter(field_name="authorities__code")
    kind = filters.ChoiceFilter(choices=AgencyKind.choices)


class OwnerFilters(StrictFilterSet):
    search_in = ("reference", "post_title")

    authority = filters.CharFilter(field_name="authority__code")
    agency = filters.CharFilter(field_name="agency__code")
    active = BooleanFilter(method="filter_active")

    def filter_active(
        self, rows: OwnerQuerySet, name: str, value: bool
    ) -> OwnerQuerySet:
        active = rows.active(on=self.today)
        if value:
            return active
        return rows.exclude(pk__in=active.order_by().values("pk"))


class CodedFilters(StrictFilterSet):
    search_in = ("code", "name")


class ThemeFilters(StrictFilterSet):
    search_in = ("code", "label")

    group = filters.CharFilter(field_name="group")


class DocumentFilters(StrictFilterSet):
    search_in = ("title", "publisher")
    days = ("published_on",)

    authority = filters.CharFilter(field_name="authority__code")
    kind = filters.ChoiceFilter(choices=DocumentKind.choices)
    archived = ArchivedFilter()


class InspectionFilters(StrictFilterSet):
    search_in = ("reference", "focus", "note")
    days = ("published_on",)

    authority = filters.CharFilter(field_name="authority__code")
    framework = CodeFilter(queryset=Framework.objects.all())
    inspectorate = CodeFilter(
        field_name="inspectorates", queryset=Inspectorate.objects.all()
    )
    status = filters.ChoiceFilter(choices=InspectionStatus.choices)
    recommendations_known = filters.ChoiceFilter(choices=Known.choices)
    archived = ArchivedFilter()


class OfInspectionFilters(StrictFilterSet):
    inspection = filters.CharFilter(field_name="inspection__reference")
    authority = filters.CharFilter(field_name="inspection__authority__code")
    framework = CodeFilter(
        field_name="inspection__framework", queryset=Framework.objects.all()
    )


class JudgementFilters(OfInspectionFilters):
    search_in = ("area",)

    outcome = filters.ChoiceFilter(choices=Outcome.choices)
    grade = filters.ChoiceFilter(choices=Grade.choices)
    archived = ArchivedFilter()


class StrengthFilters(OfInspectionFilters):
    search_in = ("summary", "text")

    archived = ArchivedFilter()


class CitationFilters(StrictFilterSet):
    search_in = ("quote", "note", "external_source")

    document = filters.UUIDFilter(field_name="document__id")
    inspection = filters.CharFilter(field_name="inspection__reference")
    judgement = filters.UUIDFilter(field_name="judgement__id")
    recommendation = filters.CharFilter(field_name="recommendation__reference")
    strength = filters.UUIDFilter(field_name="strength__id")
    external = BooleanFilter(field_name="document", lookup_expr="isnull")
    verified = BooleanFilter(field_name="is_verified")
    archived = ArchivedFilter()


class RecommendationFilters(OfInspectionFilters):
    search_in = ("reference", "summary", "text", "note")
    figures = (REVIEW_DUE,)

    agency = filters.CharFilter(
        method=found_by("for_agency"),
        label="The code of a leading or contributing agency.",
    )
    kind = filters.ChoiceFilter(
        choices=RecommendationKind.choices,
        label="`reported` lists what the report itself does not; no other list has it.",
    )
    status = filters.MultipleChoiceFilter(choices=RecommendationStatus.choices)
    theme = CodeFilter(method="filter_theme", queryset=Theme.objects.all())
    addressee = filters.ChoiceFilter(choices=Addressee.choices)
    has_actions = BooleanFilter(
        method="filter_has_actions", label="Actions that the caller may see."
    )
    archived = ArchivedFilter()
    as_of = AsOfFilter()

    def filter_queryset(self, queryset: RecommendationQuerySet) -> Any:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data["kind"] else rows.counted()

    def filter_theme(
        self, rows: RecommendationQuerySet, name: str, value: Theme
    ) -> RecommendationQuerySet:
        about = rows.beside(RecommendationTheme).filter(
            theme=value, recommendation=OuterRef("id")
        )
        return rows.filter(Exists(about))

    def filter_has_actions(
        self, rows: RecommendationQuerySet, name: str, value: bool
    ) -> RecommendationQuerySet:
        return yes_or_no(rows, is_answered(rows, self.caller), value)
