"""The figures of a set of actions on a day, for the summary of REST and admin."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef

from recommendations.choices import ActionStatus, Brag
from recommendations.models.actions import ActionAgency, ActionItemQuerySet
from recommendations.reports.figures import ACTIONS, RATED_BETTER, counts


def summary_of(actions: ActionItemQuerySet, *, on: date) -> dict[str, Any]:
    """Each figure over `actions` by its key, and groups of them, in four queries
    whatever their number.

    An action counts under every agency that owns it or contributes to it, so the
    figures by agency may add up to more than there are actions.
    """
    actions = actions.order_by()
    groups = list(
        actions.with_brag(on=on)
        .values("status", "brag_in_force")
        .annotate(of_all=Count("pk"), **counts(ACTIONS, actions, on=on))
        .order_by()
    )

    def total(figure: str, **group: str) -> int:
        """Of the groups that have these values."""
        return sum(row[figure] for row in groups if group.items() <= row.items())

    return {
        **{figure.key: total(figure.key) for figure in ACTIONS},
        "by_status": {
            code: total("of_all", status=code) for code in ActionStatus.values
        },
        "by_brag": {code: total("of_all", brag_in_force=code) for code in Brag.values},
        "rated_better_by_brag": {
            code: total(RATED_BETTER.key, brag_in_force=code) for code in Brag.values
        },
        "by_agency": _by_agency(actions),
        "by_plan": _counts(actions, "plan__reference"),
    }


def _counts(actions: ActionItemQuerySet, field: str) -> dict[str, int]:
    rows: Iterable[tuple[str | None, int]] = (
        actions.values_list(field).annotate(Count("pk")).order_by(field)
    )
    return {value: count for value, count in rows if value is not None}


def _by_agency(actions: ActionItemQuerySet) -> dict[str, int]:
    counts = _counts(actions, "owner__agency__code")
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
        counts[code] = counts.get(code, 0) + count
    return dict(sorted(counts.items()))
