"""Sign-in by user name or by e-mail address: user names that the product gives say
nothing about the person, so that few know theirs. And what must be done first."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from recommendations.workflow.access import MUST_CHOOSE

_OPEN = {"admin:password_change", "admin:logout", "admin:login", "health"}


class NameOrEmailBackend(ModelBackend):
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        name = username and _name_for(username)
        return super().authenticate(request, name, password, **kwargs)


def _name_for(typed: str) -> str:
    """The user name of the one active person who has the address that was typed; what
    is somebody's user name is that."""
    if "@" not in typed or User.objects.filter(username=typed).exists():
        return typed
    people = User.objects.filter(email__iexact=typed.strip(), is_active=True)[:2]
    return people[0].get_username() if len(people) == 1 else typed


class FirstPasswordMiddleware:
    """Leads a person whose password somebody else typed in to the page where they
    choose their own, wherever they go."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        # A program that brings a token has no session to ask.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        match = request.resolver_match
        if not request.session.get(MUST_CHOOSE) or match is None:
            return None
        if match.view_name in _OPEN:
            return None
        if request.path_info.startswith("/api/"):
            raise PermissionDenied("Choose a password of your own first.")
        return redirect("admin:password_change")
