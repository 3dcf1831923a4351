"""The bodies of the verbs, made from their declarations: shape only. Whether a note or
reason is needed is a rule, so workflow says it, together with all else that is
missing."""

from functools import cache
from typing import Any

from rest_framework import serializers

from recommendations.api.serializers.confirming import (
    ConfirmingSerializer,
    GoingAheadSerializer,
)
from recommendations.api.serializers.inputs import VisibleField
from recommendations.api.serializers.problems import ProblemSerializer
from recommendations.api.serializers.strict import DayField
from recommendations.workflow.declarations import (
    Address,
    Choice,
    Day,
    Field,
    File,
    Flag,
    Line,
    Pick,
    Verb,
    Words,
)
from recommendations.workflow.verbs.common import NOTE, OVERRIDE, REASON


@cache
def body_of(verb: Verb) -> type[ConfirmingSerializer]:
    """The shape of what is sent to the verb."""
    shared = _SHARED.get(tuple(field.name for field in verb.takes))
    if shared is not None:
        return shared
    return _body(f"{verb.name.title().replace('-', '')}Body", verb.takes)


def _body(name: str, takes: tuple[Field, ...]) -> type[ConfirmingSerializer]:
    goes_ahead = any(isinstance(field, Flag) for field in takes)
    base = GoingAheadSerializer if goes_ahead else ConfirmingSerializer
    fields = {
        field.name: _field(field) for field in takes if not isinstance(field, Flag)
    }
    return type(name, (base,), {"__doc__": None, **fields})


def _field(field: Field) -> serializers.Field:
    is_needed = field.needed and not field.by_rule
    empty: dict[str, Any] = {"required": is_needed}
    if field.into:
        empty["source"] = field.into
    unsaid: dict[str, Any] = {} if is_needed else {"allow_blank": True, "default": ""}
    match field:
        case Address():
            return serializers.URLField(**empty, **unsaid, max_length=field.most)
        case Words() | Line():
            return serializers.CharField(**empty, **unsaid, max_length=field.most)
        case Day():
            no_day: dict[str, Any] = (
                {} if is_needed else {"allow_null": True, "default": None}
            )
            return DayField(**empty, **no_day)
        case Choice(initial="") as choice:
            return serializers.ChoiceField(choices=choice.choices, **empty, **unsaid)
        case Choice() as choice:
            return serializers.ChoiceField(
                choices=choice.choices, default=choice.initial
            )
        case File():
            return serializers.FileField(**empty, allow_empty_file=True)
        case Pick() as pick:
            model = pick.relation.related_model
            return VisibleField(model, pick.key, many=pick.many, **empty)
    raise TypeError(field)


class NothingBody(ConfirmingSerializer):
    pass


# Bodies that several verbs share, by the fields in them; the others have their own.
_SHARED: dict[tuple[str, ...], type[ConfirmingSerializer]] = {
    (): NothingBody,
    ("reason",): _body("ReasonBody", (REASON,)),
    ("note", "override_reason"): _body("GatedBody", (NOTE, OVERRIDE)),
}


class BulkResult(serializers.Serializer[Any]):
    index = serializers.IntegerField(help_text="Of the item, from 0.")
    reference = serializers.CharField(allow_null=True)
    status = serializers.IntegerField(help_text="As the verb alone would answer.")
    problem = ProblemSerializer(allow_null=True)


class BulkResults(serializers.Serializer[Any]):
    results = BulkResult(many=True)
