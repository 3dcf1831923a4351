"""The verbs that move a due date: a manager's own, and an owner's wish that a manager
decides. The first due date stays what it was; every move says why."""

from datetime import date

from django.contrib.auth.models import User

from recommendations.choices import DateDecision, DateGate, PlanStatus, Role
from recommendations.models import ActionItem, DueDateChange
from recommendations.models.trail import Caller, Change
from recommendations.workflow.consequences import of_date, require_confirmed
from recommendations.workflow.errors import Refused
from recommendations.workflow.moves import require, unmet
from recommendations.workflow.recording import lock, played, recorded, save_touched
from recommendations.workflow.steps import (
    clear_rating,
    requests_waiting,
    withdraw_requests,
)


def reschedule(action: ActionItem, *, by: User, due_on: date, reason: str) -> None:
    """Move the due date. Managers only; where the plan wants dates approved, it stands
    there as approved by themselves."""
    with played(action, "reschedule", by=by, due_on=due_on, reason=reason) as made:
        _require_another_day(action, due_on)
        require_confirmed(of_date(action, due_on, on=made.day))
        withdraw_requests(action, made, "The date was moved by a manager.")
        if _is_a_move(action):
            approved = action.plan.date_gate == DateGate.APPROVED
            decision = DateDecision.APPROVED if approved else DateDecision.LOGGED
            change = _asked(action, due_on, reason, made)
            _decide(change, decision, made, is_self_approved=approved)
            change.save()
        _move(action, due_on)


def request_date(
    action: ActionItem, *, by: User, due_on: date, reason: str
) -> DueDateChange:
    """Ask for another due date; where the plan lets it, the date moves at once."""
    with played(action, "request-date", by=by, due_on=due_on, reason=reason) as made:
        _require_another_day(action, due_on)
        if requests_waiting(action).exists():
            raise Refused(
                f"{action.reference} has a date waiting to be decided already."
            )
        require_confirmed(of_date(action, due_on, on=made.day))
        change = _asked(action, due_on, reason, made)
        if action.plan.date_gate == DateGate.LOGGED:
            _decide(change, DateDecision.LOGGED, made)
            _move(action, due_on)
        change.save()
        return change


def approve_date(change: DueDateChange, *, by: User, message: str = "") -> None:
    """Let the date move. By a manager other than who asked, if there is one."""
    action = change.action  # To be saved: reading the change afresh lets go of it.
    with recorded(action, "approve-date", by=by, message=message) as made:
        is_alone = _require_decision(change, "approve-date", by, message)
        require(action, "reschedule", by=by)
        require_confirmed(of_date(action, change.to_on, on=made.day))
        _decide(change, DateDecision.APPROVED, made, message, is_self_approved=is_alone)
        save_touched(change, made)
        _move(action, change.to_on)


def reject_date(change: DueDateChange, *, by: User, message: str) -> None:
    """The date stays; the message says why."""
    action = change.action  # As above.
    with recorded(action, "reject-date", by=by, message=message) as made:
        is_alone = _require_decision(change, "reject-date", by, message)
        _decide(change, DateDecision.REJECTED, made, message, is_self_approved=is_alone)
        save_touched(change, made)
        clear_rating(action)


def has_other_manager(action: ActionItem, by: Caller) -> bool:
    """Whether somebody else manages the whole authority and can sign in."""
    others = action.authority.memberships.filter(
        role=Role.MANAGER, agency=None, user__is_active=True
    )
    return others.exclude(user=by.pk).exists()


def bar_to_decide(change: DueDateChange, by: Caller) -> Refused | None:
    """Why a manager cannot decide on it, if they cannot."""
    if change.decision != DateDecision.REQUESTED or change.is_archived:
        return Refused(f"It is decided already: {change.get_decision_display()}.")
    if change.requested_by_id == by.pk and has_other_manager(change.action, by):
        return unmet(change, "approve-date", ["other_manager"])
    return None


def _require_decision(change: DueDateChange, name: str, by: User, message: str) -> bool:
    """Whether the person decides on what they asked for themselves."""
    lock(change)
    require(change, name, by=by, given={"message": message})
    return change.requested_by_id == by.pk


def _asked(
    action: ActionItem, due_on: date, reason: str, made: Change
) -> DueDateChange:
    return DueDateChange(
        action=action,
        from_on=action.due_on,
        to_on=due_on,
        reason=reason,
        requested_on=made.day,
        requested_by=made.by,
        requested_by_name=made.actor,
        **made.stamps,
    )


def _decide(
    change: DueDateChange,
    decision: str,
    made: Change,
    message: str = "",
    *,
    is_self_approved: bool = False,
) -> None:
    change.decision = decision
    change.decided_on = made.day
    change.decided_by = made.by
    change.decided_by_name = made.actor
    change.message = message
    change.is_self_approved = is_self_approved


def _require_another_day(action: ActionItem, due_on: date) -> None:
    if action.due_on == due_on:
        raise Refused(f"{action.reference} is due on that day already.")


def _is_a_move(action: ActionItem) -> bool:
    """A promised date moves; a draft plan's, or the first one, is only being set."""
    return action.due_on is not None and action.plan.status != PlanStatus.DRAFT


def _move(action: ActionItem, due_on: date) -> None:
    if _is_a_move(action):
        action.date_moves += 1
    elif action.original_due_on is None and action.plan.status != PlanStatus.DRAFT:
        action.original_due_on = due_on
    action.due_on = due_on
    clear_rating(action)
