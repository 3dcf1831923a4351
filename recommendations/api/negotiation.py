"""In which form an answer goes out. Used by every view, by way of the settings."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from rest_framework.exceptions import (
    NotAcceptable,
    NotAuthenticated,
    ValidationError,
)
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

# What names no form in which a list or a record might be had.
_SAY_NOTHING = ("", "application/problem+json")


class StrictNegotiation(DefaultContentNegotiation):
    """A `format` that there is not is a wrong value like any other, and not an address
    where nothing is. Who is not signed in is told so before anything else."""

    def get_accept_list(self, request: Request) -> list[str]:
        """Problems are JSON, so who reads nothing but problems reads JSON; and who says
        nothing reads anything."""
        accepted = [
            media_type.strip() for media_type in super().get_accept_list(request)
        ]
        besides = [
            media_type
            for media_type in accepted
            if media_type.partition(";")[0] not in _SAY_NOTHING
        ]
        if besides:
            return besides
        is_problem = any(accepted)
        return [JSONRenderer.media_type if is_problem else "*/*"]

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> Any:
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except (Http404, NotAcceptable) as refused:
            # It comes before the sign-in is looked at, which is to be answered first.
            if not request.user.is_authenticated:
                raise NotAuthenticated from None
            if isinstance(refused, NotAcceptable):
                raise
            formats = ", ".join(sorted({renderer.format for renderer in renderers}))
            message = f"This address has no such format. Use one of {formats}."
            raise ValidationError({"format": [message]}) from None
