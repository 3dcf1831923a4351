"""What every list and detail does: scope to the caller, filter, order, page, and tell
the record's trail."""

from collections.abc import Set as AbstractSet
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError as BadRequest
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from recommendations.api.filters.base import (
    DayGoneBy,
    IsoDate,
    StrictFilterBackend,
    check_parameters,
)
from recommendations.api.idempotency import act
from recommendations.api.pagination import (
    KeysetPagination,
    Ordering,
    TimelinePagination,
)
from recommendations.api.renderers import TableListMixin
from recommendations.api.serializers.actions import EntrySerializer
from recommendations.models import KeptAnswer
from recommendations.models.archiving import ArchivableQuerySet
from recommendations.models.standing import Standing
from recommendations.reports.trail import Entry, fields_known, narrowed, timeline
from recommendations.workflow.access import caller
from recommendations.workflow.declarations import trail_names
from recommendations.workflow.moves import require_role

_PAGING = {"cursor", "page_size", "count", "format"}


class ScopedViewSet(viewsets.GenericViewSet[Any]):
    """`queryset` is scoped by its `visible_to` and, where the action is one of those
    `filtered`, narrowed by `filterset_class`, which knows its parameters. The others
    take `parameters` and no more."""

    filtered: tuple[str, ...] = ("list",)
    parameters: AbstractSet[str] = frozenset({"format"})

    filter_backends = [StrictFilterBackend]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action not in (None, "metadata", *self.filtered):
            check_parameters(request, self.parameters)
        method = str(request.method).lower()
        handler = getattr(self, method, None)
        if request.method not in SAFE_METHODS and handler is not None:
            # DRF asks for the handler only now: no view can forget to be whole.
            setattr(self, method, partial(act, self, handler))

    def prepare(self, request: Request) -> None:
        """What a write takes long over and writes nothing, before its transaction."""

    def require_replayable(self, answer: KeptAnswer) -> None:
        """The caller may still see what a call with their key was answered with, and
        do what it did; raises Http404 or NotAllowed."""

    def kept_body(self, body: Any) -> Any:
        """What of an answer is kept, to be told again to the same key."""
        return body

    @cached_property
    def as_of(self) -> date | None:
        """The day that a list which knows `as_of` was asked for."""
        filters = getattr(self, "filterset_class", None)
        filter_names = filters.base_filters if filters else ()
        text = self.request.query_params.get("as_of")
        if text is None or "as_of" not in filter_names:
            return None
        try:
            return DayGoneBy(required=False).clean(text)
        except ValidationError as wrong:
            raise BadRequest({"as_of": wrong.messages}) from None

    @cached_property
    def today(self) -> date:
        """The day on which late, stale and BRAG are reckoned."""
        return self.as_of or timezone.localdate()

    def get_queryset(self) -> models.QuerySet[Any]:
        queryset: Any = super().get_queryset()
        if self.as_of is not None:
            queryset = queryset.as_of(self.as_of)
        if self.detail and isinstance(queryset, ArchivableQuerySet):
            queryset = queryset.with_archived()  # An address goes on to answer.
        return queryset.visible_to(self.request.user)


class RecordViewSet(TableListMixin, mixins.RetrieveModelMixin, ScopedViewSet):
    """`orderings` names what a list may be ordered by."""

    lookup_url_kwarg = "key"
    lookup_value_regex = "[A-Za-z0-9_-]+"
    pagination_class = KeysetPagination
    orderings: dict[str, Ordering] = {"updated_at": Ordering("updated_at")}
    default_ordering = "updated_at"

    def get_object(self) -> Any:
        """The record, if the caller may see it; parameters mean nothing here."""
        rows = self.get_queryset()
        try:
            record = rows.filter(**{self.lookup_field: self.kwargs["key"]}).first()
        except ValidationError:  # A key that is no UUID is the key of nothing.
            record = None
        if record is None:
            raise Http404
        return record

    def require_may_create(self, request: Request) -> None:
        """Raises NotAllowed for whoever may not make a record here at all."""

    def require_replayable(self, answer: KeptAnswer) -> None:
        location = answer.headers.get("Location")
        if self.detail and answer.status != status.HTTP_204_NO_CONTENT:
            verb = self.action.replace("_", "-")
            require_role(self.get_object(), verb, by=caller(self.request))
        elif location and not self.detail:
            self.require_may_create(self.request)
            self.kwargs["key"] = location.rstrip("/").rpartition("/")[2]
            self.get_object()

    def get_serializer_context(self) -> Any:
        context = super().get_serializer_context()
        if getattr(self, "swagger_fake_view", False):
            return context
        standing = Standing.of(self.request.user)
        return {**context, "today": self.today, "standing": standing}

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        record = self.get_object()
        headers = {"ETag": f'"{record.version}"'}
        return Response(self.get_serializer(record).data, headers=headers)

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "by", str, description="The name as the history shows it."
            ),
            OpenApiParameter("since", date, description="From this day on."),
            OpenApiParameter("verb", str),
            OpenApiParameter("field", str, description="Changes of this field."),
        ],
        responses=EntrySerializer(many=True),
        filters=False,
    )
    @action(
        detail=True,
        pagination_class=TimelinePagination,
        orderings={},
        parameters=_PAGING | {"by", "since", "verb", "field"},
    )
    def history(self, request: Request, key: str) -> Response:
        """The trail of the record, newest first."""
        record = self.get_object()
        entries = self.get_trail(record)
        _check_known("field", request, fields_known(record))
        _check_known("verb", request, trail_names() | {entry.verb for entry in entries})
        entries = self._entries(request, entries)
        paginator: Any = self.paginator
        page = paginator.paginate_entries(entries, request)
        return self.get_paginated_response(EntrySerializer(page, many=True).data)

    def get_trail(self, record: Any) -> list[Entry]:
        return timeline(record, by=caller(self.request))

    def _entries(self, request: Request, entries: list[Entry]) -> list[Entry]:
        params = request.query_params
        if "\x00" in "".join(map(str, params.values())):
            raise BadRequest({"by": ["Null characters are not allowed."]})
        since = None
        if text := params.get("since"):
            try:
                since = IsoDate().clean(text)
            except ValidationError as wrong:
                raise BadRequest({"since": wrong.messages}) from None
        return narrowed(
            entries,
            by=params.get("by", ""),
            verb=params.get("verb", ""),
            field=params.get("field", ""),
            since=since,
        )


def _check_known(name: str, request: Request, known: set[str]) -> None:
    value = request.query_params.get(name)
    if value is not None and value not in known:
        names = ", ".join(sorted(known))
        raise BadRequest(
            {name: [f"The history does not have this. Use one of {names}."]}
        )
