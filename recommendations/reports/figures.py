"""Each condition of a list, once: what it is called, what it counts and how. The lists'
filters over REST and in the admin, the summary and the start page read it, so that a
figure is always the number of rows in the list that it opens."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from recommendations.choices import (
    RUNNING_ACTIONS,
    ActionStatus,
    DateDecision,
    RecommendationStatus,
    Role,
)
from recommendations.models import (
    ActionItem,
    DueDateChange,
    ImpactCheck,
    Recommendation,
)
from recommendations.models.recommendations import COUNTED
from recommendations.models.rules import BLOCKED, IS_OPEN, overdue, rated_better, stale
from recommendations.models.trail import Caller, Record

DAYS = 30


@dataclass(frozen=True)
class Figure:
    """`condition` is asked with the day, a number of days and the rows, as they are or
    as they stood. `admin` and `rest` are the queries that open its list. Where it has
    `days`, the filter of REST takes any number of them. `roles`: for whom it waits."""

    model: type[Record]
    key: str
    label: str
    hint: str
    condition: Callable[[date, int, Any], Q]
    admin: Mapping[str, str]
    rest: Mapping[str, str]
    days: int = 0
    roles: frozenset[Role] = frozenset()

    @property
    def meaning(self) -> str:
        return self.hint.format(days=self.days)

    def where(self, rows: Any, *, on: date, days: int | None = None) -> Q:
        return self.condition(on, self.days if days is None else days, rows)

    def of(self, rows: Any, *, on: date) -> Any:
        return rows.filter(self.where(rows, on=on))

    def count(self, user: Caller, *, on: date) -> int:
        """Of what the person may see."""
        rows: Any = self.model._default_manager.all()
        number: int = self.of(rows.visible_to(user), on=on).count()
        return number


def counts(figures: Iterable[Figure], rows: Any, *, on: date) -> dict[str, Count]:
    """What counts each of the figures, by its key, for `annotate` or `aggregate`."""
    return {f.key: Count("pk", filter=f.where(rows, on=on)) for f in figures}


def _of_actions(
    key: str,
    label: str,
    hint: str,
    condition: Callable[[date, int, Any], Q],
    *,
    rest_name: str = "",
    days: int = 0,
    roles: frozenset[Role] = frozenset(),
) -> Figure:
    rest = {rest_name or key: str(days or "true")}
    admin = {"show": key}
    return Figure(ActionItem, key, label, hint, condition, admin, rest, days, roles)


OPEN = _of_actions(
    "open",
    "Open",
    "Not started, in progress, or complete and awaiting check.",
    lambda *_: IS_OPEN,
    rest_name="is_open",
)
OVERDUE = _of_actions(
    "overdue",
    "Overdue",
    "Past its target date, and not submitted as complete.",
    lambda on, *_: overdue(on),
)
DUE_SOON = _of_actions(
    "due_30",
    f"Due in {DAYS} days",
    "Due within {days} days, and not submitted as complete.",
    lambda on, days, _: Q(
        status__in=RUNNING_ACTIONS,
        due_on__gte=on,
        due_on__lte=on + timedelta(days=days),
    ),
    rest_name="due_within",
    days=DAYS,
)
AWAITING_CHECK = _of_actions(
    "awaiting_check",
    "Awaiting check",
    "Submitted as complete, and not yet checked.",
    lambda *_: Q(status=ActionStatus.COMPLETE),
    roles=frozenset({Role.VERIFIER}),
)
UNOWNED = _of_actions(
    "unowned",
    "No lead officer",
    "Open, with no lead officer.",
    lambda *_: IS_OPEN & Q(owner=None),
)
UNDATED = _of_actions(
    "undated",
    "No target date",
    "Open, with no target date.",
    lambda *_: IS_OPEN & Q(due_on=None),
)
STALE = _of_actions(
    "stale",
    f"Stale: no update for {DAYS} days",
    "Open, past its planned start, with no update for {days} days.",
    lambda on, days, _: stale(on, days),
    days=DAYS,
)
ON_HOLD = _of_actions(
    "blocked",
    "On hold or blocked",
    "Open, and on hold or blocked.",
    lambda *_: BLOCKED,
)
RATED_BETTER = _of_actions(
    "rated_better",
    "Rated better than suggested",
    "Rated by a person as better than suggested.",
    lambda on, _, rows: rated_better(on, rows.stale_after()),
)
# In the order in which the summary and the start page have them.
ACTIONS = (
    OPEN,
    OVERDUE,
    DUE_SOON,
    AWAITING_CHECK,
    UNOWNED,
    UNDATED,
    STALE,
    ON_HOLD,
    RATED_BETTER,
)
TO_DECIDE = Figure(
    DueDateChange,
    "to_decide",
    "Target dates to decide",
    "Requested, and not yet decided.",
    lambda *_: Q(decision=DateDecision.REQUESTED),
    admin={"decision": DateDecision.REQUESTED.value},
    rest={"decision": DateDecision.REQUESTED.value},
    roles=frozenset({Role.MANAGER}),
)
IMPACT_DUE = Figure(
    ImpactCheck,
    "impact_due",
    "Impact reviews due",
    "Due by today, and not yet done.",
    lambda on, *_: Q(outcome="", due_on__lte=on),
    admin={"due": "yes"},
    rest={},
    roles=frozenset({Role.MANAGER, Role.VERIFIER}),
)
REVIEW_DUE = Figure(
    Recommendation,
    "review_due",
    "Recommendation reviews due",
    "Not accepted, and due for review by today.",
    lambda on, *_: (
        COUNTED & Q(status=RecommendationStatus.NOT_ACCEPTED, review_on__lte=on)
    ),
    admin={"review": "due"},
    rest={"review_due": "true"},
    roles=frozenset({Role.MANAGER}),
)
WAITING_FIGURES = (AWAITING_CHECK, TO_DECIDE, IMPACT_DUE, REVIEW_DUE)
