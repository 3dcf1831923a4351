"""What stands in the way of a verb, whatever is typed in: the gates of the plan and the
rules that no plan can switch off. The declarations in verbs/ name them."""

from datetime import date

from recommendations.choices import (
    DONE_ACTIONS,
    ActionStatus,
    EvidenceGate,
    ImpactOutcome,
    ImpactScope,
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
from recommendations.models.trail import Caller
from recommendations.workflow.carriers import has_carried
from recommendations.workflow.declarations import gate

# The verbs by which an action's work is done, with a check or without.
_CLOSING = ("complete", "verify")
_PROOF = "evidence that it was done"
_IMPACT = "evidence of impact for a period after it was done"
_WHERE_CHECKED = "where the plan has impact reviews"


def closes_on_claim(plan: ActionPlan) -> bool:
    """Whether a claim is the end of it: the plan has no independent check."""
    return not plan.has_independent_check


def has_impact_check(action: ActionItem) -> bool:
    """Whether the plan asks for an impact check of this action."""
    plan = action.plan
    if not plan.impact_check_months:
        return False
    priority_actions = action.recommendations.filter(
        kind=RecommendationKind.PRIORITY_ACTION
    )
    return plan.impact_check_for == ImpactScope.ALL or priority_actions.exists()


@gate("owner", "a lead officer")
def has_owner(action: ActionItem, by: Caller, on: date) -> bool:
    return action.owner_id is not None


@gate("due_on", "a target date")
def has_due_date(action: ActionItem, by: Caller, on: date) -> bool:
    return action.due_on is not None


@gate(
    "evidence",
    _PROOF,
    waivable=True,
    depends="where the plan requires it at submission",
)
def evidence_at_claim(action: ActionItem, by: Caller, on: date) -> bool:
    """What was completed before the tracker has no evidence here for the claim; the
    check of it asks as always."""
    required_at = action.plan.evidence_gate
    is_asked = not action.claimed_before_tracker and (
        required_at == EvidenceGate.COMPLETE
        or (required_at == EvidenceGate.VERIFY and closes_on_claim(action.plan))
    )
    return not is_asked or _is_proved(action, on)


@gate("evidence", _PROOF, waivable=True)
def evidence_at_check(action: ActionItem, by: Caller, on: date) -> bool:
    return action.plan.evidence_gate == EvidenceGate.NONE or _is_proved(action, on)


def _is_proved(action: ActionItem, on: date) -> bool:
    proofs = Evidence.objects.filter(actions=action).usable(on=on)
    return proofs.of_delivery().exists()


@gate(
    "independent_checker",
    "somebody who has not been its lead officer or deputy, and has not submitted it as "
    "complete, since it was created or last reopened",
)
def independent_checker(action: ActionItem, by: Caller, on: date) -> bool:
    """The person has no part in the work that they would check."""
    return not has_carried(by, [action.pk])


@gate(
    "carried_to",
    "the action that continues it to be cancelled",
    depends="where it was carried forward",
)
def not_carried_forward(action: ActionItem, by: Caller, on: date) -> bool:
    return not action.carried_to.exclude(status=ActionStatus.CANCELLED).exists()


@gate(
    "impact_check",
    "a passed impact review",
    waivable=True,
    depends=_WHERE_CHECKED,
)
def impact_check_passed(action: ActionItem, by: Caller, on: date) -> bool:
    if not has_impact_check(action):
        return True
    passed = action.impact_checks.filter(outcome=ImpactOutcome.PASSED)
    # A check that was passed before the action was reopened tells nothing now: neither
    # on an earlier day nor, as the trail tells, earlier on the same.
    passed = passed.filter(checked_on__gte=action.verified_on)
    closings = ActionItem.history.filter(id=action.pk, verb__in=_CLOSING)
    done = closings.order_by("-history_date", "-history_id").first()
    if done is not None:
        passed = passed.filter(updated_at__gte=done.history_date)
    return passed.exists()


@gate("impact_evidence", _IMPACT, waivable=True, depends=_WHERE_CHECKED)
def impact_shown(action: ActionItem, by: Caller, on: date) -> bool:
    return not has_impact_check(action) or _has_made_a_difference(action, on)


def _has_made_a_difference(action: ActionItem, on: date) -> bool:
    proofs = Evidence.objects.filter(actions=action).usable(on=on)
    return proofs.of_impact_since(action.completed_on).exists()


@gate("actions_done", "at least one action, and every action checked or embedded")
def actions_done(recommendation: Recommendation, by: Caller, on: date) -> bool:
    live = _live(recommendation)
    return live.exists() and not live.exclude(status__in=DONE_ACTIONS).exists()


@gate(
    "impact_evidence",
    _IMPACT,
    waivable=True,
    depends="where the plan of one of its actions has impact reviews",
)
def impact_shown_by_one(recommendation: Recommendation, by: Caller, on: date) -> bool:
    """By one action at least, where a gate asks for it of any."""
    live = _live(recommendation).select_related("plan").order_by(InOrder("reference"))
    checked = [action for action in live if has_impact_check(action)]
    return not checked or any(_has_made_a_difference(action, on) for action in checked)


@gate(
    "independent_signatory",
    "somebody who has not been lead officer or deputy of any of its actions, and has "
    "not submitted one as complete, since it was created or last reopened",
)
def independent_signatory(recommendation: Recommendation, by: Caller, on: date) -> bool:
    # Cancelled, archived, or a link taken away since: it was still an answer.
    links = ActionRecommendation.history.filter(recommendation=recommendation)
    answers = set(links.values_list("action_id", flat=True))
    return not has_carried(by, answers)


def _live(recommendation: Recommendation) -> ActionItemQuerySet:
    actions = ActionItem.objects.filter(recommendations=recommendation)
    return actions.exclude(status=ActionStatus.CANCELLED)
