"""The trail of a record as a page: who, when, which verb, why, and each field from what
to what. Mixed into every admin class of a tracked record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import formats
from django.utils.text import capfirst

from recommendations.child_data import KINDS
from recommendations.reports.trail import (
    Entry,
    FieldChange,
    narrowed,
    timeline,
    without,
)
from recommendations.workflow.access import caller
from recommendations.workflow.declarations import verb_label


@dataclass(frozen=True)
class ChangeLine:
    """One field's change as people read it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class EntryLine:
    """One entry of the trail as people read it."""

    at: datetime
    by: str
    verb: str
    words: str
    is_first: bool
    changes: list[ChangeLine]
    confirmed: list[str]


def entry_lines(
    entries: Iterable[Entry], model: type[models.Model]
) -> Iterable[EntryLine]:
    """Entries in words."""
    for entry in entries:
        yield EntryLine(
            at=entry.at,
            by=entry.by or "The system",
            verb=verb_words(model, entry.verb),
            words=entry.reason,
            is_first=entry.is_first,
            changes=[_change_line(change, model) for change in entry.changes],
            confirmed=[
                f"{capfirst(confirmation.field.replace('_', ' '))} looked like "
                f"{KINDS[confirmation.kind]}."
                for confirmation in entry.confirmed
            ],
        )


def verb_words(model: type[models.Model], verb: str) -> str:
    return str(capfirst(verb_label(model, verb)))


def _change_line(change: FieldChange, model: type[models.Model]) -> ChangeLine:
    try:
        field = model._meta.get_field(change.field)
    except FieldDoesNotExist:  # a link, or a field that the record has no more
        field = None
    labels = dict(getattr(field, "flatchoices", ()))
    return ChangeLine(
        label=change.label,
        before=_worded(change.before, labels),
        after=_worded(change.after, labels),
    )


def _worded(value: Any, labels: dict[Any, Any]) -> str:
    if value in (None, "", []):
        return "nothing"
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return formats.date_format(value, "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    return str(labels.get(value, value))


class TrailFilters(forms.Form):
    """Offers only what stands in the trail that the person sees."""

    by = forms.ChoiceField(label="Who", required=False)
    verb = forms.ChoiceField(label="What", required=False)
    field = forms.ChoiceField(label="Field", required=False)
    since = forms.DateField(
        label="Since",
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput({"type": "date"}),
        error_messages={"invalid": "Enter a real date, such as 2027-03-31."},
    )

    def __init__(
        self, data: Any, *, entries: Iterable[Entry], model: type[models.Model]
    ) -> None:
        super().__init__(data)
        verbs: dict[str, str] = {}
        fields: dict[str, str] = {}
        people: set[str] = set()
        for entry in entries:
            people.add(entry.by)
            verbs[entry.verb] = verb_words(model, entry.verb)
            fields |= {change.field: change.label for change in entry.changes}
        offered = {
            "by": {name: name for name in sorted(people) if name},
            "verb": verbs,
            "field": fields,
        }
        for name, choices in offered.items():
            field: Any = self.fields[name]
            ordered = sorted(choices.items(), key=lambda pair: pair[1])
            field.choices = [("", "Any"), *ordered]


class TimelineMixin(admin.ModelAdmin):
    """Puts our trail in the place of Django's own history page and of its log: what
    has a trail is told once."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nothing: the trail says it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nothing: the trail says it."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Nothing: the trail says it."""

    def hidden_fields(self, request: HttpRequest, record: Any) -> frozenset[str]:
        """Names of the fields that this person may not see on this record."""
        return frozenset()

    def has_history_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def heading(self, record: Any) -> str:
        return str(record)

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not self.has_history_permission(request):
            raise PermissionDenied
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404("There is no such record, or you cannot see it.")
        model = type(record)
        hidden = self.hidden_fields(request, record)
        by = caller(request)
        entries = without(timeline(record, by=by), hidden)
        form = TrailFilters(request.GET or None, entries=entries, model=model)
        shown = narrowed(entries, **form.cleaned_data) if form.is_valid() else entries
        context = {
            **self.admin_site.each_context(request),
            "title": f"History: {self.heading(record)}",
            "heading": self.heading(record),
            "entries": list(entry_lines(shown, model)),
            "filters": form,
            "counted": f"{len(shown)} of {len(entries)}",
            "object": record,
            "opts": model._meta,
            "module_name": capfirst(str(model._meta.verbose_name_plural)),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/timeline.html", context)
