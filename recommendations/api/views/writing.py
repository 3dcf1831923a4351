"""What every write over REST does, in this order: see the record (404), the role (403),
the shape (400), the version (412), the rule (409)."""

import inspect
import json
import re
from typing import Any

from django.conf import settings
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from recommendations.api.encoding import PlainJSONRenderer
from recommendations.api.parsers import UPLOADS
from recommendations.api.serializers.actions import (
    ActionSerializer,
    MovesSerializer,
    UpdateSerializer,
)
from recommendations.api.serializers.evidence import (
    DueDateChangeSerializer,
    EvidenceSerializer,
)
from recommendations.api.serializers.inputs import InputSerializer
from recommendations.api.serializers.verbs import body_of
from recommendations.api.views.base import RecordViewSet
from recommendations.choices import Role
from recommendations.models import (
    ActionItem,
    DueDateChange,
    Evidence,
    ProgressUpdate,
)
from recommendations.models.standing import Standing
from recommendations.models.trail import Record
from recommendations.workflow import records
from recommendations.workflow.access import caller
from recommendations.workflow.confirming import confirmed
from recommendations.workflow.consequences import going_ahead
from recommendations.workflow.declarations import File, Verb, verbs_of
from recommendations.workflow.errors import NotAllowed
from recommendations.workflow.moves import offers, require_role
from recommendations.workflow.recording import unchanged

# How what a verb makes is answered.
CREATED_SERIALIZERS: dict[type[Record], Any] = {
    ActionItem: ActionSerializer,
    DueDateChange: DueDateChangeSerializer,
    Evidence: EvidenceSerializer,
    ProgressUpdate: UpdateSerializer,
}
OUT_OF_SIGHT = OpenApiResponse(description="Done. The record has passed to others.")


class PreconditionRequired(APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "if_match_needed"
    default_detail = "Send If-Match with the ETag of the version that you read."


def seen_version(request: Request) -> int | None:
    """The version in `If-Match`; none when it is not sent, or any will do. A proxy that
    compresses what it passes on makes the tag a weak one: the version is the same."""
    text = request.headers.get("If-Match")
    if text is None and settings.REQUIRE_IF_MATCH:
        raise PreconditionRequired
    if text is None or text.strip() == "*":
        return None
    match = re.fullmatch(r'\s*(?:W/)?"([0-9]{1,9})"\s*', text, re.ASCII)
    if match is None:
        message = 'Send one ETag as it came, such as "7".'
        raise ValidationError({"If-Match": [message]})
    return int(match[1])


class VerbsMixin:
    """Plays verbs on the record at an address, and answers with its row."""

    queryset: Any
    get_queryset: Any
    get_object: Any
    get_serializer_context: Any
    serializer_class: Any
    sent: dict[str, Any]

    def answer(self, record: Any, code: int = status.HTTP_200_OK) -> Response:
        """The row as the detail shows it, fresh, with its new ETag; 204 where the verb
        took it out of the caller's sight."""
        row = self.get_queryset().filter(pk=record.pk).first()
        if row is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        context = self.get_serializer_context()
        data = self.serializer_class(row, context=context).data
        return Response(data, code, headers={"ETag": f'"{row.version}"'})

    def answer_created(self, record: Any) -> Response:
        """What a verb made, under its own address."""
        if isinstance(record, self.queryset.model):
            answer = self.answer(record, status.HTTP_201_CREATED)
        else:
            data = CREATED_SERIALIZERS[type(record)](
                record, context=self.get_serializer_context()
            ).data
            tag = {"ETag": f'"{record.version}"'}
            answer = Response(data, status.HTTP_201_CREATED, headers=tag)
        # Some servers refuse the kind of text that DRF makes of a link.
        answer["Location"] = str(answer.data["url"])
        return answer

    def run_verb(self, request: Request, verb: Verb) -> tuple[Any, Any]:
        """Play one verb on the record at this address; what it gave back with it."""
        record = self.get_object()
        require_role(record, verb.name, by=caller(request))
        body = body_of(verb)(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        self.sent = body.validated_data
        with (
            confirmed(body.is_confirmed),
            going_ahead(body.goes_ahead),
            unchanged(record, seen_version(request)),
        ):
            result = verb.play(record, by=caller(request), **self.sent)
        return record, result


class WritableViewSet(VerbsMixin, RecordViewSet):
    """Takes POST to make a record and PATCH to revise its words. `input_class` is the
    shape of what is sent."""

    input_class: type[InputSerializer]
    http_method_names = ["get", "post", "patch", "head", "options"]

    def get_serializer_class(self) -> Any:
        # The browsable API draws its forms from what is to be sent.
        if self.action in ("create", "partial_update"):
            return self.input_class
        return super().get_serializer_class()

    def create(self, request: Request) -> Response:
        self.require_may_create(request)
        context = self.get_serializer_context()
        body = self.input_class(data=request.data, context=context)
        body.is_valid(raise_exception=True)
        with confirmed(body.is_confirmed):
            record = self.make(body, request)
        return self.answer_created(record)

    def require_may_create(self, request: Request) -> None:
        if Role.MANAGER not in Standing.of(request.user).roles_anywhere():
            raise NotAllowed("Only an improvement manager can add this record.")

    def make(self, body: InputSerializer, request: Request) -> Any:
        """Save a new record of what was sent."""
        fields, links = body.split()
        model: Any = body.Meta.model
        by = caller(request)
        record = model(**fields)
        records.create(record, by=by, links=links)
        return record

    def partial_update(self, request: Request, key: str) -> Response:
        record = self.get_object()
        require_role(record, "revise", by=caller(request))
        context = self.get_serializer_context()
        read = self.serializer_class(record, context=context).data
        body = self.input_class(
            record,
            data=request.data,
            partial=True,
            context={**context, "stands": json.loads(PlainJSONRenderer().render(read))},
        )
        body.is_valid(raise_exception=True)
        fields, links = body.split()
        by = caller(request)
        with (
            confirmed(body.is_confirmed),
            unchanged(record, seen_version(request)),
        ):
            records.revise(record, by=by, fields=fields, links=links)
        return self.answer(record)


def with_verbs(view_set: type[VerbsMixin]) -> type[VerbsMixin]:
    """Adds `POST …/<verb>/` for each verb of the records that a view set has no view of
    its own for."""
    for verb in verbs_of(view_set.queryset.model).values():
        name = verb.name.replace("-", "_")
        if verb.name != "revise" and not hasattr(view_set, name):
            setattr(view_set, name, _verb_view(verb, name, view_set.serializer_class))
    return view_set


def _verb_view(verb: Verb, name: str, row: Any) -> Any:
    """Answers with the record's row; or, where the verb makes a record, with that, at
    once, and with the ETag of it."""

    def view(self: VerbsMixin, request: Request, key: str) -> Response:
        record, created = self.run_verb(request, verb)
        return (
            self.answer(record) if verb.makes is None else self.answer_created(created)
        )

    view.__name__ = name
    view.__doc__ = inspect.getdoc(verb.play)
    answers = row if verb.makes is None else CREATED_SERIALIZERS[verb.makes]
    options: dict[str, Any] = {"parser_classes": UPLOADS} if _takes_a_file(verb) else {}
    routed = action(
        detail=True,
        methods=["post"],
        url_path=verb.address,
        url_name=verb.address,
        serializer_class=answers,
        filterset_class=None,
        **options,
    )(view)
    return verb_schema(verb, answers)(routed)


def verb_schema(verb: Verb, answers: Any) -> Any:
    body: Any = body_of(verb)
    if _takes_a_file(verb):
        body = {"multipart/form-data": body, "application/json": body}
    responses = (
        {200: answers, 204: OUT_OF_SIGHT} if verb.makes is None else {201: answers}
    )
    return extend_schema(request=body, responses=responses, filters=False)


def _takes_a_file(verb: Verb) -> bool:
    return any(isinstance(field, File) for field in verb.takes)


def moves_view() -> Any:
    """`GET .../moves/` of a record that has statuses."""

    def moves(self: WritableViewSet, request: Request, key: str) -> Response:
        """Each verb of the record, whether the caller may play it now with this token,
        what is missing, and what it asks for."""
        record = self.get_object()
        body = {
            "reference": record.reference,
            "status": record.status,
            "moves": offers(record, by=caller(request)),
        }
        writes = not getattr(request.auth, "is_read_only", False)
        return Response(MovesSerializer(body, context={"writes": writes}).data)

    routed = action(detail=True, serializer_class=MovesSerializer)(moves)
    return extend_schema(responses=MovesSerializer, filters=False)(routed)
