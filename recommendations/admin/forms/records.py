"""What the forms that make and edit records share: each has its fields as REST takes
them. Which forms there are, plans.py and inspections.py say; what may be
written and by whom is for workflow to say."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import fields_for_model
from django.http import QueryDict
from django.utils.text import capfirst

from recommendations.admin.forms.pickers import (
    BESIDE,
    PickField,
    PickManyField,
    PickPersonField,
    SelectField,
)
from recommendations.admin.forms.verbs import MOST_WORDS, PICK_HINT, VerbForm, day
from recommendations.models.archiving import is_archived
from recommendations.workflow import records
from recommendations.workflow.records import Linked
from recommendations.workflow.revising import WRITABLE, Ends


def _field(column: Any, **options: Any) -> Any:
    """The form's field for a column, as our other forms have it."""
    label = capfirst(str(column.verbose_name))
    label = label if not column.blank else f"{label} (optional)"
    missing = f"Enter “{capfirst(str(column.verbose_name))}”."
    if column.related_model is User:
        return PickPersonField(
            column,
            label="Signs in as (optional)",
            required=False,
            help_text="The user name of a member of the authority. " + PICK_HINT,
        )
    if isinstance(column, models.ForeignKey):
        has_key = hasattr(column.related_model, "natural_key")
        return (PickField if has_key else SelectField)(
            column,
            label=label,
            required=not column.blank,
            help_text=PICK_HINT if has_key else "",
            error_messages={"required": missing},
        )
    if isinstance(column, models.DateField):
        return day(
            label,
            missing="" if column.blank else missing,
            hint=str(column.help_text),
        )
    if isinstance(column, models.URLField):
        options["assume_scheme"] = "https"
    field = column.formfield(**options)
    field.label = label
    field.error_messages["required"] = missing
    if isinstance(column, models.TextField):
        field.max_length = MOST_WORDS
        field.widget = forms.Textarea({"rows": 4, "maxlength": MOST_WORDS})
    return field


class RecordForm(VerbForm):
    """Makes a record of `model`, or edits the one it is given. workflow/revising.py
    says which `columns` are asked for, those in `once` only when it is made, and the
    through model, and its two ends, behind each field in which several are chosen.
    References are given by the product; `apart` are columns that a form asks for in a
    way of its own."""

    model: type[Any]
    apart: frozenset[str] = frozenset()
    columns: tuple[str, ...] = ()
    once: frozenset[str] = frozenset()
    links: Mapping[str, Ends] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if hasattr(cls, "model"):
            writable, apart = WRITABLE[cls.model], {"reference", *cls.apart}
            cls.columns = tuple(name for name in writable.fields if name not in apart)
            cls.once = writable.once
            links = {
                name: ends for name, ends in writable.links.items() if name not in apart
            }
            cls.links = {**links, **cls.__dict__.get("links", {})}

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        records: Sequence[Any],
        user: User,
        begins: Mapping[str, Any] | None = None,
    ) -> None:
        """`begins`: what a new record begins with, such as the plan it is opened in."""
        self.record = next(iter(records), None)
        self.begins = dict(begins or {})
        self.user = user
        super().__init__(data, files, records=records, user=user)

    def offer(self, records: Sequence[Any], user: User) -> None:
        names = [
            name
            for name in self.columns
            if self.record is None or name not in self.once
        ]
        columns = fields_for_model(self.model, names, formfield_callback=_field)
        self.fields.update(columns)
        for name, (through, _, other) in self.links.items():
            self.fields[name] = PickManyField(
                through._meta.get_field(other),
                label=capfirst(name.replace("_", " ")) + " (optional)",
                required=False,
                help_text=PICK_HINT + " Clear a box to remove one.",
            )
        self.initial = self._initial()
        authorities = self.authorities or {
            getattr(begun, "authority_id", begun.pk) for begun in self.begins.values()
        }
        for name, field in self.fields.items():
            field.show_hidden_initial = self.record is not None
            if isinstance(field, PickField | SelectField):
                initial = self.initial.get(name) or []
                current = initial if isinstance(initial, list) else [initial]
                field.offer(user, authorities, current)

    def _initial(self) -> dict[str, Any]:
        if self.record is None:
            return self.begins
        return {
            name: self.linked(name)
            if name in self.links
            else getattr(self.record, name)
            for name in self.fields
        }

    def linked(self, name: str) -> list[Any]:
        """What the record is linked to through the model behind the field."""
        through, own, other = self.links[name]
        rows = through._default_manager.filter(**{own: self.record})
        beside = BESIDE.get(through._meta.get_field(other).related_model)
        rows = rows.select_related(f"{other}__{beside}" if beside else other)
        ends = (getattr(row, other) for row in rows)
        return [end for end in ends if not is_archived(end)]

    def clean(self) -> dict[str, Any] | None:
        if self.record is not None and not self.changed_data:
            raise ValidationError("You have not changed anything.")
        return super().clean()

    def arguments(self) -> dict[str, Any]:
        """Columns and links; of a record that there is, only those that the person
        changed, so that nobody else's words are put back."""
        names = self.fields if self.record is None else self.changed_data
        return {
            "fields": {
                name: self.cleaned_data[name]
                for name in names
                if name not in self.links
            },
            "links": self.linkings([name for name in names if name in self.links]),
        }

    def linkings(self, names: Sequence[str]) -> list[Linked]:
        return [
            Linked(
                *self.links[name], {target: {} for target in self.cleaned_data[name]}
            )
            for name in names
        ]

    def make(self, by: Any) -> Any:
        """The new record, saved."""
        arguments = self.arguments()
        record = self.model(**arguments["fields"])
        records.create(record, by=by, links=arguments["links"])
        return record

    def rebased(self, record: Any) -> VerbForm:
        """What the person typed, on the record as it is now: a field they did not touch
        takes what it says today."""
        now = type(self)(records=[record], user=self.user)
        data = QueryDict(mutable=True)
        for name in now.fields:
            today = _texts(now[name].value())
            typed = self[name].data if name in self.changed_data else today
            data.setlist(name, _texts(typed))
            data.setlist(now[name].html_initial_name, today)
        return type(self)(data, records=[record], user=self.user)


def _texts(value: Any) -> list[str]:
    """As a browser sends it back."""
    values = value if isinstance(value, list) else [value]
    return ["" if item is None else str(item) for item in values]
