"""Taking back a slip: the last verb on a record, by the person who made it, within ten
minutes, unless somebody acted on it since. All that it did goes back, or nothing."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from recommendations.choices import (
    OPEN_ACTIONS,
    DraftStatus,
    PlanStatus,
    RecommendationStatus,
)
from recommendations.models import (
    ActionItem,
    ActionPlan,
    Baseline,
    Citation,
    Document,
    Draft,
    DueDateChange,
    GateOverride,
    ImpactCheck,
    ImpactCheckEvidence,
    Inspection,
    Judgement,
    ProgressUpdate,
    Recommendation,
    RecommendationLink,
    Strength,
    Verification,
)
from recommendations.models.archiving import Archivable
from recommendations.models.trail import (
    BOOKKEEPING,
    Caller,
    Change,
    Record,
    actor_today,
    todays_verb,
)
from recommendations.workflow.declarations import verbs_of
from recommendations.workflow.errors import Refused
from recommendations.workflow.moves import require_role
from recommendations.workflow.recording import lock, new_change, save_touched

Undoable = ActionItem | ActionPlan | Inspection | Recommendation
WITHIN = timedelta(minutes=10)
SLIP = "slip"
# What those verbs touch, the links before what they link.
_TOUCHED: tuple[type[Record], ...] = (
    ImpactCheckEvidence,
    ImpactCheck,
    Verification,
    GateOverride,
    DueDateChange,
    ProgressUpdate,
    RecommendationLink,
    Baseline,
    Citation,
    Judgement,
    Strength,
    Document,
    Inspection,
    Draft,
    Recommendation,
    ActionItem,
    ActionPlan,
)
_DELIVERED = (RecommendationStatus.DELIVERED, RecommendationStatus.CLOSED)


def undo(record: Undoable, *, by: User) -> None:
    """Put everything that the last verb touched back as it was before."""
    with transaction.atomic():
        lock(record)
        require_role(record, "undo", by=by)
        rows = _own_slip(record, by)
        with new_change("undo", by=by, reason=SLIP) as change:
            for row in rows:
                _put_back(row, change)
        record.refresh_from_db()


def _is_undoable(model: type[Any], name: str) -> bool:
    verb = verbs_of(model).get(todays_verb(name))
    return verb is not None and verb.undoable


def bar_to_undo(record: Undoable, by: Caller) -> Refused | None:
    """Why the person cannot take the last verb back now, if they cannot."""
    try:
        _own_slip(record, by)
    except Refused as refused:
        return refused
    return None


def _own_slip(record: Undoable, by: Caller) -> list[Any]:
    """The history rows of the person's own last verb, all of which can be put back;
    raises Refused."""
    last: Any = _newest(type(record), record.pk)
    if last is None or not _is_undoable(type(record), last.verb):
        raise Refused(f"The last change to {record.reference} cannot be undone.")
    if last.history_user_id != by.pk:
        raise Refused(
            f"{actor_today(last) or 'Somebody else'} made the last change to "
            f"{record.reference}. Only they can undo it."
        )
    if timezone.now() - last.history_date > WITHIN:
        raise Refused(
            "You can undo a change for ten minutes. After that, use a button that "
            "reverses it."
        )
    rows = list(_rows_of(last.change_id))
    _require_own_verb(record, rows)
    _require_first_dates_free(rows)
    _require_nothing_built_on(record, last)
    return rows


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
        rows = model.history.filter(change_id=change_id)
        for row in rows.order_by("history_id"):
            _require_newest(row)
            if row.history_type != "+" and _before(row) is None:
                raise Refused("The history does not show how it was before.")
            yield row


def _require_newest(row: Any) -> None:
    if _newest(type(row).instance_type, row.id) != row:
        raise Refused("Somebody has changed it since, so it cannot be undone.")


def _require_own_verb(record: Undoable, rows: Iterable[Any]) -> None:
    """An action that is reopened takes its recommendations with it, under a verb that
    they have too. It goes back from the action, by the rules for actions."""
    if not isinstance(record, Recommendation):
        return
    if any(row.instance_type is ActionItem for row in rows):
        raise Refused(
            f"{record.reference} changed together with an action. Undo it there."
        )


def _require_first_dates_free(rows: Iterable[Any]) -> None:
    """A first due date never changes once it is there."""
    fixed = [
        row.reference
        for row in rows
        if row.instance_type is ActionItem
        and row.history_type != "+"
        and _before(row).original_due_on != row.original_due_on
    ]
    if fixed:
        of = fixed[0] if len(fixed) == 1 else f"{len(fixed)} actions"
        raise Refused(f"This set the first target date of {of}, which cannot change.")


def _require_nothing_built_on(record: Undoable, last: Any) -> None:
    """Nobody did since to a record beside it what it could not have borne otherwise."""
    before = _before(last)
    since = {"history_date__gt": last.history_date}
    if isinstance(record, ActionItem) and before.status in OPEN_ACTIONS:
        answered = record.recommendations.filter(status__in=_DELIVERED)
        rows = Recommendation.history.filter(status__in=_DELIVERED, **since)
        built = answered.filter(pk__in=rows.values("id")).first()
        if last.status not in OPEN_ACTIONS and built is not None:
            status = built.get_status_display().lower()
            raise Refused(f"{built.reference} has been {status} because of it.")
    if isinstance(record, Recommendation) and before.status in _DELIVERED:
        rows = ActionItem.history.filter(status__in=OPEN_ACTIONS, **since)
        actions = ActionItem.objects.filter(recommendations=record)
        undone = actions.open().filter(pk__in=rows.values("id")).first()
        if undone is not None:
            raise Refused(f"Somebody has changed {undone.reference} since: it is open.")
    if isinstance(record, Inspection) and record.is_archived:
        drafts = Draft.history.filter(inspection=record, status=DraftStatus.ACCEPTED)
        reports = drafts.values("sha256")
        again = Draft.objects.filter(
            authority=record.authority, sha256__in=reports
        ).exclude(status=DraftStatus.REJECTED)
        if again.exists():
            raise Refused("Its report has been read again since, so it stays archived.")
    if isinstance(record, ActionPlan) and before.status == PlanStatus.DRAFT:
        rows = ActionItem.history.filter(plan=record, **since)
        if rows.exists():
            raise Refused("Somebody has changed the plan's actions since.")


def _put_back(row: Any, change: Change) -> None:
    rows = type(row).instance_type._base_manager.select_for_update()
    record = rows.get(pk=row.id)
    _require_newest(row)  # Somebody may have been writing it when it was looked at.
    if row.history_type == "+":
        if isinstance(record, Archivable):
            record.archived_at = change.at
            save_touched(record, change)
        else:
            record.delete()
        return
    before = _before(row)
    for field in before.tracked_fields:
        if field.name not in BOOKKEEPING and not field.primary_key:
            setattr(record, field.attname, getattr(before, field.attname))
    save_touched(record, change)
