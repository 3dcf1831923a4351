"""A person's memberships are read once a request. One of the middlewares of the
settings."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from recommendations.models.standing import cached_standings


class StandingMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with cached_standings():
            return self.get_response(request)
