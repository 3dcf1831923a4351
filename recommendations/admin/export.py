"""“Export CSV” on the lists: every row that the filters and the search leave, as the
person sees them. Mixed into every admin class of a record."""

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import (
    HttpRequest,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.text import slugify

from recommendations.reports.rows import cells, columns, with_related
from recommendations.reports.tables import CHUNK, csv_lines


class ExportMixin:
    """Goes before ModelAdmin. The file is at `export/` below the list, and takes the
    list's own parameters."""

    change_list_template: Any = "admin/export_change_list.html"

    def get_urls(self) -> list[URLPattern]:
        options = self.opts  # type: ignore[attr-defined]
        page = path(
            "export/",
            self.admin_site.admin_view(self.export_view),  # type: ignore[attr-defined]
            name=f"{options.app_label}_{options.model_name}_export",
        )
        return [page, *super().get_urls()]  # type: ignore[misc]

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        try:
            listed: Any = self.get_changelist_instance(request)  # type: ignore[attr-defined]
        except IncorrectLookupParameters:
            return HttpResponseRedirect("../?e=1")  # The list says what is wrong.
        day = timezone.localdate()
        rows = with_related(listed.queryset)
        table = (
            list(cells(row, on=day, hidden=self.hidden_fields(request, row)))  # type: ignore[attr-defined]
            for row in rows.iterator(chunk_size=CHUNK)
        )
        stem = slugify(listed.opts.verbose_name_plural)
        return StreamingHttpResponse(
            csv_lines(columns(rows.model), table),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{stem}-{day}.csv"'},
        )
