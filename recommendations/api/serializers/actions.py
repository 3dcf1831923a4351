"""Our side: plans, actions and updates, the summary of actions, moves and history."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from recommendations.api.serializers.base import (
    OF_ITSELF,
    InspectionRef,
    RowSerializer,
)
from recommendations.child_data import KINDS
from recommendations.choices import GATES, Brag, GatePreset
from recommendations.models import ActionItem, ActionPlan, Owner, ProgressUpdate
from recommendations.models.plans import SEEN_BY_ALL
from recommendations.models.rules import is_better
from recommendations.reports.figures import ACTIONS
from recommendations.workflow.moves import Offer


class OwnerRef(RowSerializer):
    class Meta:
        model = Owner
        fields = ["reference", "post_title", "agency"]


class GatesSerializer(RowSerializer):
    """What the plan asks for, by switch. `preset` names the preset that it equals."""

    preset = serializers.CharField(source="gate_preset", read_only=True)

    class Meta:
        model = ActionPlan
        fields = ["preset", *GATES[GatePreset.STANDARD]]


class RatingWordsSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]  # DRF has a `label`
    meaning = serializers.CharField()
    colour = serializers.CharField(help_text="#rrggbb")


class LegendSerializer(serializers.Serializer[Any]):
    """The words and colour of each rating, the plan's own where it has them."""

    blue = RatingWordsSerializer()
    red = RatingWordsSerializer()
    amber = RatingWordsSerializer()
    green = RatingWordsSerializer()
    grey = RatingWordsSerializer()


class PlanSerializer(RowSerializer):
    """An agency's member gets the title and dates of a plan; the rest is null."""

    inspections = InspectionRef(many=True, read_only=True, allow_null=True)
    status_label = serializers.CharField(
        source="get_status_display", read_only=True, allow_null=True
    )
    gates = GatesSerializer(source="*", read_only=True, allow_null=True)
    brag_legend = LegendSerializer(source="legend", read_only=True, allow_null=True)

    class Meta:
        model = ActionPlan
        fields = [
            "reference",
            "authority",
            "title",
            "inspections",
            "status",
            "status_label",
            "statutory_due_on",
            "statutory_basis",
            "statutory_rule",
            "approved_on",
            "submitted_on",
            "closed_on",
            "stale_after_days",
            "gates",
            "brag_legend",
            "note",
            *OF_ITSELF,
        ]
        extra_kwargs = {
            name: {"allow_null": True}
            for name in (
                "status",
                "statutory_basis",
                "statutory_rule",
                "stale_after_days",
                "note",
            )
        }

    def to_representation(self, plan: ActionPlan) -> dict[str, Any]:
        row = super().to_representation(plan)
        if not plan.is_seen_whole:
            hidden = row.keys() - SEEN_BY_ALL - {"version", "updated_at", "url"}
            row.update(dict.fromkeys(hidden))
        return row


class ActionSerializer(RowSerializer):
    """`brag` is the rating in force: a person's as long as it stands (then with
    `brag_reason` and the day it was given), else the suggested one; null for a
    cancelled action."""

    is_open = serializers.BooleanField(read_only=True)
    is_overdue = serializers.SerializerMethodField()
    days_late = serializers.SerializerMethodField()
    days_late_original = serializers.SerializerMethodField()
    brag = serializers.ChoiceField(
        source="brag_in_force", choices=Brag.choices, read_only=True, allow_null=True
    )
    brag_suggested = serializers.ChoiceField(
        choices=Brag.choices, read_only=True, allow_null=True
    )
    is_rated_better = serializers.SerializerMethodField(
        help_text="Rated by a person, better than suggested."
    )
    brag_reason = serializers.SerializerMethodField()
    brag_on = serializers.SerializerMethodField()
    brag_label = serializers.SerializerMethodField(
        help_text="The rating in the words of the plan's legend."
    )
    owner = OwnerRef(read_only=True, allow_null=True)

    class Meta:
        model = ActionItem
        fields = [
            "reference",
            "authority",
            "title",
            "detail",
            "success_measure",
            "status",
            "status_label",
            "is_open",
            "is_overdue",
            "due_on",
            "original_due_on",
            "start_on",
            "forecast_on",
            "started_on",
            "completed_on",
            "verified_on",
            "days_late",
            "days_late_original",
            "date_moves",
            "brag",
            "brag_suggested",
            "is_rated_better",
            "brag_reason",
            "brag_on",
            "brag_label",
            "is_checked_independently",
            "claimed_before_tracker",
            "carried_from",
            "carried_to",
            "is_blocked",
            "blocked_reason",
            "plan",
            "owner",
            "contributing_agencies",
            "recommendations",
            "last_update_on",
            "is_archived",
            *OF_ITSELF,
        ]

    def get_is_overdue(self, action: ActionItem) -> bool:
        return action.is_overdue(on=self.context["today"])

    def get_days_late(self, action: ActionItem) -> int:
        return action.days_late(on=self.context["today"])

    def to_representation(self, action: ActionItem) -> dict[str, Any]:
        """What an action was carried from or to is for those who see the whole: an
        agency may have no part in the other one."""
        row = super().to_representation(action)
        if not self.context["standing"].sees_whole(action.authority_id):
            row |= {"carried_from": None, "carried_to": []}
        return row

    def get_brag_label(self, action: Any) -> str:
        code = action.brag_in_force
        return action.plan.legend[code]["label"] if code else ""

    def get_is_rated_better(self, action: Any) -> bool:
        return is_better(action.brag_given, action.brag_suggested)

    def get_brag_reason(self, action: Any) -> str:
        return action.brag_reason if action.brag_given else ""

    def get_brag_on(self, action: Any) -> date | None:
        return action.brag_on if action.brag_given else None

    def get_days_late_original(self, action: ActionItem) -> int:
        return action.days_late_original(on=self.context["today"])


class UpdateSerializer(RowSerializer):
    class Meta:
        model = ProgressUpdate
        fields = [
            "uid",
            "action",
            "made_on",
            "text",
            "next_steps",
            "brag",
            "forecast_on",
            "author",
            "author_username",
            "created_at",
            "is_archived",
            "url",
        ]


class SummarySerializer(serializers.Serializer[Any]):
    """Counts of the actions that the caller may see, after the same filters as the
    list of actions. Each equals the count of that list with the filter of its name."""

    as_of = serializers.DateField()
    scope = serializers.DictField(
        child=serializers.CharField(), help_text="The filters asked for."
    )
    review_due = serializers.IntegerField(
        help_text="Recommendations with `review_due=true`, after those of the filters "
        "that their list has too."
    )
    by_status = serializers.DictField(child=serializers.IntegerField())
    by_brag = serializers.DictField(child=serializers.IntegerField())
    rated_better_by_brag = serializers.DictField(
        child=serializers.IntegerField(), help_text="`brag=CODE&rated_better=true`"
    )
    by_agency = serializers.DictField(child=serializers.IntegerField())
    by_plan = serializers.DictField(child=serializers.IntegerField())

    def get_fields(self) -> dict[str, serializers.Field]:
        """With a number for each figure of actions, and the filter of its list."""
        fields = super().get_fields()
        start = {name: fields.pop(name) for name in ("as_of", "scope")}
        for figure in ACTIONS:
            ((name, value),) = figure.rest.items()
            help_text = f"{figure.meaning} `{name}={value}`"
            start[figure.key] = serializers.IntegerField(help_text=help_text)
        return start | fields


class MoveSerializer(serializers.Serializer[Any]):
    """A verb of the record: a `move` leads `to` another status. `allowed`: the record
    as it stands takes it, and the caller may play it with this token; `missing`: what
    stands in the way whatever is sent; `waivable`: what of it the caller may let pass
    with an `override_reason`; `asks`: what must be sent. To `revise` is a `PATCH`."""

    verb = serializers.CharField(source="verb.name")
    label = serializers.CharField(source="verb.label")  # type: ignore[assignment]  # DRF has a `label`
    kind = serializers.SerializerMethodField()
    to = serializers.CharField()
    allowed = serializers.SerializerMethodField()
    missing = serializers.ListField(child=serializers.CharField())
    waivable = serializers.ListField(child=serializers.CharField())
    asks = serializers.ListField(child=serializers.CharField(), source="verb.asks")

    @extend_schema_field(serializers.ChoiceField(choices=["move", "verb"]))
    def get_kind(self, offer: Offer) -> str:
        return "move" if offer.verb.is_move else "verb"

    def get_allowed(self, offer: Offer) -> bool:
        return offer.allowed and bool(self.context["writes"])


class MovesSerializer(serializers.Serializer[Any]):
    reference = serializers.CharField()
    status = serializers.CharField()
    moves = MoveSerializer(many=True)


class FieldChangeSerializer(serializers.Serializer[Any]):
    field = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF has a `label`
    before = serializers.JSONField()
    after = serializers.JSONField()

    def get_fields(self) -> dict[str, serializers.Field]:
        """`from` is a word of Python's, so it cannot be an attribute here."""
        fields = super().get_fields()
        return {
            "field": fields["field"],
            "label": fields["label"],
            "from": extend_schema_field({})(serializers.JSONField)(source="before"),
            "to": extend_schema_field({})(serializers.JSONField)(source="after"),
        }


class ConfirmedSerializer(serializers.Serializer[Any]):
    """A field that looked like a child's data, and was confirmed to hold none."""

    field = serializers.CharField()
    kind = serializers.CharField(help_text=", ".join(KINDS))


class EntrySerializer(serializers.Serializer[Any]):
    """One history row: who did what to the record, when and why. What was confirmed to
    hold no child's data is told where somebody was asked."""

    at = serializers.DateTimeField()
    by = serializers.CharField()
    by_username = serializers.CharField(allow_null=True)
    verb = serializers.CharField()
    reason = serializers.CharField()
    change_id = serializers.UUIDField()
    changes = FieldChangeSerializer(many=True)
    confirmed_no_child_data = ConfirmedSerializer(
        many=True, source="confirmed", required=False
    )

    def to_representation(self, entry: Any) -> dict[str, Any]:
        row = super().to_representation(entry)
        if not entry.confirmed:
            del row["confirmed_no_child_data"]
        return row
