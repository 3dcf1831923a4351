"""Tells of every person's rating when it was given, as the trail has it, and ends those
that a claim, a return or a date decided since should have ended."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import migrations
from django.utils import timezone

# What ended a rating by the rule; a date that moved is found by itself.
ENDS = {"complete", "return", "approve-date", "reject-date"}
OPEN = {"not_started", "in_progress", "complete"}
GIVEN = {"red", "amber", "green", "grey"}
REASON = "A claim, a return or a date decided ended the rating of {day}."


@dataclass(frozen=True)
class State:
    """Since when the rating of a history row stands; `is_over` by the rule."""

    given: Any = None
    is_over: bool = False


def states_of(rows: list[Any], rated: set[Any]) -> list[State]:
    """The state at each history row of one action, oldest first. `rated` are the
    changes in which an update gave a rating."""
    states: list[State] = []
    for number, row in enumerate(rows):
        last = rows[number - 1] if number else None
        state = states[-1] if states else State()
        is_new = last is None or (last.brag, last.brag_reason) != (
            row.brag,
            row.brag_reason,
        )
        if not row.brag:
            state = State()
        elif row.verb == "undo":
            # As it was before what is taken back.
            state = states[-2] if number > 1 else state
        elif is_new or row.change_id in rated:
            state = State(timezone.localdate(row.history_date))
        elif row.verb in ENDS or (last and last.due_on != row.due_on):
            state = State(state.given, is_over=True)
        if row.brag and state.given is None:
            state = State(timezone.localdate(row.history_date), state.is_over)
        states.append(state)
    return states


def tell(apps: Any, schema_editor: Any) -> None:
    actions = apps.get_model("recommendations", "ActionItem").objects
    trail = apps.get_model("recommendations", "HistoricalActionItem").objects
    updates = apps.get_model("recommendations", "HistoricalProgressUpdate").objects
    ever_rated = trail.exclude(brag="").values("id")
    rows = defaultdict(list)
    in_order = trail.filter(id__in=ever_rated).order_by("history_date", "history_id")
    for row in in_order.iterator():
        rows[row.id].append(row)
    rated = set(updates.exclude(brag="").values_list("change_id", flat=True))
    made = {"now": timezone.now(), "change_id": uuid.uuid4()}
    for key, own in rows.items():
        states = states_of(own, rated)
        for row, state in zip(own, states, strict=True):
            if row.brag:
                trail.filter(pk=row.pk).update(brag_on=state.given)
        action = actions.filter(pk=key).exclude(brag="").first()
        if action is not None:
            settle(action, own[-1], states[-1], trail, **made)
    for action in actions.exclude(brag="").filter(brag_on=None):
        action.brag_on = timezone.localdate(action.updated_at)
        action.save(update_fields=["brag_on"])


def settle(
    action: Any, newest: Any, state: State, trail: Any, *, now: Any, change_id: Any
) -> None:
    action.brag_on = state.given
    if not state.is_over and action.status in OPEN and action.brag in GIVEN:
        action.save(update_fields=["brag_on"])
        return
    at = max(now, newest.history_date)
    action.brag, action.brag_reason, action.brag_on = "", "", None
    action.version += 1
    action.updated_at = at
    action.save()
    told = {
        field.attname: getattr(action, field.attname)
        for field in action._meta.concrete_fields
    }
    trail.create(
        **told,
        history_date=at,
        history_type="~",
        history_change_reason=REASON.format(day=f"{state.given:%-d %B %Y}"),
        verb="end-rating",
        change_id=change_id,
    )


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0003_rating_given_on")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
