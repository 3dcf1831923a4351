"""The bodies of the verbs: shape only. Whether a note or reason is needed is a rule,
so workflow says it, together with all else that is missing."""

from typing import Any

from rest_framework import serializers

from recommendations.api.serializers.confirming import (
    ConfirmingSerializer,
    GoingAheadSerializer,
)
from recommendations.api.serializers.inputs import VisibleField
from recommendations.api.serializers.problems import ProblemSerializer
from recommendations.api.serializers.strict import DayField
from recommendations.choices import GivenBrag, Response
from recommendations.models import Owner, Recommendation


def words(**options: Any) -> serializers.CharField:
    return serializers.CharField(
        required=False, allow_blank=True, default="", max_length=10_000, **options
    )


class NothingBody(ConfirmingSerializer):
    pass


class NoteBody(ConfirmingSerializer):
    note = words()


class GatedBody(NoteBody):
    """With `override_reason` a manager lets pass what a gate asks for."""

    override_reason = words()


class ApprovePlanBody(GoingAheadSerializer):
    pass


class CompleteBody(GoingAheadSerializer, GatedBody):
    pass


class ReasonBody(ConfirmingSerializer):
    reason = words()


class ReassignBody(ReasonBody):
    owner = VisibleField(Owner, "reference")


class RescheduleBody(ReasonBody, GoingAheadSerializer):
    due_on = DayField()


class UpdateBody(ConfirmingSerializer):
    text = serializers.CharField(max_length=10_000)
    next_steps = words()
    brag = serializers.ChoiceField(
        choices=GivenBrag.choices, required=False, allow_blank=True, default=""
    )
    brag_reason = words()
    forecast_on = DayField(required=False, allow_null=True, default=None)


class RespondBody(ReasonBody):
    response = serializers.ChoiceField(choices=Response.choices)
    approver = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200
    )
    review_on = DayField(required=False, allow_null=True, default=None)


class CloseBody(GatedBody):
    recheck_on = DayField(required=False, allow_null=True, default=None)


class SupersedeBody(ReasonBody):
    by = VisibleField(Recommendation, "reference")


class BulkResult(serializers.Serializer[Any]):
    index = serializers.IntegerField(help_text="Of the item, from 0.")
    reference = serializers.CharField(allow_null=True)
    status = serializers.IntegerField(help_text="As the verb alone would answer.")
    problem = ProblemSerializer(allow_null=True)


class BulkResults(serializers.Serializer[Any]):
    results = BulkResult(many=True)
