"""What waits for a manager or a verifier, as figures on the index. Each opens the list
that it counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from recommendations.admin.parts.sections import list_url
from recommendations.choices import DateDecision, Role
from recommendations.models import DueDateChange, ImpactCheck, Recommendation
from recommendations.models.recommendations import review_due
from recommendations.models.standing import Standing


@dataclass(frozen=True)
class Duty:
    """`rows` of what the person sees count; `filters` open the list of them."""

    key: str
    label: str
    roles: frozenset[str]
    rows: Callable[[Any, date], Any]
    model: str
    filters: dict[str, str]


DUTIES = (
    Duty(
        "to_decide",
        "Dates to decide",
        frozenset({Role.MANAGER}),
        lambda user, on: DueDateChange.objects.visible_to(user).filter(
            decision=DateDecision.REQUESTED
        ),
        "duedatechange",
        {"decision": DateDecision.REQUESTED.value},
    ),
    Duty(
        "impact_due",
        "Impact checks due",
        frozenset({Role.MANAGER, Role.VERIFIER}),
        lambda user, on: ImpactCheck.objects.visible_to(user).due(on=on),
        "impactcheck",
        {"due": "yes"},
    ),
    Duty(
        "review_due",
        "Reviews due",
        frozenset({Role.MANAGER}),
        lambda user, on: Recommendation.objects.visible_to(user).filter(review_due(on)),
        "recommendation",
        {"review": "due"},
    ),
)


def duties_of(user: Any, *, on: date) -> list[tuple[Duty, int, str]]:
    """Those of the person's roles, each with its count and the address of its list."""
    held = Standing.of(user).roles_in_any_part()
    return [
        (duty, duty.rows(user, on).count(), list_url(duty.model, **duty.filters))
        for duty in DUTIES
        if duty.roles & held
    ]
