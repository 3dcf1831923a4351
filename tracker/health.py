"""`GET /health/`: for a load balancer or monitor, which does not sign in. Says whether
the product and its database answer, and nothing else."""

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from recommendations.models import Authority

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    # A table of ours is asked: SQLite would answer anything less from a lost file,
    # which it makes anew.
    try:
        Authority.objects.exists()
    except DatabaseError:
        logger.exception("The database does not answer.")
        return HttpResponse(
            "The database does not answer.\n", status=503, content_type="text/plain"
        )
    return HttpResponse("ok\n", content_type="text/plain")
