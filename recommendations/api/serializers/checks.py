"""Who looked at an action and what they found, and which gates a manager let a record
through without. Shown at `.../checks/` of an action and of a recommendation."""

from typing import Any

from rest_framework import serializers

from recommendations.api.serializers.base import RowSerializer, UsernameField
from recommendations.models import GateOverride, ImpactCheck, Verification


class VerificationSerializer(RowSerializer):
    checked_by = serializers.CharField(source="checker_shown", read_only=True)
    checked_by_username = UsernameField("checker")

    class Meta:
        model = Verification
        fields = [
            "outcome",
            "outcome_label",
            "note",
            "checked_on",
            "checked_by",
            "checked_by_username",
        ]


class ImpactCheckSerializer(RowSerializer):
    """Without an outcome it is still to be made. `evidence`: by uid."""

    checked_by = serializers.CharField(source="checker_shown", read_only=True)
    checked_by_username = UsernameField("checker")
    evidence: Any = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = ImpactCheck
        fields = [
            "due_on",
            "outcome",
            "outcome_label",
            "note",
            "checked_on",
            "checked_by",
            "checked_by_username",
            "evidence",
        ]


class GateOverrideSerializer(RowSerializer):
    """`gates` holds the codes of what was missing."""

    verb = serializers.CharField(source="move", read_only=True)
    gates = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = GateOverride
        fields = ["verb", "gates", "reason", "made_on", "made_by", "made_by_username"]


class OverridesSerializer(serializers.Serializer[Any]):
    reference = serializers.CharField()
    overrides = GateOverrideSerializer(many=True)


class ChecksSerializer(OverridesSerializer):
    verifications = VerificationSerializer(many=True)
    impact_checks = ImpactCheckSerializer(many=True)
