"""The filters of the admin's lists. Each offers only what the person may see, and takes
only what it offers."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from recommendations.choices import Brag
from recommendations.models import (
    ActionPlan,
    Agency,
    Authority,
    Framework,
    Inspection,
    Theme,
)
from recommendations.reports.figures import ACTIONS, IMPACT_DUE, REVIEW_DUE, Figure
from recommendations.reports.progress import is_answered


class ChosenFilter(admin.SimpleListFilter):
    """A filter that takes only the values it offers; any other is refused. `quick` are
    those that are asked for every day: each is a link of its own above the list."""

    quick: tuple[str, ...] = ()
    parameter_name: str

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        if value not in {str(code) for code, _ in self.lookup_choices}:
            raise IncorrectLookupParameters(f"{self.parameter_name}={value}")
        return self.narrow(request, queryset, value)

    def narrow(self, request: HttpRequest, rows: Any, value: str) -> QuerySet[Any]:
        raise NotImplementedError


class CodeListFilter(ChosenFilter):
    """One of the model's own coded fields, named by `parameter_name`."""

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, str]]:
        field: Any = model_admin.opts.get_field(self.parameter_name)
        return [(code, str(label)) for code, label in field.flatchoices if code]

    def narrow(self, request: HttpRequest, rows: Any, value: str) -> QuerySet[Any]:
        return rows.filter(**{self.parameter_name: value})


def coded(name: str, title: str = "") -> type[CodeListFilter]:
    """The filter by a coded field."""
    words = {"parameter_name": name, "title": title or name}
    return type("CodeFilterOf", (CodeListFilter,), words)


class KindFilter(CodeListFilter):
    """Leaves out what was only reported until it is asked for: it does not count."""

    title = "kind"
    parameter_name = "kind"

    def choices(self, changelist: Any) -> Any:
        of_the_report, *others = super().choices(changelist)
        return [{**of_the_report, "display": "All in the report"}, *others]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        if not self.value():
            counted: QuerySet[Any] = queryset.counted()
            return counted
        return super().queryset(request, queryset)


class ArchivedListFilter(ChosenFilter):
    """Leaves out what is archived until it is asked for, and then shows only that."""

    title = "archive"
    parameter_name = "archived"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, str]]:
        return [("true", "Archived")]

    def choices(self, changelist: Any) -> Any:
        current, *others = super().choices(changelist)
        return [{**current, "display": "Current"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        return super().queryset(request, queryset)

    def narrow(self, request: HttpRequest, rows: Any, value: str) -> QuerySet[Any]:
        archived: QuerySet[Any] = rows.archived()
        return archived


class BeforeTrackerFilter(ChosenFilter):
    title = "where it was completed"
    parameter_name = "claimed_before_tracker"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, str]]:
        return [("true", "Before the tracker"), ("false", "In the tracker, or not yet")]

    def narrow(self, request: HttpRequest, rows: Any, value: str) -> QuerySet[Any]:
        return rows.filter(claimed_before_tracker=value == "true")


class RelatedFilter(ChosenFilter):
    """Rows tied to a record that the person may see. `path` leads to it from the row
    and `key` is what people call it by."""

    model: type[Any]
    key = "code"
    path: str

    def offered(self, request: HttpRequest) -> Iterable[Any]:
        return self.model.objects.visible_to(request.user)

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, str]]:
        return [(getattr(row, self.key), str(row)) for row in self.offered(request)]

    def narrow(self, request: HttpRequest, rows: Any, value: str) -> QuerySet[Any]:
        return rows.filter(**{f"{self.path}__{self.key}": value})


def along(path: str, chosen: type[RelatedFilter]) -> type[RelatedFilter]:
    """The filter for rows that reach the record by another path."""
    return type(chosen.__name__, (chosen,), {"path": path})


class AuthorityFilter(RelatedFilter):
    title = "authority"
    parameter_name = "authority"
    model = Authority
    path = "authority"

    def has_output(self) -> bool:
        """Most people have one authority, and nothing to choose from."""
        return len(self.lookup_choices) > 1 or bool(self.value())


class AgencyFilter(RelatedFilter):
    """Rows of an agency: an owner's, or those the queryset ties to an agency."""

    title = "agency"
    parameter_name = "agency"
    model = Agency
    path = "agency"


class AnyPartAgencyFilter(AgencyFilter):
    """Owned by the agency or with its part in it, as the queryset says."""

    def narrow(self, request: HttpRequest, rows: Any, value: str) -> QuerySet[Any]:
        return rows.for_agency(value)


class PlanFilter(RelatedFilter):
    title = "plan"
    parameter_name = "plan"
    model = ActionPlan
    key = "reference"
    path = "plan"


class InspectionFilter(RelatedFilter):
    title = "inspection"
    parameter_name = "inspection"
    model = Inspection
    key = "reference"
    path = "inspection"


class FrameworkFilter(RelatedFilter):
    title = "framework"
    parameter_name = "framework"
    model = Framework
    path = "framework"

    def offered(self, request: HttpRequest) -> Iterable[Any]:
        """Frameworks that this person's inspections were held under."""
        visible = Inspection.objects.visible_to(request.user)
        return Framework.objects.filter(pk__in=visible.order_by().values("framework"))


class AnsweredFrameworkFilter(FrameworkFilter):
    def narrow(self, request: HttpRequest, rows: Any, value: str) -> QuerySet[Any]:
        return rows.for_recommendation(inspection__framework__code=value)


class ThemeFilter(RelatedFilter):
    title = "theme"
    parameter_name = "theme"
    model = Theme
    path = "themes"


class AnsweredThemeFilter(ThemeFilter):
    def narrow(self, request: HttpRequest, rows: Any, value: str) -> QuerySet[Any]:
        return rows.for_recommendation(themes__code=value)


class FigureFilter(ChosenFilter):
    """What figures count, as lists."""

    figures: tuple[Figure, ...]

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, str]]:
        return [
            (figure.admin[self.parameter_name], figure.label) for figure in self.figures
        ]

    def narrow(self, request: HttpRequest, rows: Any, value: str) -> QuerySet[Any]:
        figure = next(
            candidate for candidate in self.figures if value in candidate.admin.values()
        )
        narrowed: QuerySet[Any] = figure.of(rows, on=timezone.localdate())
        return narrowed


class ShowFilter(FigureFilter):
    title = "show"
    parameter_name = "show"
    figures = ACTIONS
    quick = ("open", "overdue", "due_30", "awaiting_check")


class DueFilter(FigureFilter):
    title = "due"
    parameter_name = "due"
    figures = (IMPACT_DUE,)


class ReviewFilter(FigureFilter):
    title = "review"
    parameter_name = "review"
    figures = (REVIEW_DUE,)


class BragFilter(ChosenFilter):
    """By the rating in force: a person's, or else the suggested one."""

    title = "BRAG"
    parameter_name = "brag"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, str]]:
        return [(code, str(label)) for code, label in Brag.choices]

    def narrow(self, request: HttpRequest, rows: Any, value: str) -> QuerySet[Any]:
        return rows.filter(brag_in_force=value)


class WhoseFilter(ChosenFilter):
    """The signed-in person's own: as owner, or as the owner's deputy."""

    title = "whose"
    parameter_name = "whose"
    quick = ("mine",)

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, str]]:
        return [("mine", "Mine")]

    def narrow(self, request: HttpRequest, rows: Any, value: str) -> QuerySet[Any]:
        return rows.carried_by(request.user)


class AnsweredFilter(ChosenFilter):
    """Recommendations with and without an action that the person may see."""

    title = "actions"
    parameter_name = "has_actions"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, str]]:
        return [("yes", "Has an action"), ("no", "Has no action")]

    def narrow(self, request: HttpRequest, rows: Any, value: str) -> QuerySet[Any]:
        answered = is_answered(rows, request.user)
        return rows.filter(answered if value == "yes" else ~answered)
