"""What came back to an owner: claims that were returned, impact checks that failed and
dates that were rejected. The start page tells them first, each with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import formats

from recommendations.choices import (
    RUNNING_ACTIONS,
    CheckOutcome,
    DateDecision,
    ImpactOutcome,
)
from recommendations.models import (
    ActionItem,
    DueDateChange,
    ImpactCheck,
    Verification,
)

# A claim stays here until it is made again. Of a date one need do nothing more.
SHOWN_FOR = timedelta(days=30)
MOST = 20


@dataclass(frozen=True)
class ReturnedItem:
    """What came back, of which action, on which day and by whom, and why."""

    action: ActionItem
    heading: str
    by: str
    on: date
    reason: str

    @property
    def signed(self) -> str:
        return f"{self.by or 'Not recorded'}, {formats.date_format(self.on)}"


def returned(user: Any, *, on: date) -> list[ReturnedItem]:
    """To the person, as owner or deputy, of actions that are theirs to go on with. The
    newest first."""
    own = (
        ActionItem.objects.visible_to(user)
        .carried_by(user)
        .filter(status__in=RUNNING_ACTIONS)
    )
    items = [*_claims(own), *_impacts(own), *_dates(own, on)]
    return sorted(items, key=lambda item: item.on, reverse=True)[:MOST]


def _claims(own: Any) -> Iterator[ReturnedItem]:
    for check in _of(own, Verification.objects.all(), "checker").filter(
        ~_newer(Verification), outcome=CheckOutcome.RETURNED
    ):
        yield ReturnedItem(
            check.action,
            "Your submission was sent back",
            check.checker_shown,
            check.checked_on,
            check.note,
        )


def _impacts(own: Any) -> Iterator[ReturnedItem]:
    """The action has not been looked at since."""
    looked_at = Verification.objects.filter(
        action=OuterRef("action"), created_at__gt=OuterRef("updated_at")
    )
    for check in _of(own, ImpactCheck.objects.all(), "checker").filter(
        ~Exists(looked_at), outcome=ImpactOutcome.FAILED
    ):
        yield ReturnedItem(
            check.action,
            "The impact review failed",
            check.checker_shown,
            check.checked_on,
            check.note,
        )


def _dates(own: Any, on: date) -> Iterator[ReturnedItem]:
    for change in _of(own, DueDateChange.objects.all(), "decided_by").filter(
        ~_newer(DueDateChange),
        decision=DateDecision.REJECTED,
        decided_on__gte=on - SHOWN_FOR,
    ):
        day = formats.date_format(change.to_on)
        yield ReturnedItem(
            change.action,
            f"The target date you asked for was rejected: {day}",
            change.decided_by_shown,
            change.decided_on,
            change.message,
        )


def _of(own: Any, rows: QuerySet[Any], person: str) -> QuerySet[Any]:
    """Of these actions, each with the person who has the say on it."""
    rows = rows.filter(action__in=own.order_by().values("pk"))
    return rows.select_related("action", person)


def _newer(model: Any) -> Exists:
    """Whether there is a newer one of the same action."""
    newer = model.objects.filter(created_at__gt=OuterRef("created_at"))
    return Exists(newer.filter(action=OuterRef("action")))
