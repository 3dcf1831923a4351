"""Archiving an inspection that was recorded by mistake, with all that it brought."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from recommendations.choices import ActionStatus, DraftStatus, LinkKind
from recommendations.models import (
    ActionItem,
    Citation,
    Document,
    Inspection,
    RecommendationLink,
)
from recommendations.models.archiving import Archivable
from recommendations.models.trail import Change
from recommendations.workflow.errors import Refused
from recommendations.workflow.recording import lock_all, played, save_touched


def archive_inspection(inspection: Inspection, *, by: User, reason: str) -> None:
    """Hide an inspection with its judgements, recommendations, strengths and citations,
    and the documents that nothing else cites. Refused where live actions rest on it."""
    with played(inspection, "archive", by=by, reason=reason) as change:
        lock_all(inspection.recommendations.all())
        _require_nothing_rests(inspection)
        for record in list(_brought(inspection)):
            record.archived_at = change.at
            save_touched(record, change)
        inspection.archived_at = change.at
        _give_reports_back(inspection, change)


def _require_nothing_rests(inspection: Inspection) -> None:
    """What people do, or have stopped doing, because of it would hang in the air."""
    answering = ActionItem.objects.filter(recommendations__inspection=inspection)
    live = answering.exclude(status=ActionStatus.CANCELLED).distinct()
    if named := _named(live.order_by("reference").values_list("reference", flat=True)):
        raise Refused(
            f"Some actions answer recommendations of {inspection.reference}: {named}. "
            "First archive or cancel them, or remove the recommendations from them."
        )
    replaced = RecommendationLink.objects.filter(
        kind=LinkKind.SUPERSEDES,
        later__in=inspection.recommendations.all(),
        earlier__archived_at=None,
    ).exclude(earlier__inspection=inspection)
    keys = replaced.order_by("earlier__reference").values_list(
        "earlier__reference", flat=True
    )
    if named := _named(keys):
        raise Refused(
            f"Recommendations of {inspection.reference} replaced earlier ones: "
            f"{named}. Reopen those first."
        )


def _named(keys: QuerySet[Any, str]) -> str:
    names = list(dict.fromkeys(keys))
    return ", ".join(names[:10]) + (" and others" if len(names) > 10 else "")


def _brought(inspection: Inspection) -> Iterator[Archivable]:
    about = Q(inspection=inspection)
    for name in ("judgement", "recommendation", "strength"):
        about |= Q(**{f"{name}__inspection": inspection})
    cited = Citation.objects.filter(about)
    yield from inspection.judgements.all()
    yield from inspection.recommendations.all()
    yield from inspection.strengths.all()
    yield from cited
    elsewhere = Citation.objects.exclude(pk__in=cited.order_by().values("pk"))
    documents = Document.objects.filter(
        pk__in=cited.order_by().values("document")
    ).exclude(pk__in=elsewhere.filter(document__isnull=False).values("document"))
    yield from documents


def _give_reports_back(inspection: Inspection, change: Change) -> None:
    """The drafts that became part of it did so by mistake. Their reports can be read
    again, as those of rejected ones can."""
    for draft in lock_all(inspection.drafts.all()):
        draft.status, draft.inspection = DraftStatus.REJECTED, None
        save_touched(draft, change)
