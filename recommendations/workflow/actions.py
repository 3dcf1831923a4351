"""The verbs of an action item: made, started, claimed, checked, moved. REST, admin,
bulk and commands call these, so that each rule has one home."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from recommendations.choices import OPEN_ACTIONS, PlanStatus
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
from recommendations.models.trail import Change, actor_name, change
from recommendations.workflow.errors import Refused
from recommendations.workflow.moves import (
    illegal,
    require_manager,
    require_move,
    require_role,
    unmet,
)
from recommendations.workflow.recommendations import unsettle
from recommendations.workflow.recording import lock, recorded
from recommendations.workflow.records import require_same_authority
from recommendations.workflow.references import next_reference


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
    with transaction.atomic():
        lock(plan)
        if plan.status == PlanStatus.CLOSED:
            raise Refused(f"{plan.reference} is closed and takes no new action.")
        return _create(plan, by, title, recommendations, contributing, fields)


def _create(
    plan: ActionPlan,
    by: User,
    title: str,
    recommendations: Collection[Recommendation],
    contributing: Collection[Agency],
    fields: dict[str, Any],
) -> ActionItem:
    with change("create", by=by) as made:
        if plan.status != PlanStatus.DRAFT:
            fields["original_due_on"] = fields.get("due_on")
        action = ActionItem.objects.create(
            reference=fields.pop("reference", "")
            or next_reference(ActionItem, plan.authority),
            authority=plan.authority,
            plan=plan,
            title=title,
            updated_at=made.at,
            **fields,
        )
        for recommendation in recommendations:
            ActionRecommendation.objects.create(
                action=action, recommendation=recommendation
            )
        for agency in contributing:
            ActionAgency.objects.create(action=action, agency=agency)
        unsettle(recommendations, made)
    return action


def start(action: ActionItem, *, by: User) -> None:
    with recorded(action, "start", by=by) as made:
        action.status = require_move(action, "start", by=by).target
        action.started_on = timezone.localdate(made.at)


def complete(action: ActionItem, *, by: User, note: str) -> None:
    """Claim that it is done. The clock stops; somebody else has yet to check."""
    with recorded(action, "complete", by=by, reason=note) as made:
        action.status = require_move(action, "complete", by=by, note=note).target
        action.started_on = action.started_on or timezone.localdate(made.at)
        action.completed_on = timezone.localdate(made.at)
        action.completed_by = by
        _clear_block(action)
        _write_update(action, made, text=note)


def return_claim(action: ActionItem, *, by: User, reason: str) -> None:
    """Send a claim back to its owner: the verb `return`."""
    with recorded(action, "return", by=by, reason=reason):
        action.status = require_move(action, "return", by=by, reason=reason).target
        _clear_claim(action)


def verify(action: ActionItem, *, by: User, note: str = "") -> None:
    """Somebody other than owner, deputy and claimant found the claim to be true."""
    with recorded(action, "verify", by=by, reason=note) as made:
        action.status = require_move(action, "verify", by=by).target
        action.verified_on = timezone.localdate(made.at)
        action.verified_by = by
        _clear_block(action)
        _clear_rating(action)


def embed(action: ActionItem, *, by: User, note: str = "") -> None:
    """The improvement has held: it is how things are done now."""
    with recorded(action, "embed", by=by, reason=note):
        action.status = require_move(action, "embed", by=by).target


def cancel(action: ActionItem, *, by: User, reason: str) -> None:
    with recorded(action, "cancel", by=by, reason=reason):
        action.status = require_move(action, "cancel", by=by, reason=reason).target
        _clear_claim(action)
        _clear_block(action)
        _clear_rating(action)


def reopen(action: ActionItem, *, by: User, reason: str) -> None:
    with recorded(action, "reopen", by=by, reason=reason) as made:
        action.status = require_move(action, "reopen", by=by, reason=reason).target
        action.started_on = action.started_on or timezone.localdate(made.at)
        _clear_claim(action)
        unsettle(action.recommendations.select_for_update(), made)


def reassign(action: ActionItem, *, by: User, owner: Owner, reason: str) -> None:
    """Give the action to another owner. Managers only."""
    with recorded(action, "reassign", by=by, reason=reason):
        _require_open(action, "reassign", by)
        _require_reason(action, "reassign", reason)
        require_same_authority(action.authority_id, owner=[owner])
        action.owner = owner


def reschedule(action: ActionItem, *, by: User, due_on: date, reason: str) -> None:
    """Move the due date. Managers only; the first due date stays what it was."""
    with recorded(action, "reschedule", by=by, reason=reason):
        _require_open(action, "reschedule", by)
        _require_reason(action, "reschedule", reason)
        if action.due_on == due_on:
            raise Refused(f"{action.reference} is due on that day already.")
        if action.due_on is not None and action.plan.status != PlanStatus.DRAFT:
            action.date_moves += 1
        elif action.original_due_on is None and action.plan.status != PlanStatus.DRAFT:
            action.original_due_on = due_on
        action.due_on = due_on


def archive(record: ActionItem | Recommendation, *, by: User, reason: str) -> None:
    """Hide what should not have been there. Nothing that counts is deleted."""
    with recorded(record, "archive", by=by, reason=reason) as made:
        require_role(record, "archive", by=by)
        _require_reason(record, "archive", reason)
        if record.archived_at is not None:
            raise Refused(f"{record.reference} is archived already.")
        record.archived_at = made.at


def block(action: ActionItem, *, by: User, reason: str) -> None:
    """Say that the action is on hold or blocked, and by what."""
    with recorded(action, "block", by=by, reason=reason):
        _require_open(action, "block", by)
        _require_reason(action, "block", reason)
        action.is_blocked = True
        action.blocked_reason = reason


def unblock(action: ActionItem, *, by: User, reason: str = "") -> None:
    with recorded(action, "unblock", by=by, reason=reason):
        _require_open(action, "unblock", by)
        _clear_block(action)


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
    with recorded(action, "update", by=by, reason=text) as made:
        _require_open(action, "updates", by)
        if not text.strip():
            raise unmet(action, "updates", ["text"])
        if brag:
            action.brag, action.brag_reason = brag, brag_reason
        if forecast_on is not None:
            action.forecast_on = forecast_on
        return _write_update(
            action,
            made,
            text=text,
            next_steps=next_steps,
            brag=brag,
            forecast_on=forecast_on,
        )


def _write_update(action: ActionItem, made: Change, **fields: Any) -> ProgressUpdate:
    action.last_update_on = timezone.localdate(made.at)
    return ProgressUpdate.objects.create(
        action=action,
        made_on=action.last_update_on,
        author=made.by,
        author_name=actor_name(made.by),
        created_at=made.at,
        updated_at=made.at,
        **fields,
    )


def _clear_claim(action: ActionItem) -> None:
    action.completed_on = action.completed_by = None
    action.verified_on = action.verified_by = None


def _clear_block(action: ActionItem) -> None:
    action.is_blocked = False
    action.blocked_reason = ""


def _clear_rating(action: ActionItem) -> None:
    action.brag = action.brag_reason = ""


def _require_open(action: ActionItem, verb: str, by: User) -> None:
    require_role(action, verb, by=by)
    if action.status not in OPEN_ACTIONS:
        raise illegal(action, verb)


def _require_reason(
    record: ActionItem | Recommendation, verb: str, reason: str
) -> None:
    if not reason.strip():
        raise unmet(record, verb, ["reason"])
