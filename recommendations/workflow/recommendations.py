"""The verbs of a recommendation, and of the inspection that made it: what we answer,
that we begin, that all is done, that somebody signs it off."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from recommendations.choices import (
    LinkKind,
    RecommendationStatus,
    Response,
)
from recommendations.models import Inspection, Recommendation, RecommendationLink
from recommendations.models.trail import Change
from recommendations.workflow.errors import Refused
from recommendations.workflow.moves import unmet
from recommendations.workflow.recording import (
    held,
    lock,
    played,
    save_touched,
)


def confirm(inspection: Inspection, *, by: User) -> None:
    """Somebody has compared the draft with the report."""
    with played(inspection, "confirm", by=by):
        pass


def respond(
    recommendation: Recommendation,
    *,
    by: User,
    response: str,
    reason: str = "",
    approver: str = "",
    review_on: date | None = None,
) -> None:
    """Accept it, in part or not at all. Not to accept it asks for a reason, the post
    that approved this, and a date on which to look at it again."""
    arguments = {"response": response, "reason": reason}
    with played(recommendation, "respond", by=by, **arguments) as change:
        _require_answer(recommendation, response, reason, approver, review_on)
        _require_to_come(change, review_on=review_on)
        if response == Response.NOT_ACCEPTED:
            recommendation.status = RecommendationStatus.NOT_ACCEPTED
        elif recommendation.status == RecommendationStatus.NOT_ACCEPTED:
            recommendation.status = RecommendationStatus.OPEN
        recommendation.response = response
        recommendation.response_reason = reason
        recommendation.response_approver = approver
        recommendation.review_on = review_on
        recommendation.responded_on = change.day
        recommendation.responded_by = by


def _require_answer(
    recommendation: Recommendation,
    response: str,
    reason: str,
    approver: str,
    review_on: date | None,
) -> None:
    needed: dict[str, object] = {}
    if response != Response.ACCEPTED:
        needed["reason"] = reason.strip()
    if response == Response.NOT_ACCEPTED:
        needed |= {"approver": approver.strip(), "review_on": review_on}
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise unmet(recommendation, "respond", missing)


def _require_to_come(change: Change, **days: date | None) -> None:
    """Nobody looks again on a day that has gone."""
    for name, day in days.items():
        if day is not None and day < change.day:
            raise ValidationError({name: "Choose today or a day in the future."})


def start(recommendation: Recommendation, *, by: User) -> None:
    """Begin to act on it."""
    with played(recommendation, "start", by=by):
        pass


def deliver(recommendation: Recommendation, *, by: User) -> None:
    """Every live action is checked or embedded, and there is at least one."""
    with played(recommendation, "deliver", by=by):
        pass


def close(
    recommendation: Recommendation,
    *,
    by: User,
    recheck_on: date,
    note: str = "",
    override_reason: str = "",
) -> None:
    """Signed off by somebody who has carried none of its actions, to be checked
    again."""
    arguments = {
        "recheck_on": recheck_on,
        "note": note,
        "override_reason": override_reason,
    }
    with played(recommendation, "close", by=by, **arguments) as change:
        _require_to_come(change, recheck_on=recheck_on)
        recommendation.closed_on = change.day
        recommendation.closed_by = by
        recommendation.recheck_on = recheck_on


def supersede(
    recommendation: Recommendation, *, by: User, later: Recommendation, reason: str
) -> None:
    """A later one takes its place. Links never make a circle."""
    # Two who link at once could close a circle that neither sees.
    with (
        held(recommendation.inspection.authority),
        played(
            recommendation, "supersede", by=by, later=later, reason=reason
        ) as change,
    ):
        _require_successor(recommendation, later)
        if leads_back_to(recommendation, later):
            raise Refused(
                f"{later.reference} cannot replace {recommendation.reference}, which "
                "comes after it."
            )
        link, is_new = RecommendationLink.objects.get_or_create(
            later=later,
            earlier=recommendation,
            defaults={"kind": LinkKind.SUPERSEDES},
        )
        if not is_new and link.kind != LinkKind.SUPERSEDES:
            link.kind = LinkKind.SUPERSEDES
            save_touched(link, change)


def _require_successor(recommendation: Recommendation, later: Recommendation) -> None:
    """What takes the place of a recommendation is there, and asked of the same
    authority: nobody else would answer for it."""
    if later.authority_id != recommendation.authority_id:
        raise Refused(
            f"{later.reference} was made to another authority, so it cannot replace "
            f"{recommendation.reference}."
        )
    if later.is_archived:
        raise Refused(
            f"{later.reference} is archived, so it cannot replace "
            f"{recommendation.reference}."
        )


def reopen(recommendation: Recommendation, *, by: User, reason: str) -> None:
    """Go on with what was closed, delivered, replaced or not accepted."""
    with played(recommendation, "reopen", by=by, reason=reason):
        if recommendation.response == Response.NOT_ACCEPTED:
            _take_answer_back(recommendation)
        recommendation.closed_on = recommendation.closed_by = None
        recommendation.recheck_on = None


def _take_answer_back(recommendation: Recommendation) -> None:
    """What is open again is not answered yet; the trail keeps what was said."""
    recommendation.response = recommendation.response_reason = ""
    recommendation.response_approver = ""
    recommendation.review_on = None
    recommendation.responded_on = recommendation.responded_by = None


def unsettle(recommendations: Iterable[Recommendation], change: Change) -> None:
    """An action of theirs is new or open again: what was delivered is no longer."""
    # In one order, so that no two wait for each other.
    for recommendation in sorted(
        recommendations, key=lambda recommendation: recommendation.reference
    ):
        if recommendation.status != RecommendationStatus.DELIVERED:
            continue
        lock(recommendation)  # Somebody may have written it since it was read.
        if recommendation.status == RecommendationStatus.DELIVERED:
            recommendation.status = RecommendationStatus.IN_PROGRESS
            save_touched(recommendation, change)


def leads_back_to(later: Recommendation, earlier: Recommendation) -> bool:
    """Whether the links from `later` back in time reach `earlier`, or are it."""
    visited = {later.pk}
    edge = {later.pk}
    while edge and earlier.pk not in visited:
        links = RecommendationLink.objects.filter(later__in=edge)
        edge = set(links.values_list("earlier", flat=True)) - visited
        visited |= edge
    return earlier.pk in visited
