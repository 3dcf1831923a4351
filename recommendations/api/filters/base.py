"""How every list is filtered: known parameters only, each given once and well formed,
else 400 that names it. References that the caller may not see just match nothing."""

import re
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField
from django_filters.utils import translate_validation
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BrowsableAPIRenderer
from rest_framework.request import Request

from recommendations.api.pagination import PARAMETERS
from recommendations.models.trail import Caller
from recommendations.reports.figures import Figure

_LONGEST_SEARCH = 200

Rows = TypeVar("Rows", bound=models.QuerySet[Any])


class _TrueOrFalse(forms.Field):
    def to_python(self, value: Any) -> bool | None:
        if value in (None, ""):
            return None
        if value not in ("true", "false"):
            raise forms.ValidationError("Use true or false.")
        return value == "true"


class IsoDate(forms.DateField):
    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)
        self.error_messages["invalid"] = "Use a date such as 2026-11-30."

    def to_python(self, value: Any) -> Any:
        # strptime also takes 2026-1-5; an ISO date has ten characters.
        if isinstance(value, str) and value and len(value.strip()) != 10:
            raise forms.ValidationError(self.error_messages["invalid"])
        return super().to_python(value)


class DayGoneBy(IsoDate):
    """Today or before it, and no older than any trail."""

    def to_python(self, value: Any) -> Any:
        day = super().to_python(value)
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError("This day is in the future.")
        if day is not None and day.year < 1900:
            raise forms.ValidationError("Use a day from 1900 on.")
        return day


class _Instant(IsoDateTimeField):
    def to_python(self, value: Any) -> Any:
        instant = super().to_python(value)
        # At the very ends of the calendar an instant has no equal in another zone.
        if instant is not None and not 1900 <= instant.year <= 9998:
            raise forms.ValidationError("Use a year from 1900 to 9998.")
        return instant


class _Days(forms.IntegerField):
    def to_python(self, value: Any) -> Any:
        if value not in (None, "") and not re.fullmatch("[0-9]{1,9}", str(value)):
            raise forms.ValidationError("Use a whole number of days.")
        return super().to_python(value)


class InstantFilter(filters.IsoDateTimeFilter):
    field_class = _Instant


class BooleanFilter(filters.BooleanFilter):
    field_class = _TrueOrFalse

    def __init__(self, *args: Any, **options: Any) -> None:
        # The usual widget would make a boolean of the text, and of other texts too.
        super().__init__(*args, widget=forms.TextInput, **options)


class ArchivedFilter(BooleanFilter):
    """Rows come as the current ones; `true` asks for the archived ones alone."""

    def __init__(self) -> None:
        super().__init__(label="`true` lists archived records, and only those.")

    def filter(self, qs: Any, value: bool | None) -> Any:
        return qs.archived() if value else qs


class DateFilter(filters.DateFilter):
    field_class = IsoDate


class AsOfFilter(DateFilter):
    """Makes `as_of` known. The view has asked for the rows of that day before any
    filter sees them."""

    field_class = DayGoneBy

    def __init__(self) -> None:
        super().__init__(label="As it stood at the end of that day.")

    def filter(self, qs: Rows, value: date | None) -> Rows:
        return qs


class DaysFilter(filters.NumberFilter):
    """A whole number of days, 0 to ten years."""

    field_class = _Days

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=3650, **options)


class CodeFilter(filters.ModelChoiceFilter):
    """Reference data that everybody sees, by its code; an unknown code is 400."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            to_field_name="code",
            error_messages={"invalid_choice": "There is no such code."},
            **options,
        )


def found_by(method: str, path: str = "") -> Any:
    """The `method` of a filter that the rows themselves know: their own queryset's, of
    the value, or of the condition that `path` leads to."""

    # The schema tells a value by its type here: a code, where it is a record's.
    def narrow(rows: Any, name: str, value: str) -> Any:
        find = getattr(rows, method)
        return find(**{path: value}) if path else find(value)

    return narrow


class StrictFilterSet(filters.FilterSet):
    """`search_in` names the fields that `search` looks into; every word must occur.
    `days` are columns that are asked for from a day on or up to it: `made_on` by
    `made_after` and `made_before`, that day with them. `figures` become filters by
    their name in REST. `today` is the day on which late, due soon, stale and BRAG are
    reckoned."""

    search_in: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()

    @classmethod
    def get_filters(cls) -> Any:
        own_filters: dict[str, filters.Filter] = {}
        if cls.search_in:
            own_filters["search"] = filters.CharFilter(method="filter_search")
        for column in cls.days:
            for end, lookup in (("after", "gte"), ("before", "lte")):
                own_filters[f"{column.removesuffix('on')}{end}"] = DateFilter(
                    field_name=column, lookup_expr=lookup, label="Inclusive."
                )
        for figure in cls.figures:
            kind, method = BooleanFilter, "filter_switch"
            if figure.days:
                kind, method = DaysFilter, "filter_days"
            (name,) = figure.rest
            label = figure.hint.format(days="so many")
            own_filters[name] = kind(field_name=name, method=method, label=label)
        return own_filters | super().get_filters()

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    @property
    def caller(self) -> Caller:
        return self.request.user

    def filter_switch(self, rows: Rows, name: str, value: bool) -> Rows:
        return yes_or_no(rows, self._figure(name).where(rows, on=self.today), value)

    def filter_days(self, rows: Rows, name: str, value: int) -> Rows:
        days = int(value)
        return rows.filter(self._figure(name).where(rows, on=self.today, days=days))

    def _figure(self, name: str) -> Figure:
        return next(figure for figure in self.figures if name in figure.rest)

    def filter_search(
        self, rows: models.QuerySet[Any], name: str, value: str
    ) -> models.QuerySet[Any]:
        if len(value) > _LONGEST_SEARCH:
            message = f"Use at most {_LONGEST_SEARCH} characters."
            raise ValidationError({"search": [message]})
        for word in value.split():
            matches = Q()
            for field in self.search_in:
                matches |= Q(**{f"{field}__icontains": word})
            rows = rows.filter(matches)
        return rows


def yes_or_no(rows: Rows, condition: Q, value: bool) -> Rows:
    """Rows that meet the condition, or those that do not, empty values among them."""
    if value:
        return rows.filter(condition)
    # Not `exclude`: a condition on an empty value is neither true nor false.
    return rows.filter(Case(When(condition, then=Value(False)), default=Value(True)))


class StrictFilterBackend(filters.DjangoFilterBackend):
    def get_filterset_kwargs(
        self, request: Request, queryset: models.QuerySet[Any], view: Any
    ) -> dict[str, Any]:
        kwargs = super().get_filterset_kwargs(request, queryset, view)
        return {**kwargs, "today": view.today}

    def filter_queryset(
        self, request: Request, queryset: models.QuerySet[Any], view: Any
    ) -> models.QuerySet[Any]:
        filterset = self.get_filterset(request, queryset, view)
        known = set(filterset.filters) if filterset is not None else set()
        repeatable = {
            name
            for name, parameter in (filterset.filters.items() if filterset else ())
            if isinstance(parameter, filters.MultipleChoiceFilter)
        }
        pages = PARAMETERS if view.pagination_class else {"format"}
        check_parameters(request, known | pages, repeatable)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise translate_validation(filterset.errors)
        rows: models.QuerySet[Any] = filterset.qs
        return rows


def check_parameters(
    request: Request,
    known: AbstractSet[str],
    repeatable: AbstractSet[str] = frozenset(),
) -> None:
    """Refuse parameters that do not exist, are empty, or are given twice where one
    counts. The form of the browsable pages sends what is not filled in as empty."""
    is_page = isinstance(request.accepted_renderer, BrowsableAPIRenderer)
    errors = {}
    for name, values in request.query_params.lists():
        if name not in known:
            names = ", ".join(sorted(known))
            errors[name] = [f"Unknown parameter. This list knows: {names}."]
        elif len(values) > 1 and name not in repeatable:
            errors[name] = ["Given more than once."]
        elif "" in values and not is_page:
            errors[name] = ["Give a value, or leave the parameter out."]
    if errors:
        raise ValidationError(errors)
