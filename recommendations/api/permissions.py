"""Who may call at all: sign-in, and whether a token may write. What a role may do is
for workflow, what a caller may see for the querysets."""

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from recommendations.models import ApiToken


class SignedIn(BasePermission):
    """A person or token that signed in; a read-only token only reads."""

    message = "This token is read only."

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        token = request.auth
        read_only = isinstance(token, ApiToken) and token.is_read_only
        return not read_only or request.method in SAFE_METHODS
