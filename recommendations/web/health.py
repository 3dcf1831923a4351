"""`GET /health/`: for a load balancer or monitor, which does not sign in. Says whether
the product can read and write what it keeps, and nothing else."""

import logging
import os
import tempfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from recommendations.models import Authority

logger = logging.getLogger(__name__)

# Of a session that nobody can have: a key of theirs is longer.
_KEY = "health"
_TRIED_BYTES = 64 * 1024


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    try:
        # A table of ours is asked: SQLite would answer anything less from a lost
        # file, which it makes anew.
        Authority.objects.exists()
    except Error:
        return _fault("The database does not answer.")
    try:
        tomorrow = timezone.now() + timedelta(days=1)
        # Committed: a full disk may be noticed only then.
        Session.objects.update_or_create(
            session_key=_KEY, defaults={"expire_date": tomorrow}
        )
    except Error:
        return _fault("The database cannot be written to.")
    try:
        _try_disk(Path(settings.MEDIA_ROOT) / "evidence")
    except OSError:
        return _fault("The disk for evidence cannot be written to.")
    return HttpResponse("ok\n", content_type="text/plain")


def _try_disk(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as tried:
        tried.write(bytes(_TRIED_BYTES))
        tried.flush()
        os.fsync(tried.fileno())


def _fault(message: str) -> HttpResponse:
    logger.exception(message)
    return HttpResponse(f"{message}\n", status=503, content_type="text/plain")
