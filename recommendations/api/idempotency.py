"""`Idempotency-Key`: the same call again is answered as before and not done again."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request, is_form_media_type
from rest_framework.response import Response

from recommendations.models import KeptAnswer

KEPT_FOR = timedelta(hours=24)
# A call that has not ended by then never will: its process was killed.
RUNS_AT_MOST = timedelta(minutes=5)
KEY_SHAPE = "[!-~]{1,200}"
_KEPT_HEADERS = ("Location", "ETag")

View = Callable[..., Response]


class KeyUsedOtherwise(APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "key_reused"
    default_detail = "This Idempotency-Key was sent with another request before."


class StillRunning(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "key_running"
    default_detail = "The first request with this Idempotency-Key is still running."


def idempotent(view: View) -> View:
    """For a view method that makes something. Refusals are not kept: resend mended."""

    @wraps(view)
    def once(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return view(self, request, *args, **kwargs)
        if re.fullmatch(KEY_SHAPE, key) is None:
            message = "Use 1 to 200 letters, digits and signs of ASCII, without spaces."
            raise ValidationError({"Idempotency-Key": [message]})
        digest = _digest(request)
        answer = _begin(request, key, digest)
        if answer.digest != digest:
            raise KeyUsedOtherwise
        if answer.status is not None:
            return Response(answer.body, answer.status, headers=answer.headers)
        if not answer.is_mine:  # type: ignore[attr-defined]
            raise StillRunning
        try:
            response = view(self, request, *args, **kwargs)
        except BaseException:
            answer.delete()
            raise
        _keep(answer, response)
        return response

    once.is_idempotent = True  # type: ignore[attr-defined]  # The schema reads it.
    return once


def _digest(request: Request) -> str:
    """What was asked for. Of a form its values and files: each sending draws another
    line between its parts, and a file may be more than we hold at once."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if not is_form_media_type(request.content_type):
        digest.update(request._request.body)
        return digest.hexdigest()
    form: Any = request.data
    for name, values in sorted(form.lists()):
        for value in values:
            is_file = isinstance(value, File)
            digest.update(repr((name, value.name if is_file else value)).encode())
            for chunk in value.chunks() if is_file else ():
                digest.update(chunk)
    return digest.hexdigest()


def _begin(request: Request, key: str, digest: str) -> KeptAnswer:
    """The answer kept under the key, or a new one for this call to fill."""
    now = timezone.now()
    user: Any = request.user
    mine = KeptAnswer.objects.filter(user=user, key=key)
    mine.filter(created_at__lt=now - KEPT_FOR).delete()
    mine.filter(created_at__lt=now - RUNS_AT_MOST, status=None).delete()
    try:
        with transaction.atomic():
            made = KeptAnswer.objects.create(
                user=user, key=key, digest=digest, created_at=now
            )
            made.is_mine = True  # type: ignore[attr-defined]
            return made
    except IntegrityError:
        there = mine.get()
        there.is_mine = False  # type: ignore[attr-defined]
        return there


def _keep(answer: KeptAnswer, response: Response) -> None:
    answer.status = response.status_code
    answer.body = json.loads(json.dumps(response.data, default=str))
    answer.headers = {
        name: response[name] for name in _KEPT_HEADERS if name in response
    }
    answer.save()
