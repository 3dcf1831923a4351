"""How a verb writes: one transaction, the row locked and fresh, one history row for
each record touched. Every verb that changes an existing record goes through here."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import transaction

from recommendations.models.trail import Change, Record, change
from recommendations.workflow.errors import Stale

R = TypeVar("R", bound=Record)


@contextmanager
def recorded(record: R, verb: str, *, by: User, reason: str = "") -> Iterator[Change]:
    """Lock and refresh `record`, let the verb change it, then save it as one change."""
    with transaction.atomic():
        lock(record)
        # Only now, so that who waited longer is also later in the trail.
        with change(verb, by=by, reason=reason) as made:
            yield made
            save_touched(record, made)


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
                    f"Somebody changed {record} since you read it: you have version "
                    f"{version}, and it is at {record.version}.",
                    version=record.version,
                )
        yield


def lock(record: Record) -> None:
    """Wait for the row, hold it to the end of the transaction, and read it afresh."""
    rows = type(record)._default_manager.select_for_update()
    record.refresh_from_db(from_queryset=rows)


def save_touched(record: Record, made: Change) -> None:
    """Save a record that the change in hand has altered, as a new version of it."""
    record.version += 1
    record.updated_at = made.at
    record.save()
