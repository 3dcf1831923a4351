"""The verbs of an action item: made, started, claimed, checked, moved. REST, admin,
bulk and commands call these, so that each rule has one home."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from recommendations.choices import ActionStatus, GivenBrag, PlanStatus
from recommendations.models import (
    ActionAgency,
    ActionItem,
    ActionPlan,
    ActionRecommendation,
    Agency,
    Owner,
    ProgressUpdate,
    Recommendation,
)
from recommendations.models.trail import Caller, Change
from recommendations.workflow.checks import schedule_impact_check
from recommendations.workflow.consequences import (
    requests_that_fall_away,
    require_confirmed,
)
from recommendations.workflow.errors import Refused
from recommendations.workflow.moves import require, require_manager, unmet
from recommendations.workflow.recommendations import unsettle
from recommendations.workflow.recording import (
    lock,
    lock_all,
    new_change,
    played,
    recorded,
)
from recommendations.workflow.records import require_same_authority
from recommendations.workflow.references import give_reference
from recommendations.workflow.steps import (
    cancel_in,
    clear_block,
    clear_claim,
    clear_rating,
    require_active,
    withdraw_requests,
    write_update,
)


def create_action(
    plan: ActionPlan,
    *,
    by: User,
    title: str,
    recommendations: Collection[Recommendation] = (),
    contributing: Collection[Agency] = (),
    **fields: Any,
) -> ActionItem:
    """A new action of the plan. Once the plan is approved, its due date is also its
    first due date."""
    require_manager(plan.authority_id, by=by)
    require_same_authority(
        plan.authority_id,
        owner=[fields.get("owner")],
        recommendations=recommendations,
        contributing_agencies=contributing,
    )
    if fields.get("owner") is not None:
        require_active("owner", fields["owner"])
    with transaction.atomic():
        lock(plan)
        require_takes_actions(plan)
        with new_change("create", by=by) as change:
            return write_action(
                plan,
                change,
                recommendations=recommendations,
                contributing=contributing,
                title=title,
                **fields,
            )


def require_takes_actions(plan: ActionPlan) -> None:
    if plan.status == PlanStatus.CLOSED:
        raise Refused(f"{plan.reference} is closed, so no action can be added to it.")


def write_action(
    plan: ActionPlan,
    change: Change,
    *,
    recommendations: Collection[Recommendation],
    contributing: Collection[Agency],
    **fields: Any,
) -> ActionItem:
    """The rows of a new action, inside a change of a verb that holds the plan."""
    if plan.status != PlanStatus.DRAFT and not fields.get("original_due_on"):
        fields["original_due_on"] = fields.get("due_on")
    action = ActionItem(
        authority=plan.authority, plan=plan, updated_at=change.at, **fields
    )
    give_reference(action)
    action.full_clean()
    action.save()
    for recommendation in dict.fromkeys(recommendations):
        ActionRecommendation.objects.create(
            action=action, recommendation=recommendation
        )
    for agency in dict.fromkeys(contributing):
        ActionAgency.objects.create(action=action, agency=agency)
    unsettle(recommendations, change)
    return action


def start(action: ActionItem, *, by: User) -> None:
    """Begin the work."""
    with played(action, "start", by=by) as change:
        action.started_on = change.day


def complete(
    action: ActionItem, *, by: User, note: str, override_reason: str = ""
) -> None:
    """Claim that it is done. The clock stops; somebody else has yet to check, unless
    the plan has no independent check: then it is closed, and labelled so."""
    arguments = {"note": note, "override_reason": override_reason}
    with played(action, "complete", by=by, **arguments) as change:
        _claim(action, note, change.day, change)
        if action.status == ActionStatus.VERIFIED:
            action.verified_on = change.day
            action.is_checked_independently = False
            schedule_impact_check(action, change)


def complete_from_file(
    action: ActionItem,
    *,
    by: User,
    note: str,
    completed_on: date | None = None,
    before_tracker: bool = False,
) -> None:
    """Claim what a file says was done, on the day that it says: managers only. It waits
    for a check, whatever the plan says: a file closes nothing. What was completed
    before it came here needs no evidence for the claim, and is marked so; all else
    meets the gate, which nobody lets pass for a whole file."""
    with recorded(action, "complete", by=by, note=note) as change:
        require_manager(action.authority_id, by=by)
        action.claimed_before_tracker = before_tracker
        require(action, "complete", by=by, arguments={"note": note})
        if completed_on is not None and completed_on > change.day:
            raise Refused("The completion date is in the future.")
        action.status = ActionStatus.COMPLETE
        _claim(action, note, completed_on or change.day, change)


def _claim(action: ActionItem, note: str, day: date, change: Change) -> None:
    require_confirmed(requests_that_fall_away(action))
    action.completed_on = day
    action.started_on = min(action.started_on or day, day)
    action.completed_by = change.by
    clear_block(action)
    clear_rating(action)
    write_update(action, change, text=note)
    withdraw_requests(action, change, "The action was submitted as complete.")


def cancel(action: ActionItem, *, by: User, reason: str) -> None:
    """End it undone."""
    with played(action, "cancel", by=by, reason=reason) as change:
        cancel_in(action, change)


def reopen(action: ActionItem, *, by: User, reason: str) -> None:
    """Go on with what was done or cancelled; what it delivered is not delivered."""
    with played(action, "reopen", by=by, reason=reason) as change:
        action.started_on = action.started_on or change.day
        clear_claim(action, change)
        unsettle(lock_all(action.recommendations.all()), change)


def reassign(action: ActionItem, *, by: User, owner: Owner, reason: str) -> None:
    """Give the action to another owner. Managers only."""
    with played(action, "reassign", by=by, owner=owner, reason=reason):
        require_same_authority(action.authority_id, owner=[owner])
        require_active("owner", owner)
        action.owner = owner


def archive(record: ActionItem | Recommendation, *, by: User, reason: str) -> None:
    """Hide what should not have been there. Nothing that counts is deleted."""
    with played(record, "archive", by=by, reason=reason) as change:
        record.archived_at = change.at
        if isinstance(record, ActionItem):
            withdraw_requests(record, change, "The action was archived.")


def block(action: ActionItem, *, by: User, reason: str) -> None:
    """Say that the action is on hold or blocked, and by what."""
    with played(action, "block", by=by, reason=reason):
        action.is_blocked = True
        action.blocked_reason = reason


def unblock(action: ActionItem, *, by: User, reason: str = "") -> None:
    """It is no longer on hold."""
    with played(action, "unblock", by=by, reason=reason):
        clear_block(action)


def bar_to_unblock(action: ActionItem, by: Caller) -> Refused | None:
    """Why it cannot be taken off hold, if it cannot."""
    if action.is_blocked:
        return None
    return Refused(f"{action.reference} is not on hold.")


def add_update(
    action: ActionItem,
    *,
    by: User,
    text: str,
    next_steps: str = "",
    brag: str = "",
    brag_reason: str = "",
    forecast_on: date | None = None,
) -> ProgressUpdate:
    """Add what happened, and what it means for the rating and the forecast."""
    words = {"text": text, "next_steps": next_steps, "brag_reason": brag_reason}
    with played(action, "updates", by=by, **words) as change:
        if brag:
            _rate(action, brag, brag_reason, change)
        if forecast_on is not None:
            action.forecast_on = forecast_on
        return write_update(
            action,
            change,
            text=text,
            next_steps=next_steps,
            brag=brag,
            forecast_on=forecast_on,
        )


def _rate(action: ActionItem, brag: str, reason: str, change: Change) -> None:
    """A person's rating. One that differs from the suggested one says why; one that
    agrees without a word gives way to it, so as not to hide later that it is late."""
    if brag not in GivenBrag.values:
        label = action.plan.legend[brag]["label"]
        message = f"“{label}” is for checked actions. Submit it as complete instead."
        raise ValidationError({"brag": message})
    rows = ActionItem.objects.filter(pk=action.pk).with_brag(on=change.day)
    suggested = rows.values_list("brag_suggested", flat=True).get()
    if brag != suggested and not reason.strip():
        raise unmet(action, "updates", ["brag_reason"])
    if brag == suggested and not reason.strip():
        clear_rating(action)
    else:
        action.brag, action.brag_reason, action.brag_on = brag, reason, change.day
