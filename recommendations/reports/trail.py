"""The trail of one record told as entries: who, when, which verb, what changed and
why. Read by REST and admin."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.text import capfirst

from recommendations.models.trail import BOOKKEEPING, Record

_SILENT = BOOKKEEPING | {"id", "created_at"}


@dataclass(frozen=True)
class FieldChange:
    """A field went from `before` to `after`, both as people's keys and labels."""

    field: str
    label: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Entry:
    """One history row; `id` is its history id."""

    id: int
    at: datetime
    by: str
    verb: str
    reason: str
    change_id: uuid.UUID
    changes: list[FieldChange]


def history_of(record: Record) -> models.QuerySet[Any]:
    """The history rows of a record, newest first, ties by history id."""
    rows: models.QuerySet[Any] = record.history.order_by(  # type: ignore[attr-defined]
        "-history_date", "-history_id"
    )
    return rows


def timeline(record: Record) -> list[Entry]:
    """The whole trail of a record, newest first."""
    return entries_of(list(history_of(record)))


def entries_of(rows: Sequence[Any], older: Any = None) -> list[Entry]:
    """Tell `rows` (newest first); `older` is the row before the last of them, if any.

    Costs one query for each kind of related record that changed, however many rows.
    """
    befores = [*rows[1:], older]
    names = _names_of_related(rows, older)
    return [
        Entry(
            id=row.history_id,
            at=row.history_date,
            by=row.actor,
            verb=row.verb,
            reason=row.history_change_reason or "",
            change_id=row.change_id,
            changes=list(_changes(before, row, names)),
        )
        for row, before in zip(rows, befores, strict=True)
    ]


def _fields(row: Any) -> Iterable["models.Field[Any, Any]"]:
    return (field for field in row.tracked_fields if field.name not in _SILENT)


def _changes(
    before: Any, after: Any, names: dict[tuple[type, Any], str]
) -> Iterable[FieldChange]:
    for field in _fields(after):
        old = getattr(before, field.attname) if before is not None else None
        new = getattr(after, field.attname)
        if old == new or (before is None and new in ("", None, False)):
            continue
        yield FieldChange(
            field=field.name,
            label=capfirst(str(field.verbose_name)),
            before=_shown(field, old, names),
            after=_shown(field, new, names),
        )


def _shown(
    field: "models.Field[Any, Any]", value: Any, names: dict[tuple[type, Any], str]
) -> Any:
    if value is None or isinstance(value, bool | int | date):
        return value
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model, value), str(value))
    return str(value)


def _names_of_related(rows: Sequence[Any], older: Any) -> dict[tuple[type, Any], str]:
    """How people know the related records in the rows: reference, code or user name."""
    wanted: dict[type[models.Model], set[Any]] = {}
    told = [*rows, older] if older is not None else list(rows)
    for row in told:
        for field in _fields(row):
            if isinstance(field, models.ForeignKey):
                value = getattr(row, field.attname)
                if value is not None:
                    wanted.setdefault(field.related_model, set()).add(value)
    names: dict[tuple[type, Any], str] = {}
    for model, keys in wanted.items():
        for found in model._default_manager.filter(pk__in=keys):
            natural = getattr(found, "natural_key", None)
            names[model, found.pk] = natural()[0] if natural else str(found)
    return names
