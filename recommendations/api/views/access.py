"""Who is signed in, and the API tokens that people make for themselves. What a token is
good for, and for how long, is workflow's to say."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from recommendations.api.filters.access import TokenFilters
from recommendations.api.pagination import Ordering
from recommendations.api.serializers.access import (
    MeSerializer,
    NewTokenSerializer,
    TokenBody,
    TokenSerializer,
)
from recommendations.api.serializers.verbs import NothingBody
from recommendations.api.views.base import RecordViewSet, ScopedViewSet
from recommendations.models import ApiToken, KeptAnswer, Membership
from recommendations.models.trail import actor_name
from recommendations.workflow.access import caller, make_token, revoke_token


def _token_of(request: Request) -> ApiToken | None:
    """The token that the call was made with."""
    return request.auth if isinstance(request.auth, ApiToken) else None


class MeViewSet(ScopedViewSet):
    queryset = Membership.objects.none()
    serializer_class = MeSerializer
    pagination_class = None

    @extend_schema(responses=MeSerializer, filters=False)
    def me(self, request: Request) -> Response:
        """The person who is signed in, their roles, and the token of this call."""
        user = caller(request)
        held = user.memberships.current(on=timezone.localdate())
        held = held.select_related("authority", "agency")
        body = {
            "username": user.get_username(),
            "name": actor_name(user),
            "memberships": held,
            "token": _token_of(request),
        }
        return Response(MeSerializer(body).data)


class TokenViewSet(RecordViewSet):
    """One's own API tokens; an administrator sees those of all."""

    queryset = ApiToken.objects.select_related("user")
    serializer_class = TokenSerializer
    filterset_class = TokenFilters
    lookup_field = "uid"
    http_method_names = ["get", "post", "head", "options"]
    orderings = {
        "created_at": Ordering("created_at"),
        "expires_at": Ordering("expires_at"),
    }
    default_ordering = "-created_at"
    # The trail of tokens is for administrators, in the admin.
    history = None  # type: ignore[assignment]  # no such route

    @extend_schema(request=TokenBody, responses={201: NewTokenSerializer})
    def create(self, request: Request) -> Response:
        """Make a token for oneself. Its secret is in this answer and nowhere else."""
        context = self.get_serializer_context()
        body = TokenBody(data=request.data, context=context)
        body.is_valid(raise_exception=True)
        by = caller(request)
        token: Any
        token, key = make_token(
            by=by, user=by, made_with=_token_of(request), **body.validated_data
        )
        token.secret = key
        data = NewTokenSerializer(token, context=context).data
        headers = {
            "Location": str(data["url"]),
            "ETag": f'"{token.version}"',
            "Cache-Control": "no-store",
        }
        return Response(data, status.HTTP_201_CREATED, headers=headers)

    def kept_body(self, body: Any) -> Any:
        """What is told once is not kept either; of a token revoked nothing is told."""
        return {**body, "secret": None} if body and "secret" in body else body

    def require_replayable(self, answer: KeptAnswer) -> None:
        """One's own revoked token is gone, and with it the answer that made it."""
        if not self.detail:
            super().require_replayable(answer)

    @extend_schema(
        request=NothingBody,
        responses={204: OpenApiResponse(description="The token is no longer valid.")},
        filters=False,
    )
    @action(detail=True, methods=["post"], filterset_class=None)
    def revoke(self, request: Request, key: str) -> Response:
        """End a token, and all that were made with it."""
        token = self.get_object()
        body = NothingBody(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        by = caller(request)
        revoke_token(token, by=by)
        return Response(status=status.HTTP_204_NO_CONTENT)
