"""The forms that make and edit our side: plans, actions, owners, agencies."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User

from recommendations.admin.forms.records import RecordForm
from recommendations.choices import BRAG_LEGEND, GATES, GatePreset
from recommendations.models import (
    ActionItem,
    ActionPlan,
    Agency,
    Owner,
)
from recommendations.models.legend import COLOURS, Legend
from recommendations.workflow import actions, plans


class ActionForm(RecordForm):
    model = ActionItem

    def make(self, by: Any) -> ActionItem:
        fields = dict(self.cleaned_data)
        return actions.create_action(
            fields.pop("plan"),
            by=by,
            contributing=fields.pop("contributing_agencies"),
            **fields,
        )


LEGEND_PARTS = ("label", "meaning", "colour")


def _legend_field(code: str, part: str) -> str:
    return f"legend_{code}_{part}"


LEGEND_FIELDS = frozenset(
    _legend_field(code, part) for code in BRAG_LEGEND for part in LEGEND_PARTS
)


class PlanForm(RecordForm):
    model = ActionPlan
    apart = frozenset({"brag_legend"})
    folded = LEGEND_FIELDS
    folds = "Names and colours of the BRAG ratings"

    def offer(self, records: Sequence[Any], user: User) -> None:
        super().offer(records, user)
        self.fields["preset"] = forms.ChoiceField(
            label="Set all gates at once (optional)",
            choices=[("", "Use the settings below"), *GatePreset.choices],
            required=False,
            show_hidden_initial=self.record is not None,
            help_text="A preset replaces the setting of each gate below.",
        )
        names = list(self.fields)
        names.insert(names.index("evidence_gate"), names.pop())
        self.order_fields(names)
        self._offer_legend(self.record.brag_legend if self.record else {})

    def _offer_legend(self, own: Legend) -> None:
        """A name, a meaning and a colour for each rating, last on the page."""
        for code, usual in BRAG_LEGEND.items():
            usual_label, entry = usual["label"], own.get(code, {})
            colours = {**COLOURS}
            if (colour := entry.get("colour")) is not None:
                colours.setdefault(colour, f"No change: {colour}")
            fields = {
                "label": forms.CharField(
                    label=f"{usual_label} rating: name (optional)",
                    max_length=40,
                    help_text=f"Leave empty for “{usual_label}”.",
                ),
                "meaning": forms.CharField(
                    label=f"{usual_label} rating: meaning (optional)",
                    max_length=200,
                    help_text=f"Leave empty for “{usual['meaning']}”.",
                ),
                "colour": forms.ChoiceField(
                    label=f"{usual_label} rating: colour",
                    choices=[("", "Default"), *colours.items()],
                ),
            }
            for part, field in fields.items():
                field.required = False
                field.show_hidden_initial = self.record is not None
                self.fields[_legend_field(code, part)] = field
                self.initial[_legend_field(code, part)] = entry.get(part, "")

    def _legend(self, names: Collection[str]) -> Legend:
        """The plan's own words and colours with what these fields say of them."""
        own = self.record.brag_legend if self.record else {}
        legend: Legend = {}
        for code in BRAG_LEGEND:
            entry = {**own.get(code, {})}
            for part in LEGEND_PARTS:
                if (name := _legend_field(code, part)) in names:
                    entry[part] = self.cleaned_data[name]
            if entry := {part: text for part, text in entry.items() if text}:
                legend[code] = entry
        return legend

    def clean(self) -> dict[str, Any] | None:
        """A preset stands for all of its switches."""
        cleaned = super().clean() or self.cleaned_data
        return {**cleaned, **GATES.get(cleaned.get("preset", ""), {})}

    def arguments(self) -> dict[str, Any]:
        arguments = super().arguments()
        fields = arguments["fields"]
        preset = fields.pop("preset", "")
        fields |= GATES.get(preset, {})
        if named := LEGEND_FIELDS & fields.keys():
            fields["brag_legend"] = self._legend(named)
            for name in named:
                del fields[name]
        return arguments

    def make(self, by: Any) -> ActionPlan:
        fields = dict(self.cleaned_data)
        fields.pop("preset")
        fields["brag_legend"] = self._legend(LEGEND_FIELDS)
        for name in LEGEND_FIELDS:
            del fields[name]
        return plans.create_plan(fields.pop("authority"), by=by, **fields)


class OwnerForm(RecordForm):
    model = Owner


class AgencyForm(RecordForm):
    model = Agency
