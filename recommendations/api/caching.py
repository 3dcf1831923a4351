"""What may be kept of an answer under /api/: nothing by others than the caller, and
nothing that is not asked for anew. One of the middlewares of the settings."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class PrivateMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path_info.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
