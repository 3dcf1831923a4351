"""What every write over REST does, in this order: see the record (404), the role (403),
the shape (400), the version (412), the rule (409)."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.conf import settings
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from recommendations.api.encoding import PlainJSONRenderer
from recommendations.api.filters.base import check_parameters
from recommendations.api.serializers.actions import MovesSerializer
from recommendations.api.serializers.confirming import ConfirmingSerializer
from recommendations.api.serializers.inputs import InputSerializer
from recommendations.api.serializers.verbs import NothingBody
from recommendations.api.views.base import RecordViewSet
from recommendations.choices import Role
from recommendations.models.standing import Standing
from recommendations.workflow import records
from recommendations.workflow.confirming import confirmed
from recommendations.workflow.consequences import going_ahead
from recommendations.workflow.errors import NotAllowed
from recommendations.workflow.moves import open_moves, require_role
from recommendations.workflow.recording import unchanged
from recommendations.workflow.undo import undo

OUT_OF_SIGHT = OpenApiResponse(
    description="Done. The record has passed to others, and the caller sees it no more."
)
Play = Callable[[Any, Any, dict[str, Any]], Any]


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
    found = re.fullmatch(r'\s*(?:W/)?"([0-9]{1,9})"\s*', text, re.ASCII)
    if found is None:
        message = 'Send one ETag as it came, such as "7".'
        raise ValidationError({"If-Match": [message]})
    return int(found[1])


class VerbsMixin:
    """Plays verbs on the record at an address, and answers with its row."""

    get_queryset: Any
    get_object: Any
    get_serializer_context: Any
    serializer_class: Any

    def answer(self, record: Any, code: int = status.HTTP_200_OK) -> Response:
        """The row as the detail shows it, fresh, with its new ETag; 204 where the verb
        took it out of the caller's sight."""
        row = self.get_queryset().filter(pk=record.pk).first()
        if row is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        context = self.get_serializer_context()
        data = self.serializer_class(row, context=context).data
        return Response(data, code, headers={"ETag": f'"{row.version}"'})

    def run_verb(
        self,
        request: Request,
        verb: str,
        body_class: type[ConfirmingSerializer],
        play: Play,
    ) -> tuple[Any, Any]:
        """Play one verb on the record at this address; what it gave back with it."""
        check_parameters(request, {"format"})
        record = self.get_object()
        require_role(record, verb, by=request.user)
        body = body_class(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        with (
            confirmed(body.is_confirmed),
            going_ahead(body.goes_ahead),
            unchanged(record, seen_version(request)),
        ):
            given = play(record, request.user, body.validated_data)
        return record, given


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
        check_parameters(request, {"format"})
        self.require_may_create(request)
        context = self.get_serializer_context()
        body = self.input_class(data=request.data, context=context)
        body.is_valid(raise_exception=True)
        with confirmed(body.is_confirmed):
            record = self.make(body, request)
        answer = self.answer(record, status.HTTP_201_CREATED)
        # Some servers refuse the kind of text that DRF makes of a link.
        answer["Location"] = str(answer.data["url"])
        return answer

    def require_may_create(self, request: Request) -> None:
        if Role.MANAGER not in Standing.of(request.user).roles_anywhere():
            raise NotAllowed("Only an improvement manager may make this record.")

    def make(self, body: InputSerializer, request: Request) -> Any:
        """Save a new record of what was sent."""
        fields, links = body.split()
        model: Any = body.Meta.model  # type: ignore[attr-defined]
        by: Any = request.user
        record = model(**fields)
        records.create(record, by=by, links=links)
        return record

    def partial_update(self, request: Request, key: str) -> Response:
        check_parameters(request, {"format"})
        record = self.get_object()
        require_role(record, "revise", by=request.user)
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
        by: Any = request.user
        with (
            confirmed(body.is_confirmed),
            unchanged(record, seen_version(request)),
        ):
            records.revise(record, by=by, fields=fields, links=links)
        return self.answer(record)


def verb_view(
    verb: str, body_class: type[ConfirmingSerializer], play: Play, answers: Any
) -> Any:
    """`POST .../<verb>/`, answered with the row. `play(record, user, body)` calls the
    verb's function in workflow."""

    def view(self: VerbsMixin, request: Request, key: str) -> Response:
        record, _ = self.run_verb(request, verb, body_class, play)
        return self.answer(record)

    view.__name__ = verb.replace("-", "_")
    view.__doc__ = play.__doc__
    routed = action(
        detail=True,
        methods=["post"],
        url_path=verb,
        url_name=verb,
        serializer_class=answers,
        filterset_class=None,
    )(view)
    schema = extend_schema(
        request=body_class,
        responses={200: answers, 204: OUT_OF_SIGHT},
        filters=False,
    )
    return schema(routed)


def undo_view(answers: Any) -> Any:
    """`POST .../undo/`: who slipped takes their own last verb back."""
    return verb_view(
        "undo", NothingBody, lambda row, by, body: undo(row, by=by), answers
    )


def making_view(
    verb: str,
    body_class: type[ConfirmingSerializer],
    play: Play,
    answers: Any,
    **options: Any,
) -> Any:
    """`POST .../<verb>/` that adds a record to the one at the address. It is answered
    with what `play` made, at once, and with the ETag of that."""

    def view(self: VerbsMixin, request: Request, key: str) -> Response:
        _, made = self.run_verb(request, verb, body_class, play)
        data = answers(made, context=self.get_serializer_context()).data
        # As text of its own: see where records are made.
        headers = {"Location": str(data["url"]), "ETag": f'"{made.version}"'}
        return Response(data, status.HTTP_201_CREATED, headers=headers)

    view.__name__ = verb.replace("-", "_")
    view.__doc__ = play.__doc__
    routed = action(
        detail=True,
        methods=["post"],
        url_path=verb,
        serializer_class=answers,
        **options,
    )(view)
    takes = (
        body_class
        if "parser_classes" not in options
        else {"multipart/form-data": body_class, "application/json": body_class}
    )
    schema = extend_schema(request=takes, responses={201: answers}, filters=False)
    return schema(routed)


def moves_view() -> Any:
    """`GET .../moves/` of a record that has a move table."""

    def moves(self: WritableViewSet, request: Request, key: str) -> Response:
        """Which verbs lead on from the status, whether the caller may use them, and
        what is missing."""
        check_parameters(request, {"format"})
        record = self.get_object()
        body = {
            "reference": record.reference,
            "status": record.status,
            "moves": [asdict(move) for move in open_moves(record, by=request.user)],
        }
        return Response(MovesSerializer(body).data)

    routed = action(detail=True, serializer_class=MovesSerializer)(moves)
    return extend_schema(responses=MovesSerializer, filters=False)(routed)
