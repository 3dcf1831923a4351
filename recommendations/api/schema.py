"""The OpenAPI schema: adds what drf-spectacular does not know of. All follows from what
an operation is (its method, whether it is about one record, whether it acts once), so
that no view has to say it."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.parsers import JSONParser

from recommendations.api.errors import MEDIA_TYPE
from recommendations.api.idempotency import KEY_SHAPE as IDEMPOTENCY_KEY_SHAPE
from recommendations.api.idempotency import REPLAYED
from recommendations.api.serializers.problems import ProblemSerializer
from recommendations.api.serializers.strict import KEY_SHAPE, StrictSerializer
from recommendations.reports.exports import XLSX_TYPE

_IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": r'^(\*|(W/)?"[0-9]{1,9}")$'},
    OpenApiParameter.HEADER,
    description="The ETag that you read. If the record has changed since: 412.",
)
_IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": f"^{IDEMPOTENCY_KEY_SHAPE}$"},
    OpenApiParameter.HEADER,
    description="A key that you choose. A call sent again with it within a day gets "
    "the same answer and is not done again.",
)
_HEADERS: dict[str, dict[str, Any]] = {
    "ETag": {
        "schema": {"type": "string", "pattern": '^"[0-9]+"$'},
        "description": "The version of the record, for `If-Match`.",
        "required": True,
    },
    "Location": {
        "schema": {"type": "string", "format": "uri"},
        "description": "Where the new record is.",
        "required": True,
    },
    REPLAYED: {
        "schema": {"type": "string", "enum": ["true"]},
        "description": "Present only if a call was made before with this key.",
    },
    "WWW-Authenticate": {
        "schema": {"type": "string"},
        "description": "How to sign in.",
        "required": True,
    },
}

_TABLES: dict[str, dict[str, Any]] = {
    "text/csv": {"type": "string"},
    XLSX_TYPE: {"type": "string", "format": "binary"},
}

_ANYWHERE = {
    "400": "Something in the request is wrong: `errors` names it.",
    "401": "There is no sign-in, or it is not valid.",
    "404": "There is nothing there, or this caller cannot see it.",
    "406": "This address does not answer in the media type that `Accept` names.",
}
_WRITING = {
    "403": "The caller can see this but cannot do it.",
    "409": "A rule forbids it: see `allowed` or `missing`. Or it clashes with an "
    "existing record.",
    "413": "The body is too big.",
    "415": "The media type of the body is not accepted.",
}
_IF_MATCHING = {
    "412": "Somebody changed the record since you read it.",
    "428": "`If-Match` is missing. Only if the server is set to require it.",
}
_ACTING_ONCE = {"422": "The `Idempotency-Key` was sent with another request before."}


class VisibleFieldSchema(OpenApiSerializerFieldExtension):
    """A record in a body is named by its key."""

    target_class = "recommendations.api.serializers.inputs.VisibleField"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        if self.target.slug_field == "id":
            return {"type": "string", "format": "uuid"}
        return {"type": "string", "pattern": KEY_SHAPE, "maxLength": 60}


class ProblemAutoSchema(AutoSchema):
    @property
    def _writes(self) -> bool:
        return self.method in ("POST", "PATCH")

    @property
    def _is_of_record(self) -> bool:
        """About one record that is there: its detail, its words, a verb on it."""
        return bool(getattr(self.view, "detail", False))

    @property
    def _takes_if_match(self) -> bool:
        return self._writes and self._is_of_record

    @property
    def _action(self) -> str:
        return str(getattr(self.view, "action", ""))

    @property
    def _acts_once(self) -> bool:
        return self.method == "POST"

    def get_summary(self) -> str:
        """A few words for the lists of operations: what it does with which records."""
        view: Any = self.view
        model = view.queryset.model._meta
        plural, singular = str(model.verbose_name_plural), str(model.verbose_name)
        plain = {
            "list": f"List {plural}",
            "retrieve": f"Read one {singular}",
            "create": f"Make one {singular}",
            "partial_update": f"Revise one {singular}",
            "history": f"Read the history of one {singular}",
        }
        verb = self._action.replace("_", " ").capitalize()
        return plain.get(
            self._action, f"{verb}: {singular if self._is_of_record else plural}"
        )

    def _get_parameters(self) -> list[dict[str, Any]]:
        """No parameter of an address is taken without a value."""
        parameters: list[dict[str, Any]] = super()._get_parameters()
        for parameter in parameters:
            schema = parameter["schema"]
            is_words = schema.get("type") == "string" and schema.keys() == {"type"}
            if parameter["in"] == "query" and is_words:
                schema["minLength"] = 1
        return parameters

    def get_override_parameters(self) -> list[Any]:
        parameters = list(super().get_override_parameters())
        if self._takes_if_match:
            parameters.append(_IF_MATCH)
        if self._acts_once:
            parameters.append(_IDEMPOTENCY_KEY)
        return parameters

    def get_response_serializers(self) -> Any:
        """A record that was made or revised is answered as its detail shows it."""
        if self._action in ("create", "partial_update"):
            view: Any = self.view
            return view.serializer_class
        return super().get_response_serializers()

    def map_parsers(self) -> list[Any]:
        """Forms serve the browsable pages; a program sends JSON where it may."""
        media_types: list[Any] = super().map_parsers()
        return (
            [JSONParser.media_type]
            if JSONParser.media_type in media_types
            else media_types
        )

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        if direction != "response":
            return bodies
        for body in bodies.values():
            # Only the JSON has the shape of the page; a table is text or a file.
            for media_type in _TABLES.keys() & body.get("content", {}).keys():
                body["content"][media_type] = {"schema": _TABLES[media_type]}
        for status, description in self._problems().items():
            response = OpenApiResponse(ProblemSerializer, description)
            problem_body = self._get_response_for_code(response, status, [MEDIA_TYPE])
            body = bodies.setdefault(status, problem_body)
            body["content"] |= problem_body["content"]
        return bodies

    def _problems(self) -> dict[str, str]:
        return {
            **_ANYWHERE,
            **(_WRITING if self._writes else {}),
            **(_IF_MATCHING if self._takes_if_match else {}),
            **(_ACTING_ONCE if self._acts_once else {}),
        }

    def _get_response_headers_for_code(
        self, status_code: str, direction: Any = "response"
    ) -> dict[str, Any]:
        names = []
        is_record = self._takes_if_match or self._action in ("create", "retrieve")
        if status_code in ("200", "201") and is_record:
            names.append("ETag")
        if status_code == "201":
            names.append("Location")
        if self._acts_once and status_code.startswith("2"):
            names.append(REPLAYED)
        if status_code == "401":
            names.append("WWW-Authenticate")
        headers = super()._get_response_headers_for_code(status_code, direction)
        return {**headers, **{name: _HEADERS[name] for name in names}}

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> dict[str, Any]:
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)
        properties = schema.get("properties", {})
        if isinstance(serializer, StrictSerializer):
            schema["additionalProperties"] = False
            for name, field in serializer.fields.items():
                if isinstance(field, serializers.CharField) and not field.allow_blank:
                    properties[name].setdefault("minLength", 1)
            if serializer.partial:
                for name in serializer.never_revised & properties.keys():
                    del properties[name]
            if not type(serializer).__doc__:  # Else it is told what its base is for.
                schema.pop("description", None)
        elif isinstance(serializer, serializers.ModelSerializer):
            # A row that is answered with holds each of its fields.
            schema["required"] = sorted(properties)
        return schema
