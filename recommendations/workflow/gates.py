"""What stands in the way of a move, whatever is typed in: the gates of the plan and the
rules that no plan can switch off. Read by the move table's callers in moves.py."""

from collections.abc import Callable
from datetime import date
from typing import Any

from recommendations.choices import (
    DONE_ACTIONS,
    ActionStatus,
    EvidenceGate,
    ImpactOutcome,
    ImpactScope,
    Move,
    RecommendationKind,
)
from recommendations.models import (
    ActionItem,
    ActionPlan,
    ActionRecommendation,
    Evidence,
    Recommendation,
)
from recommendations.models.actions import ActionItemQuerySet
from recommendations.models.keys import InOrder
from recommendations.models.trail import Caller, Record
from recommendations.workflow.carriers import has_carried

# What each code in `missing` means, in words for people.
MISSING = {
    "owner": "an owner",
    "due_on": "a due date",
    "note": "a note on what was done",
    "text": "a word on what happened",
    "reason": "a reason",
    "message": "a message to the person who asked",
    "brag_reason": "a reason why the rating differs from the suggested one",
    "response": "a response",
    "approver": "the post that approved the response",
    "review_on": "a date on which to look at it again",
    "recheck_on": "a date on which to check again",
    "actions_done": "at least one action, and every action checked or embedded",
    "evidence": "evidence that it was done",
    "carried_to": "the action that goes on with it to be cancelled",
    "impact_check": "an impact check that was passed",
    "impact_evidence": "evidence of impact, about a time after it was done",
    "independent_checker": "somebody other than the owner, their deputy or the "
    "person who made the claim, now or since it was made or last reopened",
    "independent_signatory": "somebody who carries none of its actions, and carried "
    "none since it was made or last reopened",
    "authority": "the authority that it is about",
    "authority_name": "the name that the report gives the authority, because it is "
    "not the one chosen here",
    "framework": "the kind of inspection",
    "rows.N": "a decision on row N, which is unsure or differs from what is recorded",
    "other_manager": "a manager other than the person who asked",
}
# What a manager may let pass with a reason. The rest no one can.
WAIVABLE = frozenset({"evidence", "impact_check", "impact_evidence"})
# The verbs by which an action's work is done, with a check or without.
_CLOSING = ("complete", "verify")


def missing_for(move: Move, record: Record, *, by: Caller, on: date) -> list[str]:
    """All that stands in the way of the move, as codes in MISSING."""
    gate = _GATES.get(type(record))
    return gate(move, record, by, on) if gate else []


def closes_on_claim(plan: ActionPlan) -> bool:
    """Whether a claim is the end of it: the plan has no independent check."""
    return not plan.has_independent_check


def has_impact_check(action: ActionItem) -> bool:
    """Whether the plan asks for an impact check of this action."""
    plan = action.plan
    if not plan.impact_check_months:
        return False
    asked = action.recommendations.filter(kind=RecommendationKind.PRIORITY_ACTION)
    return plan.impact_check_for == ImpactScope.ALL or asked.exists()


def is_independent(action: ActionItem, by: Caller) -> bool:
    """Whether the person has no part in the work that they would check: neither as the
    action stands nor as its trail tells it."""
    return not (
        action.is_carried_by(by)
        or by.pk == action.completed_by_id
        or has_carried(by, [action.pk])
    )


def _of_action(move: Move, action: ActionItem, by: Caller, on: date) -> list[str]:
    missing = []
    if move.target != ActionStatus.CANCELLED:
        if action.owner_id is None:
            missing.append("owner")
        if action.due_on is None:
            missing.append("due_on")
    if _wants_evidence(move, action):
        proofs = Evidence.objects.filter(actions=action).usable(on=on)
        if not proofs.of_delivery().exists():
            missing.append("evidence")
    if move.verb == "reopen":
        goes_on = action.carried_to.exclude(status=ActionStatus.CANCELLED)
        if goes_on.exists():
            missing.append("carried_to")
    if move.verb == "embed" and has_impact_check(action):
        missing += _of_impact(action, on)
    if move.verb == "verify" and not is_independent(action, by):
        missing.append("independent_checker")
    return missing


def _wants_evidence(move: Move, action: ActionItem) -> bool:
    """What was completed before the tracker has no evidence here for the claim; the
    check of it asks as always."""
    gate = action.plan.evidence_gate
    if move.verb == "complete":
        return not action.claimed_before_tracker and (
            gate == EvidenceGate.COMPLETE
            or (gate == EvidenceGate.VERIFY and closes_on_claim(action.plan))
        )
    return move.verb == "verify" and gate != EvidenceGate.NONE


def _of_impact(action: ActionItem, on: date) -> list[str]:
    missing = []
    passed = action.impact_checks.filter(outcome=ImpactOutcome.PASSED)
    # A check that was passed before the action was reopened tells nothing now: neither
    # on an earlier day nor, as the trail tells, earlier on the same.
    passed = passed.filter(checked_on__gte=action.verified_on)
    closings = ActionItem.history.filter(id=action.pk, verb__in=_CLOSING)
    done = closings.order_by("-history_date", "-history_id").first()
    if done is not None:
        passed = passed.filter(updated_at__gte=done.history_date)
    if not passed.exists():
        missing.append("impact_check")
    proofs = Evidence.objects.filter(actions=action).usable(on=on)
    if not proofs.of_impact_since(action.completed_on).exists():
        missing.append("impact_evidence")
    return missing


def _of_recommendation(
    move: Move, recommendation: Recommendation, by: Caller, on: date
) -> list[str]:
    actions = ActionItem.objects.filter(recommendations=recommendation)
    live = actions.exclude(status=ActionStatus.CANCELLED)
    missing = []
    unfinished = live.exclude(status__in=DONE_ACTIONS)
    if move.verb == "deliver" and (unfinished.exists() or not live.exists()):
        missing.append("actions_done")
    if move.verb == "close":
        if not _has_impact_evidence(live, on):
            missing.append("impact_evidence")
        # Cancelled, archived, or a link taken away since: it was still an answer.
        links = ActionRecommendation.history.filter(recommendation=recommendation)
        answers = set(links.values_list("action_id", flat=True))
        if actions.carried_by(by).exists() or has_carried(by, answers):
            missing.append("independent_signatory")
    return missing


def _has_impact_evidence(live: ActionItemQuerySet, on: date) -> bool:
    """Evidence of impact for one action at least, where a gate asks for any."""
    checked = [
        one
        for one in live.select_related("plan").order_by(InOrder("reference"))
        if has_impact_check(one)
    ]
    if not checked:
        return True
    return any(
        Evidence.objects.filter(actions=one)
        .usable(on=on)
        .of_impact_since(one.completed_on)
        .exists()
        for one in checked
    )


_GATES: dict[type[Any], Callable[[Move, Any, Caller, date], list[str]]] = {
    ActionItem: _of_action,
    Recommendation: _of_recommendation,
}
