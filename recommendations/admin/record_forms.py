"""The forms that make and edit records, each field by field as REST takes them. What
may be written and by whom is for workflow to say."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import fields_for_model
from django.http import QueryDict
from django.utils.text import capfirst

from recommendations.admin.forms import MOST_WORDS, PICK_HINT, VerbForm, day
from recommendations.admin.pickers import PersonField, PickField, PickManyField
from recommendations.choices import GATES, GatePreset
from recommendations.models import (
    ActionAgency,
    ActionItem,
    ActionPlan,
    ActionRecommendation,
    Agency,
    AuthorityAgency,
    Inspection,
    InspectionInspectorate,
    Judgement,
    Owner,
    PlanInspection,
    Recommendation,
    RecommendationAgency,
    RecommendationTheme,
    Strength,
)
from recommendations.workflow import actions, plans, records
from recommendations.workflow.records import Linked


def _field(column: Any, **options: Any) -> Any:
    """The form's field for a column, as our other forms have it."""
    label = capfirst(str(column.verbose_name))
    label = label if not column.blank else f"{label} (optional)"
    missing = f"Fill in “{capfirst(str(column.verbose_name))}”."
    if column.related_model is User:
        return PersonField(
            column,
            label="Signs in as (optional)",
            required=False,
            help_text="The user name of a member of the authority. " + PICK_HINT,
        )
    if isinstance(column, models.ForeignKey):
        return PickField(
            column,
            label=label,
            required=not column.blank,
            help_text=PICK_HINT,
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
    """Makes a record of `model`, or edits the one it is given. `columns` are asked for
    in this order, those in `once` only when it is made; `links` names the through
    model, and its two ends, behind each field in which several are chosen."""

    model: type[Any]
    columns: tuple[str, ...] = ()
    once: frozenset[str] = frozenset()
    links: Mapping[str, tuple[type[Any], str, str]] = {}

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
                help_text=PICK_HINT + " Empty a box to take one away.",
            )
        self.initial = self._initial()
        authorities = self.authorities or {
            getattr(begun, "authority_id", begun.pk) for begun in self.begins.values()
        }
        for name, field in self.fields.items():
            field.show_hidden_initial = self.record is not None
            if isinstance(field, PickField):
                there = self.initial.get(name) or []
                kept = there if isinstance(there, list) else [there]
                field.offer(user, authorities, kept)

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
        return [getattr(row, other) for row in rows.select_related(other)]

    def clean(self) -> dict[str, Any] | None:
        if self.record is not None and not self.changed_data:
            raise ValidationError("You have changed nothing.")
        return super().clean()

    def given(self) -> dict[str, Any]:
        """Columns and links; of a record that there is, only those that the person
        changed, so that nobody else's words are put back."""
        asked = self.fields if self.record is None else self.changed_data
        return {
            "fields": {
                name: self.cleaned_data[name]
                for name in asked
                if name not in self.links
            },
            "links": self.linkings([name for name in asked if name in self.links]),
        }

    def linkings(self, names: Sequence[str]) -> list[Linked]:
        return [
            Linked(*self.links[name], {one: {} for one in self.cleaned_data[name]})
            for name in names
        ]

    def make(self, by: Any) -> Any:
        """The new record, saved."""
        given = self.given()
        record = self.model(**given["fields"])
        records.create(record, by=by, links=given["links"])
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
    return ["" if one is None else str(one) for one in values]


class ActionForm(RecordForm):
    model = ActionItem
    columns = (
        "plan",
        "title",
        "detail",
        "success_measure",
        "owner",
        "start_on",
        "due_on",
    )
    once = frozenset({"plan", "owner", "due_on"})
    links = {
        "recommendations": (ActionRecommendation, "action", "recommendation"),
        "contributing_agencies": (ActionAgency, "action", "agency"),
    }

    def make(self, by: Any) -> ActionItem:
        given = dict(self.cleaned_data)
        return actions.create_action(
            given.pop("plan"),
            by=by,
            contributing=given.pop("contributing_agencies"),
            **given,
        )


class PlanForm(RecordForm):
    model = ActionPlan
    columns = (
        "authority",
        "title",
        "statutory_due_on",
        "statutory_basis",
        "statutory_rule",
        "evidence_gate",
        "has_independent_check",
        "impact_check_months",
        "impact_check_for",
        "date_gate",
        "stale_after_days",
        "note",
    )
    once = frozenset({"authority"})
    links = {"inspections": (PlanInspection, "plan", "inspection")}

    def offer(self, records: Sequence[Any], user: User) -> None:
        super().offer(records, user)
        self.fields["preset"] = forms.ChoiceField(
            label="Set all gates at once (optional)",
            choices=[("", "As each is set below"), *GatePreset.choices],
            required=False,
            show_hidden_initial=self.record is not None,
            help_text="A preset replaces what is chosen for each gate below.",
        )
        names = list(self.fields)
        names.insert(names.index("evidence_gate"), names.pop())
        self.order_fields(names)

    def clean(self) -> dict[str, Any] | None:
        """A preset stands for all of its switches."""
        given = super().clean() or self.cleaned_data
        return {**given, **GATES.get(given.get("preset", ""), {})}

    def given(self) -> dict[str, Any]:
        found = super().given()
        preset = found["fields"].pop("preset", "")
        found["fields"] |= GATES.get(preset, {})
        return found

    def make(self, by: Any) -> ActionPlan:
        given = dict(self.cleaned_data)
        given.pop("preset")
        return plans.create_plan(given.pop("authority"), by=by, **given)


class OwnerForm(RecordForm):
    model = Owner
    columns = (
        "authority",
        "agency",
        "post_title",
        "holder_name",
        "email",
        "deputy",
        "user",
        "active_from",
        "active_until",
    )
    once = frozenset({"authority"})


class AgencyForm(RecordForm):
    model = Agency
    columns = ("code", "name", "alias", "kind")
    once = frozenset({"code"})
    links = {"authorities": (AuthorityAgency, "agency", "authority")}


class InspectionForm(RecordForm):
    model = Inspection
    columns = (
        "authority",
        "framework",
        "focus",
        "start_on",
        "start_precision",
        "end_on",
        "end_precision",
        "published_on",
        "published_precision",
        "received_on",
        "statement_due_on",
        "lead_inspector",
        "report_url",
        "recommendations_known",
        "expected_recommendations",
        "note",
    )
    once = frozenset({"authority"})
    links = {"inspectorates": (InspectionInspectorate, "inspection", "inspectorate")}


class OfInspectionForm(RecordForm):
    """Of a row that has its place in an inspection: a new one comes last."""

    once = frozenset({"inspection"})

    def _initial(self) -> dict[str, Any]:
        begun = {**super()._initial()}
        if self.record is None and "inspection" in begun:
            rows = self.model._default_manager.filter(inspection=begun["inspection"])
            last = rows.aggregate(last=models.Max("position"))["last"]
            begun["position"] = (last or 0) + 1
        return begun


class JudgementForm(OfInspectionForm):
    model = Judgement
    columns = (
        "inspection",
        "position",
        "area",
        "outcome",
        "grade",
        "grade_printed",
        "note",
    )


class StrengthForm(OfInspectionForm):
    model = Strength
    columns = ("inspection", "position", "summary", "text", "note")


class RecommendationForm(OfInspectionForm):
    """Its agencies stand in two fields, by the part that they take."""

    model = Recommendation
    columns = (
        "inspection",
        "position",
        "kind",
        "addressee",
        "addressee_name",
        "text",
        "wording",
        "summary",
        "note",
    )
    links = {
        "themes": (RecommendationTheme, "recommendation", "theme"),
        "lead_agencies": (RecommendationAgency, "recommendation", "agency"),
        "contributing_agencies": (RecommendationAgency, "recommendation", "agency"),
    }
    _PARTS = {"lead_agencies": "lead", "contributing_agencies": "contributing"}

    def linked(self, name: str) -> list[Any]:
        if name not in self._PARTS:
            return super().linked(name)
        parts = RecommendationAgency.objects.filter(
            recommendation=self.record, part=self._PARTS[name]
        )
        return [part.agency for part in parts.select_related("agency")]

    def linkings(self, names: Sequence[str]) -> list[Linked]:
        """The two fields fill one table, so that either brings both."""
        found = super().linkings([name for name in names if name not in self._PARTS])
        if self._PARTS.keys() & set(names):
            wanted = {
                agency: {"part": part}
                for name, part in reversed(self._PARTS.items())
                for agency in self.cleaned_data[name]
            }
            through, own, other = self.links["lead_agencies"]
            found.append(Linked(through, own, other, wanted))
        return found
