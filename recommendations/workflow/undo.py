"""Taking back a slip: the last verb on an action, by the person who made it, within ten
minutes, unless somebody acted on it since."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from recommendations.models import (
    ActionItem,
    DueDateChange,
    GateOverride,
    ImpactCheck,
    ImpactCheckEvidence,
    ProgressUpdate,
    Recommendation,
    Verification,
)
from recommendations.models.trail import BOOKKEEPING, Change, Record
from recommendations.workflow.errors import Refused
from recommendations.workflow.moves import require_role
from recommendations.workflow.recording import change, lock, save_touched

WITHIN = timedelta(minutes=10)
SLIP = "slip"
UNDOABLE = frozenset(
    {
        "start",
        "complete",
        "return",
        "verify",
        "embed",
        "cancel",
        "reopen",
        "reassign",
        "reschedule",
        "request-date",
        "impact-check",
        "block",
        "unblock",
        "update",
    }
)
# What those verbs touch, the links before what they link.
_TOUCHED: tuple[type[Record], ...] = (
    ImpactCheckEvidence,
    ImpactCheck,
    Verification,
    GateOverride,
    DueDateChange,
    ProgressUpdate,
    Recommendation,
    ActionItem,
)


def undo(action: ActionItem, *, by: User) -> None:
    """Put everything that the last verb touched back as it was before."""
    with transaction.atomic():
        lock(action)
        require_role(action, "undo", by=by)
        rows = _own_slip(action, by)
        with change("undo", by=by, reason=SLIP) as made:
            for row in rows:
                _put_back(row, made)
        action.refresh_from_db()


def bar_to_undo(action: ActionItem, by: User) -> Refused | None:
    """Why the person cannot take the last verb back now, if they cannot."""
    try:
        _own_slip(action, by)
    except Refused as refused:
        return refused
    return None


def _own_slip(action: ActionItem, by: User) -> list[Any]:
    """The history rows of the person's own last verb, all of which can be put back;
    raises Refused."""
    last: Any = _newest(ActionItem, action.pk)
    if last is None or last.verb not in UNDOABLE:
        raise Refused(f"The last change of {action.reference} cannot be taken back.")
    if last.history_user_id != by.pk:
        raise Refused(
            f"{last.actor or 'Somebody else'} made the last change of "
            f"{action.reference}. Only they can take it back."
        )
    if timezone.now() - last.history_date > WITHIN:
        raise Refused(
            "A slip can be taken back within ten minutes. Use the verb that leads back."
        )
    before = _before(last)
    if before is not None and before.original_due_on != last.original_due_on:
        raise Refused("This set the first due date, which stays.")
    return list(_rows_of(last.change_id))


def _newest(model: Any, key: Any) -> Any:
    rows = model.history.filter(id=key)
    return rows.order_by("-history_date", "-history_id").first()


def _before(row: Any) -> Any:
    """The row of the same record that this one followed."""
    rows = type(row).instance_type.history.filter(id=row.id).exclude(pk=row.pk)
    return rows.order_by("-history_date", "-history_id").first()


def _rows_of(change_id: Any) -> Iterator[Any]:
    """The history rows of one change, each still the newest of its record."""
    for model in _TOUCHED:
        for row in model.history.filter(change_id=change_id):  # type: ignore[attr-defined]
            if _newest(model, row.id) != row:
                raise Refused("Somebody acted on it since. It can't be taken back.")
            yield row


def _put_back(row: Any, made: Change) -> None:
    record = type(row).instance_type._default_manager.get(pk=row.id)
    if row.history_type == "+":
        if hasattr(record, "archived_at"):
            record.archived_at = made.at
            save_touched(record, made)
        else:
            record.delete()
        return
    before = _before(row)
    for field in before.tracked_fields:
        if field.name not in BOOKKEEPING and not field.primary_key:
            setattr(record, field.attname, getattr(before, field.attname))
    save_touched(record, made)
