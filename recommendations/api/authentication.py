"""`Authorization: Bearer <prefix>.<secret>`: who a program speaks for."""

from contextlib import suppress
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from recommendations.models import ApiToken

# Writing the time of use on each request would make every read a write.
_NOTE_USE_EVERY = timedelta(minutes=5)
_REFUSED = "This token is not valid. It may be mistyped, expired or revoked."


class BearerAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        try:
            prefix, secret = words[1].decode("ascii").split(".")
        except (IndexError, ValueError):
            raise AuthenticationFailed(_REFUSED) from None
        if len(words) != 2 or "\x00" in prefix:
            raise AuthenticationFailed(_REFUSED)
        now = timezone.now()
        token = (
            ApiToken.objects.usable(at=now)
            .select_related("user")
            .filter(prefix=prefix)
            .first()
        )
        if token is None or not token.matches(secret):
            raise AuthenticationFailed(_REFUSED)
        if token.last_used_at is None or token.last_used_at < now - _NOTE_USE_EVERY:
            # Who only reads is served while the database takes no writes.
            with suppress(DatabaseError), transaction.atomic():
                ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class BearerScheme(OpenApiAuthenticationExtension):
    """How the schema names this way to sign in."""

    target_class = BearerAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
