"""The verbs by which somebody else looks: is a claim true, has it made a difference, is
it how things are done now."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from recommendations.choices import (
    ActionStatus,
    CheckOutcome,
    ImpactOutcome,
)
from recommendations.models import (
    ActionItem,
    Evidence,
    ImpactCheck,
    ImpactCheckEvidence,
    Verification,
)
from recommendations.models.trail import Change
from recommendations.workflow.gates import has_impact_check
from recommendations.workflow.recommendations import unsettle
from recommendations.workflow.recording import lock_all, played, save_touched
from recommendations.workflow.steps import (
    clear_block,
    clear_claim,
    clear_rating,
)


def return_claim(action: ActionItem, *, by: User, reason: str) -> None:
    """Send a claim back to its owner: the verb `return`."""
    with played(action, "return", by=by, reason=reason) as change:
        _write_verification(action, CheckOutcome.RETURNED, reason, change)
        clear_claim(action, change)
        clear_rating(action)


def verify(
    action: ActionItem, *, by: User, note: str = "", override_reason: str = ""
) -> None:
    """Somebody other than owner, deputy and claimant found the claim to be true."""
    arguments = {"note": note, "override_reason": override_reason}
    with played(action, "verify", by=by, **arguments) as change:
        action.verified_on = change.day
        action.verified_by = by
        action.is_checked_independently = True
        clear_block(action)
        clear_rating(action)
        _write_verification(action, CheckOutcome.PASSED, note, change)
        schedule_impact_check(action, change)


def embed(
    action: ActionItem, *, by: User, note: str = "", override_reason: str = ""
) -> None:
    """The improvement has held: it is how things are done now."""
    arguments = {"note": note, "override_reason": override_reason}
    with played(action, "embed", by=by, **arguments):
        pass


def check_impact(
    action: ActionItem,
    *,
    by: User,
    outcome: str,
    note: str = "",
    evidence: Collection[Evidence] = (),
) -> ImpactCheck:
    """Say whether a checked action made a difference. If not, it is open again."""
    arguments = {"outcome": outcome, "note": note}
    with played(action, "impact-check", by=by, **arguments) as change:
        check = _write_impact_check(action, outcome, note, evidence, change)
        if outcome == ImpactOutcome.FAILED:
            action.status = ActionStatus.IN_PROGRESS
            clear_claim(action, change)
            unsettle(lock_all(action.recommendations.all()), change)
        return check


def schedule_impact_check(action: ActionItem, change: Change) -> None:
    """An impact check some months on, where the plan asks for one."""
    if has_impact_check(action):
        ImpactCheck.objects.create(
            action=action,
            due_on=months_after(change.day, action.plan.impact_check_months),
            **change.stamps,
        )


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or that month's last: 31 August and six
    months is 28 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _write_verification(
    action: ActionItem, outcome: str, note: str, change: Change
) -> None:
    Verification.objects.create(
        action=action,
        outcome=outcome,
        note=note,
        checked_on=change.day,
        checker=change.by,
        checker_name=change.actor,
        **change.stamps,
    )


def _write_impact_check(
    action: ActionItem,
    outcome: str,
    note: str,
    evidence: Collection[Evidence],
    change: Change,
) -> ImpactCheck:
    """Fills the check that was to come, or adds one made early or again."""
    coming = action.impact_checks.filter(outcome="").first()
    check = coming or ImpactCheck(action=action, **change.stamps)
    check.outcome = outcome
    check.note = note
    check.checked_on = change.day
    check.checker = change.by
    check.checker_name = change.actor
    save_touched(check, change)
    linked = set(action.evidence_links.values_list("evidence", flat=True))
    for proof in evidence:
        if proof.pk not in linked or proof.is_archived:
            message = f"{proof} is not evidence of {action.reference}."
            raise ValidationError({"evidence": message})
        if outcome == ImpactOutcome.PASSED and not _is_of_impact(proof, action):
            message = f"{proof} is not evidence of impact after the work was done."
            raise ValidationError({"evidence": message})
        ImpactCheckEvidence.objects.create(
            impact_check=check, evidence=proof, **change.stamps
        )
    return check


def _is_of_impact(proof: Evidence, action: ActionItem) -> bool:
    proofs = Evidence.objects.filter(pk=proof.pk)
    return proofs.of_impact_since(action.completed_on).exists()
