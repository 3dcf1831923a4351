"""Every address under /api/ that leads nowhere."""

from typing import Any

from django.http import Http404
from rest_framework.request import Request
from rest_framework.views import APIView


class Nowhere(APIView):
    """A stranger is asked to sign in first, and does not learn which addresses are."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404
