"""The verbs of actions as REST plays them, one at a time or many at once."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.fields import empty

from recommendations.api.errors import REFUSALS, as_problem
from recommendations.api.serializers.confirming import ConfirmingSerializer
from recommendations.api.serializers.evidence import (
    ImpactCheckBody,
    RequestDateBody,
)
from recommendations.api.serializers.strict import StrictSerializer
from recommendations.api.serializers.verbs import (
    CompleteBody,
    GatedBody,
    NothingBody,
    ReasonBody,
    ReassignBody,
    RescheduleBody,
    UpdateBody,
)
from recommendations.api.views.writing import Play
from recommendations.models import ActionItem
from recommendations.workflow import actions, checks, dates
from recommendations.workflow.confirming import confirmed
from recommendations.workflow.consequences import going_ahead
from recommendations.workflow.moves import require_role
from recommendations.workflow.recording import lock_all, unchanged
from recommendations.workflow.undo import undo

# Each verb that answers with the action: its body, and the function that it calls.
ACTION_VERB_TABLE: dict[str, tuple[type[ConfirmingSerializer], Play]] = {
    "start": (NothingBody, lambda row, by, body: actions.start(row, by=by)),
    "complete": (
        CompleteBody,
        lambda row, by, body: actions.complete(row, by=by, **body),
    ),
    "return": (
        ReasonBody,
        lambda row, by, body: checks.return_claim(row, by=by, **body),
    ),
    "verify": (GatedBody, lambda row, by, body: checks.verify(row, by=by, **body)),
    "embed": (GatedBody, lambda row, by, body: checks.embed(row, by=by, **body)),
    "cancel": (ReasonBody, lambda row, by, body: actions.cancel(row, by=by, **body)),
    "reopen": (ReasonBody, lambda row, by, body: actions.reopen(row, by=by, **body)),
    "reassign": (
        ReassignBody,
        lambda row, by, body: actions.reassign(row, by=by, **body),
    ),
    "reschedule": (
        RescheduleBody,
        lambda row, by, body: dates.reschedule(row, by=by, **body),
    ),
    "impact-check": (
        ImpactCheckBody,
        lambda row, by, body: checks.check_impact(row, by=by, **body),
    ),
    "undo": (NothingBody, lambda row, by, body: undo(row, by=by)),
    "block": (ReasonBody, lambda row, by, body: actions.block(row, by=by, **body)),
    "unblock": (ReasonBody, lambda row, by, body: actions.unblock(row, by=by, **body)),
    "archive": (ReasonBody, lambda row, by, body: actions.archive(row, by=by, **body)),
}
BULK_VERBS: dict[str, tuple[type[ConfirmingSerializer], Play]] = {
    **{name: verb for name, verb in ACTION_VERB_TABLE.items() if name != "undo"},
    "request-date": (
        RequestDateBody,
        lambda row, by, body: dates.request_date(row, by=by, **body),
    ),
    "updates": (
        UpdateBody,
        lambda row, by, body: actions.add_update(row, by=by, **body),
    ),
}
# What a gate asks for is never let pass for many at once.
_ONE_BY_ONE = "override_reason"
ONE_BY_ONE = (
    "Many at once pass no gate. Play the verb on this action alone, with a reason of "
    "its own."
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
        for body, _ in BULK_VERBS.values():
            for name, field in body().get_fields().items():
                field.required, field.default = False, empty
                if name != _ONE_BY_ONE:
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
    asked = [reference for reference in named if isinstance(reference, str)]
    keys = rows.filter(reference__in=asked).values_list("pk", flat=True)
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
    seen = list(rows.filter(reference__in=verbs))
    if len(seen) < len(verbs):
        raise NotFound
    for row in seen:
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
    asked = head.validated_data
    row = rows.filter(reference=asked["reference"]).first()
    if row is None:
        raise NotFound("There is no such action, or you may not see it.")
    require_role(row, asked["verb"], by=user)
    body_class, play = BULK_VERBS[asked["verb"]]
    rest = {name: value for name, value in item.items() if name not in names}
    if _ONE_BY_ONE in rest:
        raise ValidationError({_ONE_BY_ONE: [ONE_BY_ONE]})
    body = body_class(data=rest, context=context)
    body.is_valid(raise_exception=True)
    with (
        confirmed(body.is_confirmed),
        going_ahead(body.goes_ahead),
        unchanged(row, asked["version"]),
    ):
        play(row, user, body.validated_data)
