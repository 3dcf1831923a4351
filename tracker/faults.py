"""What the database or the disk cannot do, for every view: two writers who wait for
each other are tried again, all else is answered with 503. Innermost of the
middleware."""

import errno
import logging
import random
import time
from collections.abc import Callable
from typing import Any

from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

RETRIES = 3
RETRY_AFTER_SECONDS = 10
_READING = ("GET", "HEAD", "OPTIONS", "TRACE")
# A serialization failure and a deadlock, as PostgreSQL's errors are numbered.
_COLLISIONS = ("40001", "40P01")
# No connection, no room, an operator's stop, the system's failure; or read only.
_POSTGRESQL = ("08", "53", "57", "58", "25006")
# Busy, locked, read only, disk failure, damaged, full, cannot open, no database: see
# https://sqlite.org/rescode.html.
_SQLITE = (5, 6, 8, 10, 11, 13, 14, 26)
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG)


class FaultMiddleware:
    """A view that writes does so in one transaction, so that a second try of the whole
    request starts from where the first did."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if request.method in _READING:
            return None
        for retries_left in reversed(range(1 + RETRIES)):
            try:
                answer: HttpResponseBase = view(request, *args, **kwargs)
                return answer
            except Error as collision:
                if not retries_left or _sqlstate(collision) not in _COLLISIONS:
                    return self._answer(request, collision)
                # So that the two do not meet again in step.
                time.sleep(random.uniform(0, 0.1))  # noqa: S311 - no secret
            except OSError as fault:
                return self._answer(request, fault)
        return None

    def process_exception(
        self, request: HttpRequest, problem: Exception
    ) -> HttpResponseBase | None:
        """Of a view that reads, or of a page as it is drawn."""
        if not is_fault(problem):
            return None
        logger.error("%s %s", request.method, request.path, exc_info=problem)
        page = render_to_string("503.html")
        wait = {"Retry-After": str(RETRY_AFTER_SECONDS)}
        return HttpResponse(page, status=503, headers=wait)

    def _answer(self, request: HttpRequest, problem: Exception) -> HttpResponseBase:
        answer = self.process_exception(request, problem)
        if answer is None:
            raise problem
        return answer


def is_fault(problem: Exception) -> bool:
    """Whether the database or the disk is not as it should be, and nobody's code is
    wrong."""
    if isinstance(problem, OSError):
        return problem.errno in _DISK
    if not isinstance(problem, Error):
        return False
    code = getattr(problem.__cause__, "sqlite_errorcode", None)
    if code is not None:
        # SQLite makes a file that is gone anew, and empty.
        return code & 0xFF in _SQLITE or "no such table" in str(problem)
    state = _sqlstate(problem)
    if state is None:
        return isinstance(problem, OperationalError | InterfaceError)
    return state in _COLLISIONS or state.startswith(_POSTGRESQL)


def _sqlstate(problem: Error) -> str | None:
    state: str | None = getattr(problem.__cause__, "sqlstate", None)
    return state
