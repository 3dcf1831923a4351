"""The OpenAPI schema: adds what DRF does not know of, the problems a call may give."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from recommendations.api.errors import MEDIA_TYPE


class ProblemSerializer(serializers.Serializer):
    """Problem details (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()

    def get_fields(self) -> dict[str, serializers.Field]:
        """`errors` is a property of every serializer, so it cannot stand above."""
        messages = serializers.ListField(child=serializers.CharField())
        errors = serializers.DictField(child=messages, required=False)
        return {**super().get_fields(), "errors": errors}


_PROBLEMS = {
    "400": "Something in the request is wrong: `errors` names it.",
    "401": "No sign-in, or one that is not valid.",
    "404": "Nothing there, or not for this caller to see.",
    "405": "This address does not take that method.",
}


class ProblemAutoSchema(AutoSchema):
    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        if direction != "response":
            return bodies
        for status, description in _PROBLEMS.items():
            if status not in bodies:
                response = OpenApiResponse(ProblemSerializer, description)
                bodies[status] = self._get_response_for_code(
                    response, status, [MEDIA_TYPE]
                )
        return bodies
