"""The shape of a problem, for the schema: what `api/problems.py` answers with."""

from typing import Any

from rest_framework import serializers

from recommendations.api.problems import CODES
from recommendations.child_data import KINDS


class SuspectSerializer(serializers.Serializer[Any]):
    """Words that look like a child's personal data, masked."""

    field = serializers.CharField()
    kind = serializers.CharField(help_text=", ".join(KINDS))
    excerpt = serializers.CharField()


class ConsequenceSerializer(serializers.Serializer[Any]):
    """What the verb will do, in words, and a code for it."""

    code = serializers.CharField()
    message = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """Problem details (RFC 9457). `errors` names what is wrong in the request; `from`,
    `verb` and `allowed` come with a move that does not lead on from the status,
    `missing` with one that lacks something, `version` with a stale one; and `field`,
    `kind` and `suspects` where a write looks as if it held a child's data; `confirm`
    lists what a verb will do that wants to be confirmed. `type` is
    the address where the code is explained."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.ChoiceField(CODES)
    detail = serializers.CharField()
    instance = serializers.CharField()

    def get_fields(self) -> dict[str, serializers.Field]:
        """`errors` and `from` mean something else in Python: they cannot be above."""
        more: dict[str, serializers.Field] = {
            "errors": serializers.DictField(child=_words(), required=False),
            "from": serializers.CharField(required=False),
            "verb": serializers.CharField(required=False),
            "allowed": _words(required=False),
            "missing": _words(required=False),
            "version": serializers.IntegerField(required=False),
            "field": serializers.CharField(required=False),
            "kind": serializers.CharField(required=False),
            "suspects": SuspectSerializer(many=True, required=False),
            "confirm": ConsequenceSerializer(many=True, required=False),
        }
        return {**super().get_fields(), **more}


def _words(**options: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(), **options)
