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
    MOVED: "Date moved",
    REASSIGNED: "Reassigned",
    DONE: "Done",
    UNCHANGED: "As promised",
}


@dataclass(frozen=True)
class Compared:
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
class Comparison:
    plan: str
    frozen_on: date | None
    counts: dict[str, int]
    actions: list[Compared]


def against_baseline(plan: ActionPlan) -> Comparison:
    """In three queries, whatever the number of actions. A plan that is not approved
    yet has promised nothing: everything in it is added."""
    frozen = Baseline.objects.filter(plan=plan).first()
    promised: dict[str, Any] = frozen.actions if frozen else {}
    rows = ActionItem.objects.with_archived().filter(plan=plan).select_related("owner")
    today = {action.reference: action for action in rows}
    compared = [
        _compared(reference, promised.get(reference), today.get(reference))
        for reference in sorted(promised.keys() | today.keys())
    ]
    told = [one for one in compared if one is not None]
    counts = Counter(code for one in told for code in one.difference)
    return Comparison(
        plan=plan.reference,
        frozen_on=frozen.frozen_on if frozen else None,
        counts={code: counts.get(code, 0) for code in LABELS},
        actions=told,
    )


def _compared(
    reference: str, then: dict[str, Any] | None, now: ActionItem | None
) -> Compared | None:
    is_there = now is not None and not now.is_archived
    if then is None and not is_there:
        return None
    owner_now = now.owner.reference if now is not None and now.owner else None
    due_now = now.due_on if now is not None else None
    due_then = _day(then["due_on"]) if then else None
    owner_then = then["owner"] if then else None
    difference = []
    if then is None:
        difference.append(ADDED)
    elif due_then != due_now:
        difference.append(MOVED)
    if then is not None and owner_then != owner_now:
        difference.append(REASSIGNED)
    if now is None or not is_there or now.status == ActionStatus.CANCELLED:
        difference.append(DROPPED)
    elif now.status in DONE_ACTIONS:
        difference.append(DONE)
    return Compared(
        reference=reference,
        title=now.title if now is not None else str(then and then["title"]),
        difference=difference or [UNCHANGED],
        owner_then=owner_then,
        owner_now=owner_now,
        due_then=due_then,
        due_now=due_now,
        status=now.status if now is not None else None,
        action=now,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
