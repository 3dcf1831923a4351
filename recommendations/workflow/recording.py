"""How a verb writes: one transaction, the row locked and fresh, one history row for
each record touched, and no child's data in its words. Every verb goes through here."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from recommendations.models import ActionItem, GateOverride, trail
from recommendations.models.standing import forget_standings
from recommendations.models.trail import Change, Record
from recommendations.workflow.confirming import check_change
from recommendations.workflow.declarations import verbs_of
from recommendations.workflow.errors import Stale
from recommendations.workflow.moves import OVERRIDE, require

R = TypeVar("R", bound=Record)


@contextmanager
def new_change(verb: str, *, by: User | None, **words: str) -> Iterator[Change]:
    """Everything saved inside is one change, or nothing is: refused as a whole where it
    looks as if it held a child's data. Of a command that acts for nobody `by` is None.

    `words` is what the person said, by the name that they know it by (`reason`, `note`,
    `text`); the trail keeps the first that says anything as the reason.
    """
    reason = next((text for text in words.values() if text), "")
    # A refusal must take back what was saved, whoever forgot to open a transaction.
    with (
        transaction.atomic(savepoint=False),
        _standings_read_anew(),
        trail.change(verb, by=by, reason=reason) as change,
    ):
        yield change
        check_change(change, words.items())


@contextmanager
def _standings_read_anew() -> Iterator[None]:
    """Whether a person may do this is asked now; what they may do then, after it."""
    forget_standings()
    try:
        yield
    finally:
        forget_standings()


@contextmanager
def recorded(record: R, verb: str, *, by: User, **words: str) -> Iterator[Change]:
    """Lock and refresh `record`, let the verb change it, then save it as one change.
    `words` is what the person said, as in `change`."""
    with transaction.atomic():
        lock(record)
        # Only now, so that who waited longer is also later in the trail.
        with new_change(verb, by=by, **words) as change:
            change.follow(record)
            yield change
            save_touched(record, change)


@contextmanager
def played(record: R, name: str, *, by: User, **arguments: Any) -> Iterator[Change]:
    """Play a declared verb: see that its way is clear with what was given, move the
    record on where it is a move, let the verb change what else it changes, and write
    down which gates it was let through without. Refused as `require` says."""
    words = verbs_of(type(record))[name].sentences(arguments)
    with recorded(record, name, by=by, **words) as change:
        cleared = require(record, name, by=by, arguments=arguments)
        if cleared.target:
            moved: Any = record  # What has moves has a status.
            moved.status = cleared.target
        yield change
        if cleared.waived:
            _write_override(record, name, cleared.waived, arguments[OVERRIDE], change)


def _write_override(
    record: Record, verb: str, waived: list[str], reason: str, change: Change
) -> None:
    kind = "action" if isinstance(record, ActionItem) else "recommendation"
    GateOverride.objects.create(
        **{kind: record},
        move=verb,
        gates=waived,
        reason=reason,
        made_on=change.day,
        made_by=change.by,
        made_by_name=change.actor,
        **change.stamps,
    )


@contextmanager
def unchanged(record: R, version: int | None) -> Iterator[None]:
    """Hold `record` locked while a verb runs inside, if it still is at `version`.

    Raises Stale where somebody was faster. Without a version nothing is held.
    """
    with transaction.atomic():
        if version is not None:
            lock(record)
            if record.version != version:
                raise Stale(
                    f"Somebody changed {record} since you read it. You have version "
                    f"{version}, and it is now at version {record.version}.",
                    version=record.version,
                )
        yield


@contextmanager
def held(record: Record) -> Iterator[None]:
    """Hold a record that many others wait for, before those that the verb changes."""
    with transaction.atomic():
        lock(record)
        yield


def lock(record: Record) -> None:
    """Wait for the row, hold it to the end of the transaction, and read it afresh. Its
    key stays: whoever only points to the row need not wait. What people might do before
    the wait is forgotten too."""
    rows = type(record)._base_manager.select_for_update(no_key=True)
    record.refresh_from_db(from_queryset=rows)
    forget_standings()


def lock_all(rows: QuerySet[R]) -> list[R]:
    """The rows, held to the end of the transaction and read only then, when whoever
    held one has finished. In one order always, so that no two wait for each other."""
    held = list(rows.order_by("pk").select_for_update(no_key=True))
    forget_standings()
    return held


def save_touched(record: Record, change: Change) -> None:
    """Save a record that the change in hand has altered, as a new version of it, or one
    that it has made."""
    if not record._state.adding:
        change.follow(record)
        record.version += 1
        record.updated_at = change.at
    record.save()
