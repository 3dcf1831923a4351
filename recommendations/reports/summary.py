"""The figures of a set of actions on a day, for the summary of REST and admin. Every
figure uses the condition that the list's filter of the same name uses."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypedDict, cast

from django.db.models import Count, Exists, OuterRef, Q

from recommendations.choices import ActionStatus, Brag
from recommendations.models.actions import ActionAgency, ActionItemQuerySet
from recommendations.models.rules import (
    AWAITING_CHECK,
    BLOCKED,
    IS_OPEN,
    UNDATED,
    UNOWNED,
    due_within,
    overdue,
    rated_better,
    stale,
)

DUE_SOON_DAYS = 30
STALE_DAYS = 30


class Summary(TypedDict):
    open: int
    overdue: int
    due_30: int
    awaiting_check: int
    unowned: int
    undated: int
    stale: int
    blocked: int
    rated_better: int
    by_status: dict[str, int]
    by_brag: dict[str, int]
    rated_better_by_brag: dict[str, int]
    by_agency: dict[str, int]
    by_plan: dict[str, int]


def summary_of(actions: ActionItemQuerySet, *, on: date) -> Summary:
    """Counts over `actions`, in five queries whatever their number.

    An action counts under every agency that owns it or contributes to it, so the
    figures by agency may add up to more than there are actions.
    """
    conditions: dict[str, Q] = {
        "open": IS_OPEN,
        "overdue": overdue(on),
        "due_30": due_within(on, DUE_SOON_DAYS),
        "awaiting_check": AWAITING_CHECK,
        "unowned": UNOWNED,
        "undated": UNDATED,
        "stale": stale(on, STALE_DAYS),
        "blocked": BLOCKED,
    }
    actions = actions.order_by()
    by_status = _counts(actions, "status")
    by_brag = _by_brag(actions, on)
    better = {code: count for code, (_, count) in by_brag.items()}
    figures: Any = actions.aggregate(
        **{
            name: Count("pk", filter=condition)
            for name, condition in conditions.items()
        }
    )
    figures |= {
        "by_status": {code: by_status.get(code, 0) for code in ActionStatus.values},
        "rated_better": sum(better.values()),
        "by_brag": {code: of_all for code, (of_all, _) in by_brag.items()},
        "rated_better_by_brag": better,
        "by_agency": _by_agency(actions),
        "by_plan": _counts(actions, "plan__reference"),
    }
    return cast(Summary, figures)


def _counts(actions: ActionItemQuerySet, field: str) -> dict[str, int]:
    rows: Iterable[tuple[str | None, int]] = (
        actions.values_list(field).annotate(Count("pk")).order_by(field)
    )
    return {value: count for value, count in rows if value is not None}


def _by_brag(actions: ActionItemQuerySet, on: date) -> dict[str, tuple[int, int]]:
    """For each rating how many actions have it, and how many of those have it from a
    person who rates them better than suggested."""
    better = rated_better(on, actions.stale_after())
    rows = (
        actions.with_brag(on=on)
        .values_list("brag_in_force")
        .annotate(Count("pk"), of_better=Count("pk", filter=better))
        .order_by("brag_in_force")
    )
    found = {code: (of_all, of_better) for code, of_all, of_better in rows}
    return {code: found.get(code, (0, 0)) for code in Brag.values}


def _by_agency(actions: ActionItemQuerySet) -> dict[str, int]:
    found = _counts(actions, "owner__agency__code")
    # An agency that owns the action counts once, though it be named as helping too.
    owning = actions.filter(id=OuterRef("action"), owner__agency=OuterRef("agency"))
    contributed = (
        actions.beside(ActionAgency)
        .filter(~Exists(owning), action__in=actions.values("id"))
        .order_by()
        .values_list("agency__code")
        .annotate(Count("pk"))
    )
    for code, count in contributed:
        found[code] = found.get(code, 0) + count
    return dict(sorted(found.items()))
