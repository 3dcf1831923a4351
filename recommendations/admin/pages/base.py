"""The base of every admin class here: records are read in the person's own scope, and
nobody writes them by form. Permissions come from membership alone."""

import re
from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from recommendations.admin.pages.export import ExportMixin
from recommendations.admin.pages.timeline import TimelineMixin
from recommendations.admin.parts.filter_bar import FilterBar
from recommendations.admin.parts.sections import Section
from recommendations.models.archiving import ArchivableQuerySet
from recommendations.models.keys import InOrder, UpperKey

LONGEST_SEARCH = 200


class RecordList(ChangeList):
    """The page of a list. Its columns of references are put in order as such."""

    model_admin: "MemberAdmin"
    _filters: Any = None

    def get_filters(self, request: HttpRequest) -> Any:
        """Asked again for the rows on which a verb was chosen."""
        if self._filters is None:
            self._filters = super().get_filters(request)
        return self._filters

    @property
    def filter_bar(self) -> FilterBar:
        return FilterBar.of(self)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = self.model_admin.listed(self.result_list)

    def get_ordering_field(self, field_name: Any) -> Any:
        name = super().get_ordering_field(field_name)
        columns = {field.name: field for field in self.lookup_opts.concrete_fields}
        column = columns.get(name) if isinstance(name, str) else None
        if isinstance(column, UpperKey):
            return InOrder(column.name, digits=column.digits)
        return name


class MemberAdmin(admin.ModelAdmin):
    """What all our lists share. The site lets only members and superusers come here,
    so that a page asks only what this person may do with this kind of record."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False
    actions = None

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        return RecordList

    def listed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of one page of the list, with what only the list shows of them."""
        return rows

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """The record, if the person may view this very one, else None: every page about
        one begins here. An archived record's own pages go on to answer."""
        rows: Any = self.get_queryset(request)
        if isinstance(rows, ArchivableQuerySet):
            rows = rows.with_archived()
        try:
            record = rows.filter(pk=object_id).first()
        except (ValidationError, ValueError):  # A key of a wrong shape is of nothing.
            return None
        return record if self.has_view_permission(request, record) else None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if len(search_term) > LONGEST_SEARCH:
            words = f"Search for at most {LONGEST_SEARCH} characters. Nothing is shown."
            self.message_user(request, words, messages.WARNING)
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def lookup_allowed(
        self, lookup: str, value: str, request: HttpRequest | None = None
    ) -> bool:
        """Only the filters we offer: any other could be used to guess at a field that
        the person may not see, letter by letter."""
        # Django hands it over, whatever its signature says.
        current_request: Any = request
        filters = self.get_list_filter(current_request)
        offered = {getattr(chosen, "parameter_name", None) for chosen in filters}
        date_lookups = {
            f"{self.date_hierarchy}__{part}" for part in ("year", "month", "day")
        }
        if self.date_hierarchy and lookup in date_lookups:
            # Python's own calendar ends with 9999, and a year needs the next one.
            return bool(re.fullmatch("[0-9]{1,4}", value)) and value != "9999"
        return lookup in offered


class ReadOnlyAdmin(ExportMixin, TimelineMixin, MemberAdmin):
    """A record that members read. `related` is fetched with each row; `sections` are
    the lists below the facts on a record's own page."""

    related: Sequence[str] = ()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_active

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Rows of the person's scope, each with what its page shows of others."""
        rows: Any = super().get_queryset(request)
        rows = rows.visible_to(request.user)
        return rows.select_related(*self.related) if self.related else rows

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leaves out what the person may not see, and what nobody has filled in."""
        hidden = self.hidden_fields(request, obj) if obj else frozenset()
        columns = {field.name for field in self.opts.concrete_fields}
        fieldsets = []
        for heading, options in super().get_fieldsets(request, obj):
            names = [
                name
                for name in options["fields"]
                if name not in hidden
                and (name not in columns or getattr(obj, name) not in (None, ""))
            ]
            if names:
                fieldsets.append((heading, {**options, "fields": names}))
        return fieldsets

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        return []

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Model | None = None,
    ) -> HttpResponse:
        if obj is not None:
            if "note" not in self.hidden_fields(request, obj):
                context["note"] = getattr(obj, "note", "")
            context["heading"] = self.heading(obj)
            context["sections"] = self.sections(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)
