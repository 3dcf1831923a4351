"""The verbs that move a due date: a manager's own, and an owner's wish that a manager
decides. The first due date stays what it was; every move says why."""

from datetime import date

from django.contrib.auth.models import User
from django.utils import timezone

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
    with played(action, "reschedule", by=by, due_on=due_on, reason=reason) as change:
        _require_another_day(action, due_on)
        require_confirmed(of_date(action, due_on, on=change.day))
        withdraw_requests(action, change, "A manager changed the target date.")
        if _is_a_move(action):
            approved = action.plan.date_gate == DateGate.APPROVED
            decision = DateDecision.APPROVED if approved else DateDecision.LOGGED
            request = _new_request(action, due_on, reason, change)
            _decide(request, decision, change, is_self_approved=approved)
            request.save()
        _move(action, due_on)


def request_date(
    action: ActionItem, *, by: User, due_on: date, reason: str
) -> DueDateChange:
    """Ask for another due date; where the plan lets it, the date moves at once."""
    with played(action, "request-date", by=by, due_on=due_on, reason=reason) as change:
        _require_another_day(action, due_on)
        if requests_waiting(action).exists():
            raise Refused(
                f"{action.reference} already has a request waiting for a decision."
            )
        require_confirmed(of_date(action, due_on, on=change.day))
        request = _new_request(action, due_on, reason, change)
        if action.plan.date_gate == DateGate.LOGGED:
            _decide(request, DateDecision.LOGGED, change)
            _move(action, due_on)
        request.save()
        return request


def approve_date(request: DueDateChange, *, by: User, message: str = "") -> None:
    """Let the date move. By a manager other than who asked, if there is one."""
    action = request.action  # To be saved: reading the change afresh lets go of it.
    with recorded(action, "approve-date", by=by, message=message) as change:
        is_alone = _require_decision(request, "approve-date", by, message)
        require(action, "reschedule", by=by)
        require_confirmed(of_date(action, request.to_on, on=change.day))
        _decide(
            request, DateDecision.APPROVED, change, message, is_self_approved=is_alone
        )
        save_touched(request, change)
        _move(action, request.to_on)


def reject_date(request: DueDateChange, *, by: User, message: str) -> None:
    """The date stays; the message says why."""
    action = request.action  # As above.
    with recorded(action, "reject-date", by=by, message=message) as change:
        is_alone = _require_decision(request, "reject-date", by, message)
        _decide(
            request, DateDecision.REJECTED, change, message, is_self_approved=is_alone
        )
        save_touched(request, change)
        clear_rating(action)


def has_other_manager(action: ActionItem, by: Caller) -> bool:
    """Whether somebody else manages the whole authority and can sign in."""
    current = action.authority.memberships.current(on=timezone.localdate())
    others = current.filter(role=Role.MANAGER, agency=None, user__is_active=True)
    return others.exclude(user=by.pk).exists()


def bar_to_decide(request: DueDateChange, by: Caller) -> Refused | None:
    """Why a manager cannot decide on it, if they cannot."""
    if request.decision != DateDecision.REQUESTED or request.is_archived:
        return Refused(
            f"This has already been decided: {request.get_decision_display()}."
        )
    if request.requested_by_id == by.pk and has_other_manager(request.action, by):
        return unmet(request, "approve-date", ["other_manager"])
    return None


def _require_decision(
    request: DueDateChange, name: str, by: User, message: str
) -> bool:
    """Whether the person decides on what they asked for themselves."""
    lock(request)
    require(request, name, by=by, arguments={"message": message})
    return request.requested_by_id == by.pk


def _new_request(
    action: ActionItem, due_on: date, reason: str, change: Change
) -> DueDateChange:
    return DueDateChange(
        action=action,
        from_on=action.due_on,
        to_on=due_on,
        reason=reason,
        requested_on=change.day,
        requested_by=change.by,
        requested_by_name=change.actor,
        **change.stamps,
    )


def _decide(
    request: DueDateChange,
    decision: str,
    change: Change,
    message: str = "",
    *,
    is_self_approved: bool = False,
) -> None:
    request.decision = decision
    request.decided_on = change.day
    request.decided_by = change.by
    request.decided_by_name = change.actor
    request.message = message
    request.is_self_approved = is_self_approved


def _require_another_day(action: ActionItem, due_on: date) -> None:
    if action.due_on == due_on:
        raise Refused(f"{action.reference} already has that target date.")


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
