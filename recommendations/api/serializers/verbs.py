"""The bodies of the verbs: shape only. Whether a note or reason is needed is a rule,
so workflow says it, together with all else that is missing."""

from typing import Any

from rest_framework import serializers

from recommendations.api.serializers.inputs import VisibleField
from recommendations.choices import ACTION_VERBS, Brag, Response
from recommendations.models import Owner, Recommendation


class VerbSerializer(serializers.Serializer[Any]):
    """Takes no field that it does not know."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            raise serializers.ValidationError(
                {"non_field_errors": ["Send one JSON object."]}
            )
        unknown = {
            name: [f"Unknown field. There are: {', '.join(self.fields) or 'none'}."]
            for name in data
            if name not in self.fields
        }
        if unknown:
            raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)


def words(**options: Any) -> serializers.CharField:
    return serializers.CharField(
        required=False, allow_blank=True, default="", max_length=10_000, **options
    )


class NothingBody(VerbSerializer):
    pass


class NoteBody(VerbSerializer):
    note = words()


class ReasonBody(VerbSerializer):
    reason = words()


class ReassignBody(ReasonBody):
    owner = VisibleField(Owner, "reference")


class RescheduleBody(ReasonBody):
    due_on = serializers.DateField()


class UpdateBody(VerbSerializer):
    text = serializers.CharField(max_length=10_000)
    next_steps = words()
    brag = serializers.ChoiceField(
        choices=Brag.choices, required=False, allow_blank=True, default=""
    )
    brag_reason = words()
    forecast_on = serializers.DateField(required=False, allow_null=True, default=None)


class RespondBody(ReasonBody):
    response = serializers.ChoiceField(choices=Response.choices)


class CloseBody(NoteBody):
    recheck_on = serializers.DateField(required=False, allow_null=True, default=None)


class SupersedeBody(ReasonBody):
    by = VisibleField(Recommendation, "reference")


class BulkItem(serializers.Serializer[Any]):
    """Besides these, the fields of the verb's own body."""

    reference = serializers.CharField(max_length=40)
    verb = serializers.ChoiceField(choices=sorted(ACTION_VERBS.keys() - {"revise"}))
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


class BulkBody(VerbSerializer):
    all_or_nothing = serializers.BooleanField(default=False)
    items = serializers.ListField(
        child=serializers.DictField(), min_length=1, max_length=200
    )


class BulkResult(serializers.Serializer[Any]):
    reference = serializers.CharField(allow_null=True)
    status = serializers.IntegerField(help_text="As the verb alone would answer.")
    problem = serializers.DictField(allow_null=True)


class BulkResults(serializers.Serializer[Any]):
    results = BulkResult(many=True)
