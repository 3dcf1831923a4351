"""What several verbs of an action do in passing. Called inside a verb's change only."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from recommendations.choices import ActionStatus, DateDecision
from recommendations.models import (
    ActionItem,
    DueDateChange,
    Owner,
    ProgressUpdate,
)
from recommendations.models.trail import Change
from recommendations.workflow.recording import save_touched


def require_active(field: str, owner: Owner) -> None:
    """A post that is not there today takes no work."""
    if not owner.is_active(on=timezone.localdate()):
        message = f"{owner} is not in post today. Choose another lead officer."
        raise ValidationError({field: message})


def cancel_in(action: ActionItem, change: Change) -> None:
    """The action ends here, whatever was claimed, rated or asked for."""
    action.status = ActionStatus.CANCELLED
    clear_claim(action, change)
    clear_block(action)
    clear_rating(action)
    withdraw_requests(action, change, "The action was cancelled.")


def clear_claim(action: ActionItem, change: Change) -> None:
    """The action is not done after all; an impact check to come falls away."""
    action.completed_on = action.completed_by = None
    action.verified_on = action.verified_by = None
    action.is_checked_independently = None
    action.claimed_before_tracker = False
    for check in action.impact_checks.filter(outcome=""):
        check.archived_at = change.at
        save_touched(check, change)


def clear_block(action: ActionItem) -> None:
    action.is_blocked = False
    action.blocked_reason = ""


def clear_rating(action: ActionItem) -> None:
    """A person's rating ends: what it was about is not so any more."""
    action.brag = action.brag_reason = ""
    action.brag_on = None


def write_update(action: ActionItem, change: Change, **fields: Any) -> ProgressUpdate:
    action.last_update_on = change.day
    return ProgressUpdate.objects.create(
        action=action,
        made_on=action.last_update_on,
        author=change.by,
        author_name=change.actor,
        **change.stamps,
        **fields,
    )


def withdraw_requests(action: ActionItem, change: Change, message: str) -> None:
    """Nobody need decide on a date any more."""
    for request in requests_waiting(action):
        request.decision = DateDecision.WITHDRAWN
        request.decided_on = change.day
        request.message = message
        save_touched(request, change)


def requests_waiting(action: ActionItem) -> QuerySet[DueDateChange]:
    """The dates asked for that nobody has decided on."""
    return action.date_changes.filter(decision=DateDecision.REQUESTED)
