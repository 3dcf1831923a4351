"""Who has carried actions, as their trail tells it: read by the gates, so that nobody
checks their own work or signs it off, whatever was changed in between."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from recommendations.choices import ActionStatus
from recommendations.models import ActionItem, Owner
from recommendations.models.trail import Caller

_EVER = datetime.max.replace(tzinfo=UTC)
_ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class _Stretch:
    """A history row and the time in which it held. Both ends count: of two changes at
    one instant nobody knows which came first."""

    row: Any
    since: datetime
    until: datetime

    def within(self, other: "_Stretch") -> "_Stretch | None":
        since, until = max(self.since, other.since), min(self.until, other.until)
        return _Stretch(self.row, since, until) if since <= until else None


def has_carried(by: Caller, actions: Collection[uuid.UUID]) -> bool:
    """Whether the person owned, stood in for the owner of, or claimed any of the
    actions, or of those that they go on with, at any time since it was made or last
    reopened. In a constant number of queries, and one more for each step that actions
    were carried forward."""
    carried = []
    for rows in _with_earlier(actions):
        span = rows[_first(rows, by) :]
        if any(row.completed_by_id == by.pk for row in span):
            return True
        carried += [stretch for stretch in _stretches(span) if stretch.row.owner_id]
    posts = _posts({stretch.row.owner_id for stretch in carried})
    held = [
        part
        for stretch in carried
        for post in posts[stretch.row.owner_id]
        if (part := post.within(stretch)) is not None
    ]
    deputies = _posts(
        {stretch.row.deputy_id for stretch in held if stretch.row.deputy_id}
    )
    return any(stretch.row.user_id == by.pk for stretch in held) or any(
        deputy.row.user_id == by.pk and deputy.within(stretch) is not None
        for stretch in held
        for deputy in deputies[stretch.row.deputy_id]
    )


def _with_earlier(actions: Collection[uuid.UUID]) -> Iterator[list[Any]]:
    """The history rows of each action, oldest first, and of those that it goes on
    with."""
    pending, visited = set(actions), set(actions)
    while pending:
        trails = _trails(
            ActionItem,
            pending,
            *("owner_id", "completed_by_id", "carried_from_id"),
            *("status", "verb", "history_user_id"),
        )
        yield from trails.values()
        earlier = {row.carried_from_id for rows in trails.values() for row in rows}
        pending = earlier - visited - {None}
        visited |= pending


def _first(rows: list[Any], by: Caller) -> int:
    """Where the work begins that the rows tell of: with the last reopening, unless it
    was taken back. To cancel one's own work and take it up again is no beginning."""
    first = 0
    for place, row in enumerate(rows[1:], start=1):
        before = rows[place - 1]
        is_undone = rows[place + 1 : place + 2] and rows[place + 1].verb == "undo"
        is_own = (
            before.status == ActionStatus.CANCELLED and row.history_user_id == by.pk
        )
        if row.verb == "reopen" and not is_undone and not is_own:
            first = place
    return first


def _posts(keys: Collection[uuid.UUID]) -> dict[uuid.UUID, list[_Stretch]]:
    """How each post was held. The first row holds before its day, too: the post was
    loaded as it had always been."""
    trails = _trails(Owner, keys, "user_id", "deputy_id") if keys else {}
    held: dict[uuid.UUID, list[_Stretch]] = defaultdict(list)
    for key, rows in trails.items():
        first, *rest = _stretches(rows)
        held[key] = [replace(first, since=_ALWAYS), *rest]
    return held


def _stretches(rows: list[Any]) -> Iterator[_Stretch]:
    ends = [row.history_date for row in rows[1:]] + [_EVER]
    for row, until in zip(rows, ends, strict=True):
        yield _Stretch(row, row.history_date, until)


def _trails(
    model: Any, keys: Collection[uuid.UUID], *columns: str
) -> dict[uuid.UUID, list[Any]]:
    rows = model.history.filter(id__in=keys).order_by("history_date", "history_id")
    trails = defaultdict(list)
    for row in rows.values_list("id", "history_date", *columns, named=True):
        trails[row.id].append(row)
    return trails
