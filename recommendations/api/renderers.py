"""Lists as CSV or Excel (`?format=csv`, `?format=xlsx`): all rows that the filters
leave. The columns follow from the list's serializer, so that a table has what the JSON
has."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.http import StreamingHttpResponse
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from recommendations.api.pagination import (
    KeysetPagination,
    find_ordering,
    wants_count,
)
from recommendations.api.serializers.base import PreciseDateField
from recommendations.reports.exports import FORMS, XLSX_TYPE, Listing
from recommendations.reports.tables import CHUNK


class CsvRenderer(BaseRenderer):
    """Lets a caller ask for CSV. The file is made by the view, so that what comes here
    to be rendered is a problem, which is JSON whatever was asked for."""

    media_type = "text/csv"
    format = "csv"
    charset = None
    render_style = "binary"

    def render(
        self, data: Any, media_type: str | None = None, context: Any = None
    ) -> bytes:
        content: bytes = JSONRenderer().render(data)
        return content


class XlsxRenderer(CsvRenderer):
    media_type = XLSX_TYPE
    format = "xlsx"


class TableListMixin(ListModelMixin, GenericViewSet[Any]):
    """DRF's list, which may also be asked for as a file."""

    def get_renderers(self) -> list[BaseRenderer]:
        renderers: list[BaseRenderer] = super().get_renderers()
        if self.action == "list":
            renderers += [CsvRenderer(), XlsxRenderer()]
        return renderers

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        form = request.accepted_renderer.format
        if form in FORMS:
            return file_response(self, request, form)
        return super().list(request, *args, **kwargs)


def file_response(view: Any, request: Request, form: str) -> StreamingHttpResponse:
    """The view's list as a file, in its ordering and without pages."""
    _check_paging(request, view.paginator)
    rows = view.filter_queryset(view.get_queryset())
    name = request.query_params.get("ordering") or view.default_ordering
    ordering = find_ordering(name, view.orderings)
    descending = name.startswith("-")
    rows = rows.annotate(page_key=ordering.expression(descending=descending))
    sign = "-" if descending else ""
    rows = rows.order_by(f"{sign}page_key", f"{sign}id")
    serializer = view.get_serializer()
    cells = (
        list(cells_of(serializer, serializer.to_representation(row)))
        for row in rows.iterator(chunk_size=CHUNK)
    )
    listing = Listing(
        kind=view.queryset.model,
        stem=request.path_info.rstrip("/").rpartition("/v1/")[2].replace("/", "-"),
        day=view.today,
        columns=list(columns_of(serializer)),
        rows=cells,
    )
    return FORMS[form](listing)


def _check_paging(request: Request, paginator: KeysetPagination) -> None:
    """A file holds every row. What asks for a page must still be well formed."""
    paginator.get_page_size(request)
    wants_count(request)
    if request.query_params.get("cursor"):
        message = "A file holds all rows: leave the cursor out."
        raise ValidationError({"cursor": [message]})


def columns_of(
    serializer: serializers.Serializer[Any], stem: str = ""
) -> Iterable[str]:
    """Flat names: a related record is `plan` (its key) and `plan_title`, and a list
    of related records one column of keys."""
    for place, (name, field) in enumerate(serializer.fields.items()):
        if isinstance(field, serializers.Serializer):
            yield from columns_of(field, _column(stem, name, is_key=False))
        else:
            yield _column(stem, name, is_key=place == 0)


def cells_of(serializer: serializers.Serializer[Any], row: Any) -> Iterator[Any]:
    """The cells of a row as the serializer gave it, in the order of the columns."""
    for name, field in serializer.fields.items():
        value = row[name] if row is not None else None
        if isinstance(field, serializers.Serializer):
            yield from cells_of(field, value)
        elif isinstance(field, serializers.ListSerializer):
            yield [_key(item) for item in value or ()]
        else:
            yield _typed(field, value)


def _typed(field: serializers.Field, value: Any) -> Any:
    """Dates as dates, which serializers tell as text. One of which only the month or
    the year is known stays text."""
    if not isinstance(value, str):
        return value
    if isinstance(field, serializers.DateTimeField):
        return datetime.fromisoformat(value)
    is_day = isinstance(field, serializers.DateField | PreciseDateField)
    return date.fromisoformat(value) if is_day and len(value) == 10 else value


def _column(stem: str, name: str, *, is_key: bool) -> str:
    if not stem:
        return name
    return stem if is_key else f"{stem}_{name}"


def _key(related: Any) -> Any:
    """People's key of a related record comes first in each serializer."""
    return next(iter(related.values()))
