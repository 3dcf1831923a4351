"""The verbs of an action item: made, started, claimed, checked, moved. REST, admin,
bulk and commands call these, so that each rule has one home."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

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
from recommendations.models.trail import Change
from recommendations.models.words import is_visible
from recommendations.workflow.checks import schedule_impact_check
from recommendations.workflow.consequences import foreseen, require_confirmed
from recommendations.workflow.errors import Refused
from recommendations.workflow.moves import (
    require_manager,
    require_move,
    require_open,
    unmet,
)
from recommendations.workflow.recommendations import unsettle
from recommendations.workflow.recording import change, lock, lock_all, recorded
from recommendations.workflow.records import require_same_authority
from recommendations.workflow.references import give_reference
from recommendations.workflow.steps import (
    cancel_in,
    clear_block,
    clear_claim,
    clear_rating,
    require_active,
    require_words,
    withdraw_requests,
    write_override,
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
        with change("create", by=by) as made:
            return write_action(
                plan,
                made,
                recommendations=recommendations,
                contributing=contributing,
                title=title,
                **fields,
            )


def require_takes_actions(plan: ActionPlan) -> None:
    if plan.status == PlanStatus.CLOSED:
        raise Refused(f"{plan.reference} is closed and takes no new action.")


def write_action(
    plan: ActionPlan,
    made: Change,
    *,
    recommendations: Collection[Recommendation],
    contributing: Collection[Agency],
    **fields: Any,
) -> ActionItem:
    """The rows of a new action, inside a change of a verb that holds the plan."""
    if plan.status != PlanStatus.DRAFT and not fields.get("original_due_on"):
        fields["original_due_on"] = fields.get("due_on")
    action = ActionItem(
        authority=plan.authority, plan=plan, updated_at=made.at, **fields
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
    unsettle(recommendations, made)
    return action


def start(action: ActionItem, *, by: User) -> None:
    with recorded(action, "start", by=by) as made:
        action.status = require_move(action, "start", by=by).target
        action.started_on = timezone.localdate(made.at)


def complete(
    action: ActionItem, *, by: User, note: str, override_reason: str = ""
) -> None:
    """Claim that it is done. The clock stops; somebody else has yet to check, unless
    the plan has no independent check: then it is closed, and labelled so."""
    said = {"note": note, "override_reason": override_reason}
    with recorded(action, "complete", by=by, **said) as made:
        cleared = require_move(
            action, "complete", by=by, override_reason=override_reason, note=note
        )
        action.status = cleared.target
        today = timezone.localdate(made.at)
        _claim(action, note, today, made)
        write_override(action, "complete", cleared.waived, override_reason, made)
        if action.status == ActionStatus.VERIFIED:
            action.verified_on = today
            action.is_checked_independently = False
            schedule_impact_check(action, made)


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
    with recorded(action, "complete", by=by, note=note) as made:
        require_manager(action.authority_id, by=by)
        action.claimed_before_tracker = before_tracker
        require_move(action, "complete", by=by, note=note)
        today = timezone.localdate(made.at)
        if completed_on is not None and completed_on > today:
            raise Refused("The day of the claim is still to come.")
        action.status = ActionStatus.COMPLETE
        _claim(action, note, completed_on or today, made)


def _claim(action: ActionItem, note: str, day: date, made: Change) -> None:
    today = timezone.localdate(made.at)
    require_confirmed(foreseen(action, "complete", on=today))
    action.completed_on = day
    action.started_on = min(action.started_on or day, day)
    action.completed_by = made.by
    clear_block(action)
    clear_rating(action)
    write_update(action, made, text=note)
    withdraw_requests(action, made, "The action was claimed complete.")


def cancel(action: ActionItem, *, by: User, reason: str) -> None:
    with recorded(action, "cancel", by=by, reason=reason) as made:
        require_move(action, "cancel", by=by, reason=reason)
        cancel_in(action, made)


def reopen(action: ActionItem, *, by: User, reason: str) -> None:
    with recorded(action, "reopen", by=by, reason=reason) as made:
        action.status = require_move(action, "reopen", by=by, reason=reason).target
        action.started_on = action.started_on or timezone.localdate(made.at)
        clear_claim(action, made)
        unsettle(lock_all(action.recommendations.all()), made)


def reassign(action: ActionItem, *, by: User, owner: Owner, reason: str) -> None:
    """Give the action to another owner. Managers only."""
    with recorded(action, "reassign", by=by, reason=reason):
        require_open(action, "reassign", by=by)
        require_words(action, "reassign", reason=reason)
        require_same_authority(action.authority_id, owner=[owner])
        require_active("owner", owner)
        action.owner = owner


def archive(record: ActionItem | Recommendation, *, by: User, reason: str) -> None:
    """Hide what should not have been there. Nothing that counts is deleted."""
    with recorded(record, "archive", by=by, reason=reason) as made:
        require_open(record, "archive", by=by)
        require_words(record, "archive", reason=reason)
        record.archived_at = made.at
        if isinstance(record, ActionItem):
            withdraw_requests(record, made, "The action was archived.")


def block(action: ActionItem, *, by: User, reason: str) -> None:
    """Say that the action is on hold or blocked, and by what."""
    with recorded(action, "block", by=by, reason=reason):
        require_open(action, "block", by=by)
        require_words(action, "block", reason=reason)
        action.is_blocked = True
        action.blocked_reason = reason


def unblock(action: ActionItem, *, by: User, reason: str = "") -> None:
    with recorded(action, "unblock", by=by, reason=reason):
        require_open(action, "unblock", by=by)
        clear_block(action)


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
    with recorded(action, "update", by=by, text=text) as made:
        require_open(action, "updates", by=by)
        if not is_visible(text):
            raise unmet(action, "updates", ["text"])
        if brag:
            _rate(action, brag, brag_reason, made)
        if forecast_on is not None:
            action.forecast_on = forecast_on
        return write_update(
            action,
            made,
            text=text,
            next_steps=next_steps,
            brag=brag,
            forecast_on=forecast_on,
        )


def _rate(action: ActionItem, brag: str, reason: str, made: Change) -> None:
    """A person's rating. One that differs from the suggested one says why; one that
    agrees without a word gives way to it, so as not to hide later that it is late."""
    if brag not in GivenBrag.values:
        label = action.plan.legend[brag]["label"]
        message = f"“{label}” is for what has been checked. Claim it complete instead."
        raise ValidationError({"brag": message})
    today = timezone.localdate(made.at)
    rows = ActionItem.objects.filter(pk=action.pk).with_brag(on=today)
    suggested = rows.values_list("brag_suggested", flat=True).get()
    if brag != suggested and not reason.strip():
        raise unmet(action, "updates", ["brag_reason"])
    if brag == suggested and not reason.strip():
        clear_rating(action)
    else:
        action.brag, action.brag_reason, action.brag_on = brag, reason, today
