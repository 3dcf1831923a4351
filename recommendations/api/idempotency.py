"""Every write over REST is one transaction; with an `Idempotency-Key` the same POST
again is answered as before and not done again. Called by the base of all views.

The key is claimed and committed first. The transaction that does the work holds the
claim's row, and commits the answer to it with the work: so a claim without an answer
that nobody holds is that of a call which is gone, and the next call takes it over.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.base import File
from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request, is_form_media_type
from rest_framework.response import Response

from recommendations.api.encoding import PlainJSONRenderer
from recommendations.models import KeptAnswer
from recommendations.workflow.access import caller
from recommendations.workflow.transactions import as_a_whole

KEPT_FOR = timedelta(hours=24)
KEY_SHAPE = "[!-~]{1,200}"
REPLAYED = "Idempotency-Replayed"
_KEPT_HEADERS = ("Location", "ETag")
# Drawn anew for each page with a form, so that it is no part of what was meant.
_CSRF = "csrfmiddlewaretoken"

Handler = Callable[..., Response]


class KeyReused(APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "key_reused"
    default_detail = "This Idempotency-Key was sent with another request before."


class KeyRunning(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "key_running"
    default_detail = "The first request with this Idempotency-Key is still running."


def act(view: Any, handler: Handler, request: Request, **kwargs: Any) -> Response:
    """Let the handler of a view write, as a whole, and with a key once."""
    _read(request)
    key = request.headers.get("Idempotency-Key") if request.method == "POST" else None
    if key is None:
        view.prepare(request)
        with as_a_whole():
            return handler(request, **kwargs)
    if re.fullmatch(KEY_SHAPE, key) is None:
        message = "Use 1 to 200 ASCII letters, digits and signs, without spaces."
        raise ValidationError({"Idempotency-Key": [message]})
    digest = _digest(request)
    user = caller(request)
    claims = KeptAnswer.objects.filter(user=user, key=key)
    if _claim(claims, digest, user=user, key=key).status is None:
        view.prepare(request)
    try:
        with as_a_whole():
            claim = _hold(claims, digest)
            if claim.status is None:
                return _keep(view, claim, handler(request, **kwargs))
    except (KeyReused, KeyRunning):
        raise
    except Exception:
        # Refusals are not kept: the call may be mended and sent again.
        claims.filter(digest=digest, status=None).delete()
        raise
    view.require_replayable(claim)
    headers = {**claim.headers, REPLAYED: "true"}
    return Response(claim.body, claim.status, headers=headers)


def _read(request: Request) -> None:
    """Have all of the body here before a transaction opens that a slow line would keep
    open, and so that a second try can read it again."""
    if is_form_media_type(request.content_type):
        request.data  # noqa: B018 - it is read where it is first asked for
    else:
        request._request.body  # noqa: B018


def _digest(request: Request) -> str:
    """What was asked for, by its meaning: of JSON its values, of a form its values and
    files. Each sending of a form draws another line between its parts, and a file may
    be more than we hold at once."""
    query = sorted(request.query_params.lists())
    digest = hashlib.sha256(f"{request.path} {query}\n".encode())
    if not is_form_media_type(request.content_type):
        digest.update(_meaning(request._request.body))
        return digest.hexdigest()
    form: Any = request.data
    for name, values in sorted(form.lists()):
        for value in values if name != _CSRF else ():
            is_file = isinstance(value, File)
            digest.update(repr((name, value.name if is_file else value)).encode())
            for chunk in value.chunks() if is_file else ():
                digest.update(chunk)
    return digest.hexdigest()


def _meaning(body: bytes) -> bytes:
    """JSON in one form, whatever its white space and order of keys. What is no JSON is
    refused by the view, in its turn."""
    try:
        return json.dumps(json.loads(body), sort_keys=True).encode()
    except (ValueError, RecursionError):
        return body


def _claim(claims: QuerySet[KeptAnswer], digest: str, **whose: Any) -> KeptAnswer:
    """The claim that there is on the key, or a new one, committed before the work."""
    now = timezone.now()
    claims.filter(created_at__lt=now - KEPT_FOR).delete()
    fresh = {"digest": digest, "created_at": now}
    claim, _ = claims.get_or_create(**whose, defaults=fresh)
    if claim.digest != digest:
        raise KeyReused
    return claim


def _hold(claims: QuerySet[KeptAnswer], digest: str) -> KeptAnswer:
    """The claim, held to the end of the transaction. On PostgreSQL whoever works holds
    its row, so that it is passed over; on SQLite they hold the whole database, so that
    this waits and finds their answer."""
    claim = claims.select_for_update(skip_locked=True).first()
    if claim is None:
        raise KeyRunning
    if claim.digest != digest:
        raise KeyReused
    return claim


def _keep(view: Any, claim: KeptAnswer, response: Response) -> Response:
    """Commit the answer with the work. One that refuses is not kept."""
    if response.status_code >= status.HTTP_400_BAD_REQUEST:
        claim.delete()
        return response
    claim.status = response.status_code
    body = json.loads(PlainJSONRenderer().render(response.data) or "null")
    claim.body = view.kept_body(body)
    claim.headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
    claim.save()
    return response
