"""The figures that sum up a person's actions. The index shows them and the action
list's first filter offers them, so that a figure equals the list it opens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

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
from recommendations.reports.summary import DUE_SOON_DAYS, STALE_DAYS


@dataclass(frozen=True)
class Figure:
    """A figure of the summary by its key there, and the condition that it counts."""

    key: str
    label: str
    condition: Callable[[date], Q]


FIGURES = (
    Figure("open", "Open", lambda on: IS_OPEN),
    Figure("overdue", "Overdue", overdue),
    Figure(
        "due_30",
        f"Due in {DUE_SOON_DAYS} days",
        lambda on: due_within(on, DUE_SOON_DAYS),
    ),
    Figure("awaiting_check", "Awaiting check", lambda on: AWAITING_CHECK),
    Figure("unowned", "Without an owner", lambda on: UNOWNED),
    Figure("undated", "Without a due date", lambda on: UNDATED),
    Figure(
        "stale",
        f"Stale: no update for {STALE_DAYS} days",
        lambda on: stale(on, STALE_DAYS),
    ),
    Figure("blocked", "On hold or blocked", lambda on: BLOCKED),
    Figure("rated_better", "Rated better than suggested", rated_better),
)
