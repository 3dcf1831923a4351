"""The trail of one record told as entries: who, when, which verb, what changed and
why. Read by REST and admin."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst

from recommendations.models import ChildDataConfirmation
from recommendations.models.trail import (
    BOOKKEEPING,
    Caller,
    Record,
    actor_today,
    known_as,
    todays_verb,
    username_of,
)
from recommendations.reports.links import (
    LINKS,
    LOADED,
    LinkChange,
    link_changes,
)

_SILENT = BOOKKEEPING | {"id", "created_at"}


@dataclass(frozen=True)
class FieldChange:
    """A field went from `before` to `after`, both as people's keys and labels."""

    field: str
    label: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Confirmed:
    """A field that looked like a child's data (`kind`), and who wrote it said no."""

    field: str
    kind: str


@dataclass(frozen=True)
class Entry:
    """One history row; `id` is its history id, and none where only a link of the
    record changed. The first of a record tells what it began with."""

    id: int | None
    is_first: bool
    at: datetime
    by: str
    by_username: str | None
    verb: str
    reason: str
    change_id: uuid.UUID
    changes: list[FieldChange]
    confirmed: list[Confirmed]


def without(entries: Iterable[Entry], hidden: frozenset[str]) -> list[Entry]:
    """The entries for somebody who may not see the `hidden` fields: without those
    changes, and without what was said with them; an entry with no other is gone."""
    shown = []
    for entry in entries:
        changes = [change for change in entry.changes if change.field not in hidden]
        if len(changes) == len(entry.changes):
            shown.append(entry)
        elif changes:
            shown.append(replace(entry, reason="", changes=changes, confirmed=[]))
    return shown


def narrowed(
    entries: Iterable[Entry],
    *,
    by: str = "",
    verb: str = "",
    field: str = "",
    since: date | None = None,
) -> list[Entry]:
    """The entries of one person, of one verb, about one field, from a day on."""
    return [
        entry
        for entry in entries
        if (not by or by in (entry.by, entry.by_username))
        and (not verb or entry.verb == todays_verb(verb))
        and (not field or field in {change.field for change in entry.changes})
        and (since is None or timezone.localdate(entry.at) >= since)
    ]


def fields_known(record: Record) -> set[str]:
    """What an entry of the record's trail may tell of: its fields and its links."""
    model: Any = type(record)
    columns = {field.name for field in _fields(model.history.model)}
    return columns | {link.field for link in LINKS.get(model, ())}


def timeline(record: Record, *, by: Caller) -> list[Entry]:
    """The whole trail of a record as `by` may read it, newest first, ties by history
    id. What it is linked to is told as fields of its own.

    Costs one query for each kind of related record and two for each kind of link,
    however long the trail.
    """
    rows: list[Any] = list(
        record.history.select_related("history_user").order_by(
            "-history_date", "-history_id"
        )
    )
    befores = [*rows[1:], None]
    names = _names_of_related(rows)
    confirmed = _confirmed_in(record)
    entries = [
        replace(
            _entry_of(row),
            id=row.history_id,
            is_first=before is None,
            changes=list(_changes(before, row, names)),
            confirmed=confirmed[row.change_id],
        )
        for row, before in zip(rows, befores, strict=True)
    ]
    return _with_links(entries, link_changes(record, by))


def _with_links(entries: list[Entry], linked: Iterable[LinkChange]) -> list[Entry]:
    """The entries with what was linked in the same change; what was linked in a change
    that did not touch the record itself stands in an entry of its own."""
    of_change = {entry.change_id: entry for entry in entries}
    result = list(entries)
    for link in linked:
        entry = of_change.get(link.row.change_id)
        if entry is None and link.is_loaded:
            entry = _loaded_before(entries, link.at)
        if entry is None:
            entry = _entry_of(link.row)
            of_change[entry.change_id] = entry
            result.append(entry)
        field_change = FieldChange(
            link.field.field, link.field.words, link.before, link.after
        )
        entry.changes.append(field_change)
    return sorted(result, key=lambda entry: entry.at, reverse=True)


def _loaded_before(entries: Iterable[Entry], at: datetime) -> Entry | None:
    """A fixture brings a record and then its links: the entry of the record, if that
    was the last thing to happen to it."""
    entry = next((entry for entry in entries if entry.at <= at), None)
    return entry if entry is not None and entry.verb == LOADED else None


def _entry_of(row: Any) -> Entry:
    """Without what it changed, as of a link of the record."""
    return Entry(
        id=None,
        is_first=False,
        at=row.history_date,
        by=actor_today(row),
        by_username=username_of(row.history_user) or None,
        verb=todays_verb(row.verb),
        reason=row.history_change_reason or "",
        change_id=row.change_id,
        changes=[],
        confirmed=[],
    )


def _confirmed_in(record: Record) -> dict[uuid.UUID, list[Confirmed]]:
    """What was confirmed with the changes of the record, by the id of the change."""
    changes = record.history.values("change_id")
    confirmations = ChildDataConfirmation.history.filter(change_id__in=changes)
    confirmed = defaultdict(list)
    for change_id, field, kind in confirmations.order_by("history_id").values_list(
        "change_id", "field", "kind"
    ):
        confirmed[change_id].append(Confirmed(field, kind))
    return confirmed


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
    if value is None:
        return None
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model, value), str(value))
    return value if isinstance(value, bool | int | date) else str(value)


def _names_of_related(rows: Iterable[Any]) -> dict[tuple[type, Any], str]:
    """How people know the related records in the rows: reference, code or user name."""
    keys_by_model: dict[type[models.Model], set[Any]] = {}
    for row in rows:
        for field in _fields(row):
            if isinstance(field, models.ForeignKey):
                value = getattr(row, field.attname)
                if value is not None:
                    keys_by_model.setdefault(field.related_model, set()).add(value)
    names: dict[tuple[type, Any], str] = {}
    for model, keys in keys_by_model.items():
        for record in model._base_manager.filter(pk__in=keys):
            names[model, record.pk] = known_as(record)
    return names
