"""The trail of a record as a page: who, when, which verb, why, and each field from what
to what. Mixed into every admin class of a tracked record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import formats
from django.utils.text import capfirst

from recommendations.reports.trail import Entry, FieldChange, timeline, without

_WORDS = {"loaddata": "Loaded from a file"}


@dataclass(frozen=True)
class ToldChange:
    """One field's change as people read it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ToldEntry:
    """One entry of the trail as people read it."""

    at: datetime
    by: str
    verb: str
    words: str
    is_first: bool
    changes: list[ToldChange]


def told(entries: Iterable[Entry], model: type[models.Model]) -> Iterable[ToldEntry]:
    """Entries in words."""
    for entry in entries:
        yield ToldEntry(
            at=entry.at,
            by=entry.by or "The product",
            verb=_WORDS.get(entry.verb, capfirst(entry.verb.replace("_", " "))),
            words=entry.reason,
            is_first=entry.is_first,
            changes=[_told_change(change, model) for change in entry.changes],
        )


def _told_change(change: FieldChange, model: type[models.Model]) -> ToldChange:
    try:
        labels = dict(model._meta.get_field(change.field).flatchoices)  # type: ignore[union-attr]
    except FieldDoesNotExist:  # a field that the record had once and has no more
        labels = {}
    return ToldChange(
        label=change.label,
        before=_worded(change.before, labels),
        after=_worded(change.after, labels),
    )


def _worded(value: Any, labels: dict[Any, Any]) -> str:
    if value in (None, ""):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return formats.date_format(value, "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    return str(labels.get(value, value))


class TimelineMixin:
    """Puts our trail in the place of Django's own history page."""

    def hidden_fields(self, request: HttpRequest, record: Any) -> frozenset[str]:
        """Names of the fields that this person may not see on this record."""
        return frozenset()

    def heading(self, record: Any) -> str:
        return str(record)

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if record is None:
            raise Http404("There is no such record, or you may not see it.")
        model = type(record)
        hidden = self.hidden_fields(request, record)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": f"History: {self.heading(record)}",
            "heading": self.heading(record),
            "entries": list(told(without(timeline(record), hidden), model)),
            "object": record,
            "opts": model._meta,
            "module_name": capfirst(str(model._meta.verbose_name_plural)),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/timeline.html", context)
