"""What callers send to make or revise a plan or an action: our side of inputs.py."""

from typing import Any

from rest_framework import serializers

from recommendations.api.serializers.inputs import (
    InputSerializer,
    VisibleField,
    linked,
)
from recommendations.api.serializers.strict import StrictSerializer
from recommendations.choices import GATES, GatePreset
from recommendations.models import (
    ActionAgency,
    ActionItem,
    ActionPlan,
    ActionRecommendation,
    Agency,
    Authority,
    Inspection,
    Owner,
    PlanInspection,
    Recommendation,
)


class GatesInput(StrictSerializer, serializers.ModelSerializer[Any]):
    """A preset by name, or an object: a `preset` to begin with, and single switches."""

    preset = serializers.ChoiceField(choices=GatePreset.choices, required=False)

    class Meta:
        model = ActionPlan
        fields = ["preset", *GATES[GatePreset.STANDARD]]
        extra_kwargs = {name: {"required": False} for name in fields[1:]}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str):
            data = {"preset": data}
        given = super().to_internal_value(data)
        preset: Any = GATES.get(given.pop("preset", ""), {})
        return {**preset, **given}


class LegendEntry(StrictSerializer):
    label = serializers.CharField(max_length=40, required=False)  # type: ignore[assignment]
    meaning = serializers.CharField(max_length=200, required=False)
    colour = serializers.RegexField("^#[0-9a-f]{6}$", required=False)


class LegendInput(StrictSerializer):
    """A plan's own words and colours (#rrggbb) for BRAG ratings."""

    blue = LegendEntry(required=False)
    red = LegendEntry(required=False)
    amber = LegendEntry(required=False)
    green = LegendEntry(required=False)
    grey = LegendEntry(required=False)


class PlanInput(InputSerializer):
    verbs = {"status": "the verbs (GET …/moves/ names them)"}
    fixed = frozenset({"reference", "authority"})
    authority = VisibleField(Authority, "code")
    inspections = VisibleField(Inspection, "reference", many=True, required=False)
    gates = GatesInput(required=False)
    brag_legend = LegendInput(required=False)

    class Meta:
        model = ActionPlan
        fields = [
            "reference",
            "authority",
            "title",
            "inspections",
            "statutory_due_on",
            "statutory_basis",
            "statutory_rule",
            "stale_after_days",
            "gates",
            "brag_legend",
            "note",
        ]
        extra_kwargs = {"reference": {"required": False}}

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """The switches of `gates` are columns of the plan. What is sent by itself
        stands over what a preset brings."""
        return {**given.pop("gates", {}), **given}

    def links(self) -> dict[str, Any]:
        return {"inspections": linked(PlanInspection, "plan", "inspection")}


class ActionInput(InputSerializer):
    verbs = {
        "status": "the verbs (GET …/moves/ names them)",
        "owner": "POST …/reassign/",
        "due_on": "POST …/reschedule/",
        "is_blocked": "POST …/block/ or …/unblock/",
        "brag": "POST …/updates/",
        "forecast_on": "POST …/updates/",
    }
    fixed = frozenset({"reference", "plan"})
    plan = VisibleField(ActionPlan, "reference")
    owner = VisibleField(Owner, "reference", required=False, allow_null=True)
    recommendations = VisibleField(
        Recommendation, "reference", many=True, required=False
    )
    contributing_agencies = VisibleField(Agency, "code", many=True, required=False)

    class Meta:
        model = ActionItem
        fields = [
            "reference",
            "plan",
            "title",
            "detail",
            "success_measure",
            "owner",
            "start_on",
            "due_on",
            "recommendations",
            "contributing_agencies",
        ]
        extra_kwargs = {"reference": {"required": False}}

    def links(self) -> dict[str, Any]:
        return {
            "recommendations": linked(ActionRecommendation, "action", "recommendation"),
            "contributing_agencies": linked(ActionAgency, "action", "agency"),
        }
