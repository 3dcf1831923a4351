"""Evidence, changes of due dates, and the checks of an action, as they are shown and as
they are sent."""

from typing import Any

from rest_framework import serializers

from recommendations.api.serializers.base import (
    OF_ITSELF,
    ActionRef,
    IsArchivedField,
    RowSerializer,
    address_of,
)
from recommendations.api.serializers.inputs import VisibleField
from recommendations.api.serializers.verbs import body_of
from recommendations.models import (
    ActionEvidence,
    ActionItem,
    DueDateChange,
    Evidence,
)
from recommendations.workflow.declarations import verbs_of


class ProvenActionSerializer(RowSerializer):
    reference = serializers.CharField(source="action.reference", read_only=True)
    title = serializers.CharField(source="action.title", read_only=True)

    class Meta:
        model = ActionEvidence
        fields = ["reference", "title"]


class EvidenceSerializer(RowSerializer):
    """`actions` are those of its actions that the caller may see. `file_url` offers the
    file, where it is one."""

    actions = ProvenActionSerializer(source="shown_links", many=True, read_only=True)
    file_url = serializers.SerializerMethodField()
    added_at = serializers.DateTimeField(source="created_at", read_only=True)
    link = serializers.CharField(source="url", read_only=True)
    is_archived = IsArchivedField(source="is_hidden")

    class Meta:
        model = Evidence
        fields = [
            "uid",
            "authority",
            "actions",
            "form",
            "form_label",
            "proves",
            "proves_label",
            "title",
            "note",
            "proves_from",
            "proves_to",
            "expires_on",
            "file_name",
            "file_url",
            "size",
            "sha256",
            "link",
            "held_by",
            "held_where",
            "held_reference",
            "shown_by",
            "added_by",
            "added_by_username",
            "added_at",
            "is_archived",
            *OF_ITSELF,
        ]

    def get_file_url(self, evidence: Evidence) -> str | None:
        if not evidence.file:
            return None
        return address_of(self.context["request"], "api:evidence-file", evidence.pk)


class EvidenceForBody(body_of(verbs_of(ActionItem)["evidence"])):  # type: ignore[misc]  # made at start
    other_actions = None
    actions = VisibleField(ActionItem, "reference", many=True, allow_empty=False)


class DueDateChangeSerializer(RowSerializer):
    class Meta:
        model = DueDateChange
        fields = [
            "uid",
            "action",
            "from_on",
            "to_on",
            "reason",
            "requested_on",
            "requested_by",
            "requested_by_username",
            "decision",
            "decision_label",
            "decided_on",
            "decided_by",
            "decided_by_username",
            "message",
            "is_self_approved",
            "is_archived",
            *OF_ITSELF,
        ]


class HandedOverSerializer(serializers.Serializer[Any]):
    reference = serializers.CharField()
    to = serializers.CharField()
    moved = ActionRef(many=True)


class BaselineActionSerializer(serializers.Serializer[Any]):
    """An action as the plan promised it, and as it is."""

    reference = serializers.CharField()
    title = serializers.CharField()
    difference = serializers.ListField(
        child=serializers.ChoiceField(
            choices=["added", "dropped", "moved", "reassigned", "done", "unchanged"]
        )
    )
    owner_then = serializers.CharField(allow_null=True)
    owner_now = serializers.CharField(allow_null=True)
    due_then = serializers.DateField(allow_null=True)
    due_now = serializers.DateField(allow_null=True)
    status = serializers.CharField(allow_null=True)


class BaselineSerializer(serializers.Serializer[Any]):
    plan = serializers.CharField()
    frozen_on = serializers.DateField(allow_null=True)
    counts = serializers.DictField(child=serializers.IntegerField())
    actions = BaselineActionSerializer(many=True)
