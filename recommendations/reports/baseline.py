"""A plan as it was approved against the plan as it is: what was added, dropped, moved,
reassigned, done. Read by REST and admin."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from recommendations.choices import DONE_ACTIONS, ActionStatus
from recommendations.models import ActionItem, ActionPlan, Baseline

ADDED, DROPPED, MOVED = "added", "dropped", "moved"
REASSIGNED, DONE, UNCHANGED = "reassigned", "done", "unchanged"
LABELS = {
    ADDED: "Added",
    DROPPED: "Dropped",
    MOVED: "Target date changed",
    REASSIGNED: "Reassigned",
    DONE: "Done",
    UNCHANGED: "Unchanged",
}


@dataclass(frozen=True)
class ComparedAction:
    """One action, then and now; `difference` holds codes in LABELS."""

    reference: str
    title: str
    difference: list[str]
    owner_then: str | None
    owner_now: str | None
    due_then: date | None
    due_now: date | None
    status: str | None
    action: ActionItem | None


@dataclass(frozen=True)
class BaselineComparison:
    plan: str
    frozen_on: date | None
    counts: dict[str, int]
    actions: list[ComparedAction]


def against_baseline(plan: ActionPlan) -> BaselineComparison:
    """In three queries, whatever the number of actions. A plan that is not approved
    yet has promised nothing: everything in it is added."""
    frozen = Baseline.objects.filter(plan=plan).first()
    promised: dict[str, Any] = frozen.actions if frozen else {}
    rows = ActionItem.objects.with_archived().filter(plan=plan).select_related("owner")
    current = {action.reference: action for action in rows}
    compared = [
        _compared(reference, promised.get(reference), current.get(reference))
        for reference in sorted(promised.keys() | current.keys())
    ]
    rows_shown = [action for action in compared if action is not None]
    counts = Counter(code for action in rows_shown for code in action.difference)
    return BaselineComparison(
        plan=plan.reference,
        frozen_on=frozen.frozen_on if frozen else None,
        counts={code: counts.get(code, 0) for code in LABELS},
        actions=rows_shown,
    )


def _compared(
    reference: str, promised: dict[str, Any] | None, action: ActionItem | None
) -> ComparedAction | None:
    is_current = action is not None and not action.is_archived
    if promised is None and not is_current:
        return None
    owner_now = action.owner.reference if action is not None and action.owner else None
    due_now = action.due_on if action is not None else None
    due_then = _day(promised["due_on"]) if promised else None
    owner_then = promised["owner"] if promised else None
    difference = []
    if promised is None:
        difference.append(ADDED)
    elif due_then != due_now:
        difference.append(MOVED)
    if promised is not None and owner_then != owner_now:
        difference.append(REASSIGNED)
    if action is None or not is_current or action.status == ActionStatus.CANCELLED:
        difference.append(DROPPED)
    elif action.status in DONE_ACTIONS:
        difference.append(DONE)
    return ComparedAction(
        reference=reference,
        title=action.title
        if action is not None
        else str(promised and promised["title"]),
        difference=difference or [UNCHANGED],
        owner_then=owner_then,
        owner_now=owner_now,
        due_then=due_then,
        due_now=due_now,
        status=action.status if action is not None else None,
        action=action,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
