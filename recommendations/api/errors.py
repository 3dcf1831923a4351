"""Errors as problem details (RFC 9457), for everything under /api/: what DRF raises,
what workflow refuses, and what Django answers before or after either."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    PermissionDenied,
    RequestDataTooBig,
    ValidationError,
)
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from rest_framework import exceptions
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
from rest_framework.response import Response
from rest_framework.views import set_rollback

from recommendations.api.problems import PROBLEMS, code_of, problem
from recommendations.workflow.errors import (
    Archived,
    Busy,
    ConfirmationNeeded,
    IllegalMove,
    NotAllowed,
    PossibleChildData,
    QuotaReached,
    Refused,
    Stale,
    TooBig,
    Unmet,
    Unreadable,
)

MEDIA_TYPE = "application/problem+json"
_MOST_PARAMETERS = 500
_KEPT_HEADERS = {"Allow", "Retry-After"}

# What a call may be refused with; anything else is a mistake of ours.
REFUSALS = (
    exceptions.APIException,
    Http404,
    PermissionDenied,
    ValidationError,
    IntegrityError,
    Refused,
)


def problem_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. What has no name here stays a 500 with its traceback."""
    description = _described(exc)
    if description is None:
        return None
    code, detail, more, headers = description
    set_rollback()
    request = context["request"]
    body = problem(code, detail, instance=request.path, **more)
    status = PROBLEMS[code].status
    if isinstance(getattr(request, "accepted_renderer", None), BrowsableAPIRenderer):
        return Response(body, status, headers=headers)
    # Whatever form was asked for, such as CSV, a problem is told as JSON.
    request.accepted_renderer = JSONRenderer()
    request.accepted_media_type = JSONRenderer.media_type
    return Response(body, status, headers=headers, content_type=MEDIA_TYPE)


def as_problem(refused: Exception, *, instance: str) -> dict[str, Any]:
    """The body that one of the `REFUSALS` is answered with."""
    description = _described(refused)
    if description is None:
        raise refused
    code, detail, more, _ = description
    return problem(code, detail, instance=instance, **more)


def _described(
    exc: Exception,
) -> tuple[str, str, dict[str, Any], dict[str, str]] | None:
    """The code of the problem, its detail, what it holds besides, and headers."""
    match exc:
        case exceptions.ValidationError():
            errors = _as_fields(exc.get_full_details())
            return "invalid", _first(errors), {"errors": errors}, {}
        case exceptions.APIException():
            headers = {}
            if challenge := getattr(exc, "auth_header", None):
                headers["WWW-Authenticate"] = challenge
            code = code_of(exc.status_code, exc.default_code)
            return code, str(exc.detail), {}, headers
        case RequestDataTooBig():
            return "too_big", "The request is too big.", {}, {}
        case Http404():
            return "not_found", "", {}, {}
        case PermissionDenied():
            return "not_allowed", str(exc), {}, {}
        case ValidationError():
            errors = _of_model(exc)
            return "invalid", _first(errors), {"errors": errors}, {}
        case IntegrityError():
            return "clash", "", {}, {}
        case Stale():
            return "stale", str(exc), {"version": exc.version}, {}
        case QuotaReached():
            return "quota_reached", str(exc), {}, {}
        case TooBig():
            return "too_big", str(exc), {}, {}
        case Unreadable():
            return exc.code, str(exc), {}, {}
        case Busy():
            wait = {"Retry-After": str(exc.retry_after)}
            return "busy", str(exc), {}, wait
        case NotAllowed():
            return "not_allowed", str(exc), {}, {}
        case Archived():
            return "archived", str(exc), {}, {}
        case IllegalMove():
            move = {"from": exc.status, "verb": exc.verb, "allowed": exc.allowed}
            return "illegal_move", str(exc), move, {}
        case PossibleChildData():
            return "possible_child_data", str(exc), _of_child_data(exc), {}
        case ConfirmationNeeded():
            to_confirm = [asdict(consequence) for consequence in exc.consequences]
            return "confirmation_needed", str(exc), {"confirm": to_confirm}, {}
        case Unmet():
            return "gate_unmet", str(exc), {"missing": exc.missing}, {}
        case Refused():
            return "refused", str(exc), {}, {}
    return None


def _of_model(exc: ValidationError) -> dict[str, list[str]]:
    """By field, as a record's own checks found it."""
    if not hasattr(exc, "error_dict"):
        return {"non_field_errors": exc.messages}
    return {
        "non_field_errors" if name == NON_FIELD_ERRORS else name: messages
        for name, messages in exc.message_dict.items()
    }


def _of_child_data(exc: PossibleChildData) -> dict[str, Any]:
    """All that was found, and the first of it again for who looks no further."""
    suspects = [asdict(suspect) for suspect in exc.suspects]
    first = {name: suspects[0][name] for name in ("field", "kind")}
    return {**first, "suspects": suspects}


def _as_fields(details: Any) -> dict[str, list[str]]:
    """`{field: [messages]}` out of whatever nesting DRF gives."""
    fields: dict[str, list[str]] = {}

    def walk(part: Any, path: str) -> None:
        if isinstance(part, dict) and "message" in part and "code" in part:
            fields.setdefault(path or "non_field_errors", []).append(
                str(part["message"])
            )
        elif isinstance(part, dict):
            for key, inner in part.items():
                walk(inner, f"{path}.{key}" if path else str(key))
        else:
            for inner in part:
                walk(inner, path)

    walk(details, "")
    return fields


def _first(errors: dict[str, list[str]]) -> str:
    field, messages = next(iter(errors.items()))
    return f"{field}: {messages[0]}"


def _is_api(request: HttpRequest) -> bool:
    return f"{request.path_info}/".startswith("/api/")


class HttpsMiddleware:
    """Refuses a write under /api/ that comes by plain http, which Django would lead on
    to https: a client would send a GET there, and take its answer for a success."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_write = _is_api(request) and request.method not in SAFE_METHODS
        if is_write and settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return _response("https_needed", "", request)
        return self.get_response(request)


class ProblemMiddleware:
    """Turns what Django itself answers under /api/ into problem details, takes an
    address there without its last slash for the one with it, and refuses a NUL
    character anywhere in an address: no record or filter holds one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_api = _is_api(request)
        if is_api and not request.path_info.endswith("/"):
            # Answered as with it: clients that are led on send a GET, and no body.
            request.path += "/"
            request.path_info += "/"
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path_info or "%00" in query or "\x00" in query:
            detail = "The address contains a NUL character."
            if not is_api:
                return HttpResponse(detail, status=400, content_type="text/plain")
            return _response("invalid", detail, request)
        if is_api and query.count("&") >= _MOST_PARAMETERS:
            return _response("invalid", "The address has too many parameters.", request)
        response = self.get_response(request)
        if (
            is_api
            and response.status_code >= 400
            and "json" not in response.get("Content-Type", "")
            and not hasattr(response, "accepted_renderer")
        ):
            answer = _response(code_of(response.status_code), "", request)
            for name in _KEPT_HEADERS & response.headers.keys():
                answer[name] = response.headers[name]
            return answer
        return response


def _response(code: str, detail: str, request: HttpRequest) -> HttpResponse:
    body = problem(code, detail, instance=request.path)
    return HttpResponse(
        json.dumps(body), status=body["status"], content_type=MEDIA_TYPE
    )
