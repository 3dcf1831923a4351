"""In which form an answer goes out. Used by every view, by way of the settings."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from rest_framework.exceptions import NotAuthenticated, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class StrictNegotiation(DefaultContentNegotiation):
    """A `format` that there is not is a wrong value like any other, and not an address
    where nothing is."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> Any:
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except Http404:
            # It comes before the sign-in is looked at, which is to be answered first.
            if not request.user.is_authenticated:
                raise NotAuthenticated from None
            known = ", ".join(sorted({one.format for one in renderers}))
            message = f"There is no such form here. Use one of {known}."
            raise ValidationError({"format": [message]}) from None
