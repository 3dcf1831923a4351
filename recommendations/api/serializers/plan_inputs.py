"""What callers send to make or revise a plan or an action: our side of inputs.py."""

from typing import Any

from rest_framework import serializers

from recommendations.api.serializers.inputs import (
    InputSerializer,
    fields_of,
)
from recommendations.api.serializers.strict import StrictSerializer
from recommendations.choices import GATES, GatePreset
from recommendations.models import (
    ActionItem,
    ActionPlan,
)
from recommendations.workflow.revising import SWITCHES


class GatesInput(StrictSerializer, serializers.ModelSerializer[Any]):
    """A preset by name, or an object: a `preset` to begin with, and single switches."""

    preset = serializers.ChoiceField(choices=GatePreset.choices, required=False)

    class Meta:
        model = ActionPlan
        fields = ["preset", *SWITCHES]
        extra_kwargs = {name: {"required": False} for name in fields[1:]}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str):
            data = {"preset": data}
        elif isinstance(data, dict) and data.get("preset") == "own":
            # As rows tell of switches that are no preset's.
            data = {name: data[name] for name in data if name != "preset"}
        values = super().to_internal_value(data)
        preset: Any = GATES.get(values.pop("preset", ""), {})
        return {**preset, **values}


class LegendEntry(StrictSerializer):
    label = serializers.CharField(max_length=40, required=False)  # type: ignore[assignment]  # DRF has a `label`
    meaning = serializers.CharField(max_length=200, required=False)
    colour = serializers.RegexField("^#[0-9a-f]{6}$", required=False)


class LegendInput(StrictSerializer):
    """A plan's own words and colours (#rrggbb) for BRAG ratings."""

    blue = LegendEntry(required=False)
    red = LegendEntry(required=False)
    amber = LegendEntry(required=False)
    green = LegendEntry(required=False)
    grey = LegendEntry(required=False)


# REST takes the switches together, and this one by itself as well.
_GATES = {name: "gates" for name in SWITCHES if name != "stale_after_days"}


class PlanInput(InputSerializer):
    verbs = {"status": "the verbs (GET …/moves/ names them)"}
    gates = GatesInput(required=False)
    brag_legend = LegendInput(required=False)

    class Meta:
        model = ActionPlan
        fields = fields_of(ActionPlan, **_GATES)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The switches of `gates` are columns of the plan. What is sent by itself
        stands over what a preset brings."""
        return {**attrs.pop("gates", {}), **attrs}


class ActionInput(InputSerializer):
    verbs = {
        "status": "the verbs (GET …/moves/ names them)",
        "owner": "POST …/reassign/",
        "due_on": "POST …/reschedule/",
        "is_blocked": "POST …/block/ or …/unblock/",
        "brag": "POST …/updates/",
        "forecast_on": "POST …/updates/",
    }

    class Meta:
        model = ActionItem
        fields = fields_of(ActionItem)
