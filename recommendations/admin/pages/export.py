"""“Export CSV” and “Export XLSX” on the lists: every row that the filters and the
search leave, as the person sees them. Mixed into every admin class of a record."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import slugify

from recommendations.reports.exports import FORMS, Listing
from recommendations.reports.rows import cells, columns, with_related
from recommendations.reports.tables import CHUNK


class ExportMixin(admin.ModelAdmin):
    """The files are at `export/` and `export/xlsx/` below the
    list, and take the list's own parameters."""

    change_list_template = "admin/export_change_list.html"

    def hidden_fields(self, request: HttpRequest, record: Any) -> frozenset[str]:
        """What the person may not see of the record."""
        return frozenset()

    def get_urls(self) -> list[URLPattern]:
        options = self.opts
        name = f"{options.app_label}_{options.model_name}_export"
        view = self.admin_site.admin_view(self.export_view)
        return [
            path("export/", view, {"form": "csv"}, name=name),
            path("export/xlsx/", view, {"form": "xlsx"}, name=f"{name}_xlsx"),
            *super().get_urls(),
        ]

    def export_view(self, request: HttpRequest, form: str) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            listed: Any = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            options = self.opts
            page = f"admin:{options.app_label}_{options.model_name}_changelist"
            # The list says what is wrong.
            return HttpResponseRedirect(reverse(page, query={"e": "1"}))
        day = timezone.localdate()
        rows = with_related(listed.queryset)
        table = (
            list(cells(row, on=day, hidden=self.hidden_fields(request, row)))
            for row in rows.iterator(chunk_size=CHUNK)
        )
        listing = Listing(
            kind=rows.model,
            stem=slugify(listed.opts.verbose_name_plural),
            day=day,
            columns=columns(rows.model),
            rows=table,
        )
        return FORMS[form](listing)
