"""Keyset pages: a page costs the same wherever it stands in the list, and no row is
lost or doubled when others come and go meanwhile."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db import models
from django.db.models import F, Q
from django.http import QueryDict
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from recommendations.models.keys import InOrder, UpperKey
from recommendations.models.rules import Last

DEFAULT_SIZE = 50
MAX_SIZE = 200
# Neither changes which rows the list holds, nor their order.
_NOT_IN_FINGERPRINT = {"cursor", "page_size", "count", "format"}
PARAMETERS = {"cursor", "page_size", "count", "ordering", "format"}
_SALT = "recommendations.pages"


@dataclass(frozen=True)
class Ordering:
    """A column to order by. One that may be empty is a date: empty ones come last. One
    with `digits` is a reference, which is ordered by prefix, then number."""

    field: str
    may_be_empty: bool = False
    digits: int = 0

    def expression(self, *, descending: bool) -> models.Expression | F:
        if self.digits:
            return InOrder(self.field, digits=self.digits)
        if self.may_be_empty:
            return Last(self.field, descending=descending)
        return F(self.field)


BY_REFERENCE = Ordering("reference", digits=UpperKey.digits)


@dataclass(frozen=True)
class _Cursor:
    """Where a page ends: the key and the record of its last row, and which way on."""

    key: str
    id: str
    is_backward: bool


class KeysetPagination(BasePagination):
    """`next` and `previous` are links with a signed cursor, bound to the filters and
    the ordering of the list. The view's `orderings` names what one may order by."""

    def paginate_queryset(
        self, queryset: Any, request: Request, view: Any = None
    ) -> list[Any]:
        self.request = request
        size = self.get_page_size(request)
        self.count = queryset.order_by().count() if wants_count(request) else None
        name = request.query_params.get("ordering") or view.default_ordering
        cursor = self._read_cursor(request)
        descending = name.startswith("-")
        ordering = find_ordering(name, view.orderings)
        rows = queryset.annotate(page_key=ordering.expression(descending=descending))
        if cursor is not None:
            descending ^= cursor.is_backward
            rows = rows.filter(self._beyond(rows, cursor, descending=descending))
        sign = "-" if descending else ""
        page = list(rows.order_by(f"{sign}page_key", f"{sign}id")[: size + 1])
        has_more = len(page) > size
        page = page[:size]
        is_backward = cursor is not None and cursor.is_backward
        if is_backward:
            page.reverse()
        self._links(page, request, cursor, has_more=has_more, is_backward=is_backward)
        return page

    def get_page_size(self, request: Request) -> int:
        text = request.query_params.get("page_size", str(DEFAULT_SIZE))
        if not text.isascii() or not text.isdecimal() or len(text) > 9:
            raise ValidationError({"page_size": ["Use a whole number."]})
        if not 1 <= int(text) <= MAX_SIZE:
            raise ValidationError(
                {"page_size": [f"Use a number from 1 to {MAX_SIZE}."]}
            )
        return int(text)

    def _beyond(
        self, rows: models.QuerySet[Any], cursor: _Cursor, *, descending: bool
    ) -> Q:
        """The rows after the cursor. The outer bound lets the index do the work."""
        field = rows.query.annotations["page_key"].output_field
        key = field.to_python(cursor.key)
        side = "lt" if descending else "gt"
        return Q(**{f"page_key__{side}e": key}) & (
            Q(**{f"page_key__{side}": key}) | Q(**{f"id__{side}": cursor.id})
        )

    def _links(
        self,
        page: list[Any],
        request: Request,
        cursor: _Cursor | None,
        *,
        has_more: bool,
        is_backward: bool,
    ) -> None:
        has_next = is_backward or has_more
        has_previous = has_more if is_backward else cursor is not None
        self.next = (
            self._link(request, page[-1], is_backward=False)
            if page and has_next
            else None
        )
        self.previous = (
            self._link(request, page[0], is_backward=True)
            if page and has_previous
            else None
        )

    def _link(self, request: Request, row: Any, *, is_backward: bool) -> str:
        key = row.page_key
        value = [
            fingerprint(request),
            key.isoformat() if hasattr(key, "isoformat") else str(key),
            str(row.id),
            is_backward,
        ]
        cursor = signing.dumps(value, salt=_SALT)
        return replace_query_param(request.build_absolute_uri(), "cursor", cursor)

    def _read_cursor(self, request: Request) -> _Cursor | None:
        text = request.query_params.get("cursor")
        if not text:
            return None
        key, row_id, is_backward = read_signed(text, request)
        return _Cursor(key, row_id, is_backward)

    def get_paginated_response(self, data: Any) -> Response:
        body = {"next": self.next, "previous": self.previous, "results": data}
        if self.count is not None:
            body = {"count": self.count, **body}
        return Response(body)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "description": "With `count=exact`."},
                "next": link,
                "previous": link,
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        orders = [f"{sign}{name}" for name in view.orderings for sign in ("", "-")]
        ordering = _parameter(
            "ordering",
            {"type": "string", "enum": orders},
            "Dates that are empty come last.",
        )
        return [
            _parameter("cursor", {"type": "string"}, "From `next` or `previous`."),
            _parameter(
                "page_size",
                {"type": "integer", "minimum": 1, "maximum": MAX_SIZE},
                f"Rows a page, {DEFAULT_SIZE} if not given.",
            ),
            _parameter(
                "count",
                {"type": "string", "enum": ["exact"]},
                "Adds `count`: all rows.",
            ),
            *([ordering] if orders else []),
        ]


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "schema": schema,
        "description": description,
    }


def wants_count(request: Request) -> bool:
    value = request.query_params.get("count")
    if value not in (None, "", "exact"):
        raise ValidationError({"count": ["The only value is “exact”."]})
    return value == "exact"


def find_ordering(name: str, orderings: Mapping[str, Ordering]) -> Ordering:
    ordering = orderings.get(name.removeprefix("-"))
    if ordering is None:
        names = ", ".join(orderings)
        raise ValidationError(
            {"ordering": [f"Unknown ordering. Use one of {names}, or - before it."]}
        )
    return ordering


def fingerprint(request: Request) -> str:
    """What a cursor is bound to: the address, and all that picks or orders rows."""
    query = QueryDict(mutable=True)
    for name, values in sorted(request.query_params.lists()):
        if name not in _NOT_IN_FINGERPRINT:
            query.setlist(name, values)
    text = f"{request.path}?{query.urlencode()}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_signed(text: str, request: Request) -> list[Any]:
    """The parts of a cursor after its fingerprint; 400 if forged or from elsewhere."""
    try:
        mark, *rest = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        raise ValidationError({"cursor": ["This cursor is not valid."]}) from None
    if mark != fingerprint(request):
        raise ValidationError(
            {"cursor": ["This cursor belongs to another query. Start without it."]}
        )
    return rest


class TimelinePagination(KeysetPagination):
    """The same answers over entries of a record's trail, which are told in Python."""

    def paginate_entries(self, entries: list[Any], request: Request) -> list[Any]:
        """`entries` newest first, each of a change of its own."""
        self.request = request
        size = self.get_page_size(request)
        self.count = len(entries) if wants_count(request) else None
        self.next = self.previous = None
        start = self._start(entries, request, size)
        if start + size < len(entries):
            last = entries[start + size - 1]
            self.next = self._to(request, last, is_backward=False)
        if start > 0:
            self.previous = self._to(request, entries[start], is_backward=True)
        return entries[start : start + size]

    def _start(self, entries: list[Any], request: Request, size: int) -> int:
        """Where the page starts: counted from the cursor's entry, so that new entries
        at the top push nothing onto the next page."""
        text = request.query_params.get("cursor")
        if not text:
            return 0
        change_id, is_backward = read_signed(text, request)
        ids = [str(entry.change_id) for entry in entries]
        if change_id not in ids:
            message = "This cursor points to an entry that is not there for you."
            raise ValidationError({"cursor": [message]})
        place = ids.index(change_id)
        return max(0, place - size) if is_backward else place + 1

    def _to(self, request: Request, entry: Any, *, is_backward: bool) -> str:
        cursor = signing.dumps(
            [fingerprint(request), str(entry.change_id), is_backward], salt=_SALT
        )
        return replace_query_param(request.build_absolute_uri(), "cursor", cursor)
