"""What the reader made of a report, as it is shown, and what is sent about it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from recommendations.api.serializers.base import (
    OF_ITSELF,
    InspectionRef,
    RowSerializer,
)
from recommendations.api.serializers.confirming import ConfirmingSerializer
from recommendations.api.serializers.inputs import VisibleField
from recommendations.api.serializers.strict import StrictSerializer
from recommendations.choices import DraftStatus, RowDecision
from recommendations.models import Authority, Draft, DraftRow, Recommendation
from recommendations.workflow.drafting.accepting import missing_of
from recommendations.workflow.drafting.drafts import reviewed

MOST_ROWS = 1_000


class DraftSerializer(RowSerializer):
    """`authority_read` is its name as printed; `inspection` is what the draft became
    part of."""

    read_at = serializers.DateTimeField(source="created_at", read_only=True)
    recommendation_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Draft
        fields = [
            "uid",
            "authority",
            "authority_read",
            "file_name",
            "sha256",
            "size",
            "pages",
            "status",
            "status_label",
            "read_by",
            "read_by_username",
            "read_at",
            "decided_by",
            "decided_by_username",
            "decided_on",
            "inspection",
            "recommendation_count",
            *OF_ITSELF,
        ]


class NoteSerializer(serializers.Serializer[Any]):
    """What the reader was unsure of; `page` is null where it is about all of it."""

    code = serializers.CharField()
    message = serializers.CharField()
    page = serializers.IntegerField(allow_null=True)


class DraftRowSerializer(RowSerializer):
    """`read` is what the reader read, `edits` what a person put in its place, `was`
    what is recorded, and `match` the key of the record that says so. `effect` is what
    accepting the row does. `doubt` says why a person must decide on it first."""

    n = serializers.IntegerField(source="position")
    kind_label = serializers.CharField(source="get_kind_display")
    read = serializers.DictField()
    edits = serializers.DictField()
    decision_label = serializers.CharField(source="get_decision_display")
    effect_label = serializers.CharField(source="get_effect_display")
    match = serializers.SerializerMethodField()
    was = serializers.DictField(allow_null=True)
    needs_decision = serializers.BooleanField()

    class Meta:
        model = DraftRow
        fields = [
            "n",
            "kind",
            "kind_label",
            "name",
            "read",
            "page",
            "paragraph",
            "quote",
            "confidence",
            "edits",
            "decision",
            "decision_label",
            "needs_decision",
            "doubt",
            "effect",
            "effect_label",
            "match",
            "was",
        ]
        read_only_fields = fields

    def get_match(self, row: DraftRow) -> str | None:
        match = row.match
        if isinstance(match, Recommendation):
            return match.reference
        return str(match.pk) if match is not None else None


class DraftDetailSerializer(DraftSerializer):
    """With its rows, compared with what is recorded now. `completes` is the inspection
    that is there already, and `missing` what accepting still needs."""

    completes = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()
    notes = serializers.SerializerMethodField()
    rows = serializers.SerializerMethodField()

    class Meta(DraftSerializer.Meta):
        fields = [*DraftSerializer.Meta.fields, "completes", "missing", "notes", "rows"]

    def to_representation(self, instance: Draft) -> Any:
        self.comparison = reviewed(instance)
        return super().to_representation(instance)

    @extend_schema_field(InspectionRef(allow_null=True))
    def get_completes(self, draft: Draft) -> Any:
        inspection = self.comparison.inspection
        return InspectionRef(inspection).data if inspection is not None else None

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_missing(self, draft: Draft) -> Any:
        is_open = draft.status == DraftStatus.OPEN
        return missing_of(draft, self.comparison) if is_open else []

    @extend_schema_field(NoteSerializer(many=True))
    def get_notes(self, draft: Draft) -> Any:
        return draft.payload["notes"]

    @extend_schema_field(DraftRowSerializer(many=True))
    def get_rows(self, draft: Draft) -> Any:
        return DraftRowSerializer(self.comparison.rows, many=True).data


class ReadBody(ConfirmingSerializer):
    file = serializers.FileField(allow_empty_file=True)


class DraftRowBody(StrictSerializer):
    """What holds of a row. `edits` take the place of all edits before: a field takes
    `value`, a judgement `area` and `grade`, a recommendation `text`, `kind`,
    `responsible` and `matches` (the reference of the one it is, or empty for a new
    one), a strength `text`, a next step `text` and `due_on`."""

    n = serializers.IntegerField(min_value=1, max_value=MOST_ROWS * 10)
    decision = serializers.ChoiceField(choices=RowDecision.choices, required=False)
    edits = serializers.DictField(required=False)


class DraftInput(ConfirmingSerializer):
    authority = VisibleField(Authority, "code", required=False)
    rows: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=DraftRowBody(), required=False, max_length=MOST_ROWS
    )
