"""The verbs of an action plan, from its making to its close."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from recommendations.choices import PlanStatus, Role
from recommendations.models import ActionPlan, Authority, Inspection, PlanInspection
from recommendations.models.scope import roles_in
from recommendations.models.trail import change
from recommendations.workflow.errors import IllegalMove, NotAllowed
from recommendations.workflow.recording import recorded, save_touched
from recommendations.workflow.references import next_reference


def create_plan(
    authority: Authority,
    *,
    by: User,
    title: str,
    inspections: Iterable[Inspection] = (),
    **fields: Any,
) -> ActionPlan:
    """A draft plan that answers the inspections. Managers only."""
    _require_manager(authority.pk, by)
    with transaction.atomic(), change("create", by=by):
        plan = ActionPlan.objects.create(
            reference=next_reference(ActionPlan, authority),
            authority=authority,
            title=title,
            **fields,
        )
        for inspection in inspections:
            PlanInspection.objects.create(plan=plan, inspection=inspection)
    return plan


def approve_plan(plan: ActionPlan, *, by: User) -> None:
    """Draft to approved; the due dates of its actions become their first due dates."""
    with recorded(plan, "approve", by=by) as made:
        _move(plan, "approve", by, PlanStatus.DRAFT, PlanStatus.APPROVED)
        plan.approved_on = timezone.localdate(made.at)
        for action in plan.actions.select_for_update().filter(original_due_on=None):
            if action.due_on is not None:
                action.original_due_on = action.due_on
                save_touched(action, made)


def submit_plan(plan: ActionPlan, *, by: User) -> None:
    """Approved to submitted: sent to the inspectorate."""
    with recorded(plan, "submit", by=by) as made:
        _move(plan, "submit", by, PlanStatus.APPROVED, PlanStatus.SUBMITTED)
        plan.submitted_on = timezone.localdate(made.at)


def activate_plan(plan: ActionPlan, *, by: User) -> None:
    """Approved or submitted to live: its actions are being carried out."""
    with recorded(plan, "activate", by=by):
        sources = (PlanStatus.APPROVED, PlanStatus.SUBMITTED)
        _move(plan, "activate", by, sources, PlanStatus.LIVE)


def close_plan(plan: ActionPlan, *, by: User, reason: str) -> None:
    """Live to closed, with a reason."""
    with recorded(plan, "close", by=by, reason=reason) as made:
        _move(plan, "close", by, PlanStatus.LIVE, PlanStatus.CLOSED)
        plan.closed_on = timezone.localdate(made.at)


def _move(
    plan: ActionPlan,
    verb: str,
    by: User,
    sources: PlanStatus | tuple[PlanStatus, ...],
    target: PlanStatus,
) -> None:
    _require_manager(plan.authority_id, by)
    if plan.status not in (sources if isinstance(sources, tuple) else (sources,)):
        label = PlanStatus(plan.status).label.lower()
        raise IllegalMove(
            f"{plan.reference} is {label}: “{verb}” does not lead on from there.",
            status=plan.status,
            verb=verb,
            allowed=[],
        )
    plan.status = target


def _require_manager(authority_id: Any, by: User) -> None:
    if Role.MANAGER not in roles_in(by, authority_id):
        raise NotAllowed("Only an improvement manager may do this to a plan.")
