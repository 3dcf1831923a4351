"""The verbs that hand work on: an action to a later plan, and a leaver's whole open
work to another post."""

from datetime import date

from django.contrib.auth.models import User
from django.db import transaction

from recommendations.models import ActionItem, ActionPlan, Owner
from recommendations.workflow.actions import require_takes_actions, write_action
from recommendations.workflow.errors import Refused
from recommendations.workflow.moves import require
from recommendations.workflow.recording import (
    lock,
    lock_all,
    new_change,
    played,
    save_touched,
)
from recommendations.workflow.records import require_same_authority
from recommendations.workflow.steps import (
    cancel_in,
    require_active,
)


def carry_forward(
    action: ActionItem, *, by: User, plan: ActionPlan, due_on: date, reason: str
) -> ActionItem:
    """Go on with an open action in another plan: a new one takes its place, and it is
    cancelled as carried forward."""
    arguments = {"plan": plan, "due_on": due_on, "reason": reason}
    with played(action, "carry-forward", by=by, **arguments) as change:
        require_same_authority(action.authority_id, plan=[plan])
        lock(plan)
        if plan == action.plan:
            raise Refused(f"{action.reference} is already in {plan.reference}.")
        require_takes_actions(plan)
        cancel_in(action, change)
        return write_action(
            plan,
            change,
            title=action.title,
            detail=action.detail,
            success_measure=action.success_measure,
            owner=action.owner,
            due_on=due_on,
            # What was promised first stays the promise, in a draft plan too.
            original_due_on=action.original_due_on,
            carried_from=action,
            recommendations=list(action.recommendations.all()),
            contributing=list(action.contributing_agencies.all()),
        )


def hand_over(owner: Owner, *, by: User, to: Owner, reason: str) -> list[ActionItem]:
    """Give all open actions of a post to another, as one change."""
    with transaction.atomic():
        lock(owner)
        require(owner, "hand-over", by=by, arguments={"to": to, "reason": reason})
        require_same_authority(owner.authority_id, to=[to])
        if to == owner:
            raise Refused("Choose another post to hand over to.")
        require_active("to", to)
        moved = lock_all(owner.actions.open())
        # Only now, so that who waited longer is also later in the trail.
        with new_change("hand-over", by=by, reason=reason) as change:
            for action in sorted(moved, key=lambda action: action.reference):
                action.owner = to
                save_touched(action, change)
            save_touched(owner, change)
        return moved
