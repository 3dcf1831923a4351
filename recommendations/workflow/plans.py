"""The verbs of an action plan, from its making to its close."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from recommendations.models import (
    ActionPlan,
    Authority,
    Baseline,
    Inspection,
    PlanInspection,
)
from recommendations.models.keys import InOrder
from recommendations.models.trail import Change
from recommendations.workflow.consequences import of_approval, require_confirmed
from recommendations.workflow.moves import require_manager
from recommendations.workflow.recording import (
    lock,
    lock_all,
    new_change,
    played,
    save_touched,
)
from recommendations.workflow.records import require_same_authority
from recommendations.workflow.references import give_reference


def create_plan(
    authority: Authority,
    *,
    by: User,
    title: str,
    inspections: Collection[Inspection] = (),
    **fields: Any,
) -> ActionPlan:
    """A draft plan that answers the inspections. Managers only."""
    require_manager(authority.pk, by=by)
    require_same_authority(authority.pk, inspections=inspections)
    with transaction.atomic(), new_change("create", by=by):
        plan = ActionPlan(authority=authority, title=title, **fields)
        give_reference(plan)
        plan.full_clean()
        plan.save()
        for inspection in dict.fromkeys(inspections):
            PlanInspection.objects.create(plan=plan, inspection=inspection)
    return plan


def approve_plan(plan: ActionPlan, *, by: User) -> None:
    """Draft to approved; the due dates of its actions become their first due dates."""
    with transaction.atomic():
        lock(plan)
        actions = lock_all(plan.actions.filter(original_due_on=None))
        with played(plan, "approve", by=by) as change:
            plan.approved_on = change.day
            require_confirmed(of_approval(plan, plan.approved_on))
            for action in sorted(actions, key=lambda action: action.reference):
                if action.due_on is not None:
                    action.original_due_on = action.due_on
                    save_touched(action, change)
            _freeze(plan, change)


def _freeze(plan: ActionPlan, change: Change) -> None:
    """Keep what the plan promises today, whatever becomes of its actions."""
    promised = plan.actions.select_related("owner")
    Baseline.objects.create(
        plan=plan,
        frozen_on=change.day,
        actions={
            action.reference: {
                "title": action.title,
                "owner": action.owner.reference if action.owner else None,
                "post_title": action.owner.post_title if action.owner else None,
                "due_on": action.due_on.isoformat() if action.due_on else None,
            }
            for action in promised.order_by(InOrder("reference"))
        },
        **change.stamps,
    )


def submit_plan(plan: ActionPlan, *, by: User) -> None:
    """Approved to submitted: sent to the inspectorate."""
    with played(plan, "submit", by=by) as change:
        plan.submitted_on = change.day


def activate_plan(plan: ActionPlan, *, by: User) -> None:
    """Approved or submitted to live: its actions are being carried out."""
    with played(plan, "activate", by=by):
        pass


def close_plan(plan: ActionPlan, *, by: User, reason: str) -> None:
    """Live to closed, with a reason."""
    with played(plan, "close", by=by, reason=reason) as change:
        plan.closed_on = change.day
