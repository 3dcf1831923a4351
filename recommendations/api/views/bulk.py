"""The verbs of actions as REST plays them, one at a time or many at once."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.fields import empty

from recommendations.api.errors import REFUSALS, as_problem
from recommendations.api.serializers.confirming import ConfirmingSerializer
from recommendations.api.serializers.strict import StrictSerializer
from recommendations.api.serializers.verbs import body_of
from recommendations.models import ActionItem
from recommendations.workflow.confirming import confirmed
from recommendations.workflow.consequences import going_ahead
from recommendations.workflow.declarations import verbs_of
from recommendations.workflow.moves import OVERRIDE, require_role
from recommendations.workflow.recording import lock_all, unchanged

BULK_VERBS = {name: verb for name, verb in verbs_of(ActionItem).items() if verb.bulk}
# What a gate asks for is never let pass for many at once.
ONE_BY_ONE = (
    "A gate cannot be waived for many actions at once. Use the verb on this action "
    "alone, with a reason."
)


class BulkItem(StrictSerializer):
    """Besides these, the fields of the verb's own body."""

    reference = serializers.CharField(max_length=40)
    verb = serializers.ChoiceField(choices=sorted(BULK_VERBS))
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


class BulkRow(BulkItem):
    """One item as the schema tells it: the verb, and whatever any verb may take.
    Without defaults, since a generated client would send them with every verb."""

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        for verb in BULK_VERBS.values():
            for name, field in body_of(verb)().get_fields().items():
                field.required, field.default = False, empty
                if name != OVERRIDE:
                    fields.setdefault(name, field)
        return fields


@extend_schema_field(
    serializers.ListSerializer(child=BulkRow(), min_length=1, max_length=200)
)
class BulkRows(serializers.ListField):
    pass


class BulkBody(ConfirmingSerializer):
    all_or_nothing = serializers.BooleanField(default=False)
    # Each item is judged by itself, so that a wrong one does not stop the others.
    items = BulkRows(child=serializers.DictField(), min_length=1, max_length=200)


class _Undo(Exception):
    """Takes back what the items before the failed one did."""


def play_all(
    items: list[dict[str, Any]],
    rows: Any,
    context: dict[str, Any],
    *,
    all_or_nothing: bool,
) -> tuple[list[dict[str, Any]], bool]:
    """Each item's result in order, and whether what was asked for stands."""
    results = []
    try:
        with transaction.atomic():
            _lock(items, rows)
            for index, item in enumerate(items):
                results.append({"index": index, **_result(item, rows, context)})
            failed = any(result["problem"] for result in results)
            if failed and all_or_nothing:
                raise _Undo
    except _Undo:
        return results, False
    return results, True


def _lock(items: list[dict[str, Any]], rows: Any) -> None:
    """Hold all that the items name, in one order whatever theirs is."""
    named = [item.get("reference") for item in items]
    references = [reference for reference in named if isinstance(reference, str)]
    keys = rows.filter(reference__in=references).values_list("pk", flat=True)
    lock_all(ActionItem.objects.with_archived().filter(pk__in=list(keys)))


def require_replayable(
    items: list[dict[str, Any]], answer: dict[str, Any], rows: Any, *, by: Any
) -> None:
    """Who asks again still sees what they changed, and may still change it."""
    verbs = {
        item["reference"]: item["verb"]
        for item, result in zip(items, answer["results"], strict=True)
        if result["problem"] is None
    }
    visible = list(rows.filter(reference__in=verbs))
    if len(visible) < len(verbs):
        raise NotFound
    for row in visible:
        require_role(row, verbs[row.reference], by=by)


def _result(item: dict[str, Any], rows: Any, context: dict[str, Any]) -> dict[str, Any]:
    reference = item.get("reference")
    result = {"reference": reference if isinstance(reference, str) else None}
    try:
        with transaction.atomic():
            _play(item, rows, context)
    except REFUSALS as refused:
        body = as_problem(refused, instance=context["request"].path)
        return {**result, "status": body["status"], "problem": body}
    return {**result, "status": 200, "problem": None}


def _play(item: dict[str, Any], rows: Any, context: dict[str, Any]) -> None:
    user = context["request"].user
    names = BulkItem().fields.keys()
    head = BulkItem(data={name: item[name] for name in names & item.keys()})
    if not head.is_valid():
        raise ValidationError(head.errors)
    fields = head.validated_data
    row = rows.filter(reference=fields["reference"]).first()
    if row is None:
        raise NotFound("There is no such action, or you cannot see it.")
    require_role(row, fields["verb"], by=user)
    verb = BULK_VERBS[fields["verb"]]
    rest = {name: value for name, value in item.items() if name not in names}
    if OVERRIDE in rest:
        raise ValidationError({OVERRIDE: [ONE_BY_ONE]})
    body = body_of(verb)(data=rest, context=context)
    body.is_valid(raise_exception=True)
    with (
        confirmed(body.is_confirmed),
        going_ahead(body.goes_ahead),
        unchanged(row, fields["version"]),
    ):
        verb.play(row, by=user, **body.validated_data)
