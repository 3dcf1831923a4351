"""The history rows that no seal covers yet, record by record, and which of them the
product cannot have written: those were slipped in. Read by seals and sealing.

A record is written under its row lock, so its rows stand in order of their history
ids, and the newest of them says what the record says now.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Max

from recommendations.models import SealedRow
from recommendations.models.trail import BOOKKEEPING
from recommendations.reports.canonical import TrailTable, Values

# Rows looked through at once. Memory is bounded by their records.
ROWS = 1000
# A change is dated when it begins; it may wait for a further record after that, and
# the clocks of two servers differ a little.
SLACK = timedelta(minutes=1)


@dataclass(frozen=True)
class Unsealed:
    """The rows of some records that are to be sealed, and those slipped in."""

    sound: list[Values]
    slipped: list[int]


def unsealed(table: TrailTable) -> Iterator[Unsealed]:
    """All rows of the table that have no seal, some records at a time, in a constant
    number of queries for each time. The caller may seal them on the way."""
    for todo in _without_seal(table):
        chains = _chains(table, {key for _, key in todo})
        rows_here = {row for row, _ in todo}
        # A record whose rows lie further apart was met before, with all of them.
        met = [key for key, chain in chains.items() if _first(chain) not in rows_here]
        for key in met:
            del chains[key]
        yield _judged(table, chains)


def _without_seal(table: TrailTable) -> Iterator[list[tuple[int, Any]]]:
    """History id and record of each row without a seal. Both tables are walked side by
    side: databases plan a join badly while one side of it grows under their hands."""
    rows = table.model._default_manager.order_by("pk").values_list("pk", "id")
    entries = SealedRow.objects.filter(table=table.name).order_by()
    page = list(rows[:ROWS])
    while page:
        first, last = page[0][0], page[-1][0]
        between = entries.filter(history_id__gte=first, history_id__lte=last)
        sealed = set(between.values_list("history_id", flat=True))
        if todo := [row for row in page if row[0] not in sealed]:
            yield todo
        page = list(rows.filter(pk__gt=last)[:ROWS])


def _chains(table: TrailTable, keys: set[Any]) -> dict[Any, list[Values]]:
    """By record, its rows in order, each with the time at which it was sealed: None
    for those that the run in hand is sealing."""
    ids = table.model._default_manager.filter(id__in=keys).order_by()
    entries = SealedRow.objects.filter(
        table=table.name, history_id__in=ids.values("history_id")
    )
    sealed = dict(entries.order_by().values_list("history_id", "seal__made_at"))
    rows = table.rows().filter(id__in=keys).order_by("id", "history_id")
    return {
        key: [{**row, "sealed_at": sealed.get(row["history_id"])} for row in chain]
        for key, chain in groupby(rows, key=lambda row: row["id"])
    }


def _first(chain: list[Values]) -> int | None:
    """The lowest history id without a seal; none if all have one by now."""
    ids = (row["history_id"] for row in chain if row["sealed_at"] is None)
    return next(ids, None)


def _judged(table: TrailTable, chains: dict[Any, list[Values]]) -> Unsealed:
    result = Unsealed([], [])
    current = _current(table, chains)
    for key, chain in chains.items():
        bad = slipped_in(chain, current.get(key, ...), table.shared)
        result.slipped.extend(bad)
        result.sound.extend(
            row
            for row in chain
            if row["sealed_at"] is None and row["history_id"] not in bad
        )
    return result


def _current(table: TrailTable, chains: dict[Any, list[Values]]) -> dict[Any, Any]:
    """What each record says now, None if there is none. Records that somebody wrote
    since their rows were read are left out: these rows are not their newest."""
    live = table.live._base_manager.filter(pk__in=chains).values(*table.shared)
    current: dict[Any, Values | None] = dict.fromkeys(chains)
    current |= {row["id"]: row for row in live}
    rows = table.model._default_manager.filter(id__in=chains).order_by()
    newest = rows.values_list("id").annotate(Max("history_id"))
    overtaken = {key for key, last in newest if last != chains[key][-1]["history_id"]}
    return {key: row for key, row in current.items() if key not in overtaken}


def slipped_in(chain: list[Values], current: Any, shared: list[str]) -> set[int]:
    """The history ids of the unsealed rows that were slipped into a record's `chain`,
    which stands in order of its history ids.

    `current` is what the record says now, None if there is none, `...` if not known.
    Judged from the newest row back, since each must lead to what comes after it.
    """
    sealed = [row for row in chain if row["sealed_at"] is not None]
    # A fixture may tell of days to come; nothing is older than its seal for that.
    floor = max(
        (min(row["history_date"], row["sealed_at"]) - SLACK for row in sealed),
        default=datetime.min.replace(tzinfo=UTC),
    )
    bad: set[int] = set()
    after: Values | None = None
    for place in reversed(range(len(chain))):
        row, before = chain[place], chain[place - 1] if place else None
        if row["sealed_at"] is not None:
            # Whatever stood below a sealed row was written, and sealed, before it.
            below = (row for row in chain[:place] if row["sealed_at"] is None)
            return bad | {row["history_id"] for row in below}
        if after is None:
            is_sound = _matches_record(row, current, shared)
        else:
            is_sound = _may_follow(row, after, shared)
        if before is None:
            is_sound = is_sound and row["history_type"] == "+"
        elif before["sealed_at"] is not None:
            is_sound = is_sound and _may_follow(before, row, shared)
        if is_sound and row["history_date"] >= floor:
            after = row
        else:
            bad.add(row["history_id"])
    return bad


def _matches_record(row: Values, current: Any, shared: list[str]) -> bool:
    """The record's newest row says what the record says, or that it is gone."""
    if current is ...:
        return True
    if current is None or row["history_type"] == "-":
        return current is None and row["history_type"] == "-"
    return _same(row, current, shared)


def _may_follow(before: Values, row: Values, shared: list[str]) -> bool:
    """Whether `row` can be what was written next after `before`.

    A person's change is a new version. A fixture, or a save outside any verb, keeps the
    version it finds; it is in nobody's name, and must at least say something new.
    """
    if before["history_type"] == "-":
        return bool(row["history_type"] == "+")
    if row["history_type"] == "-":
        return bool(row["version"] >= before["version"])
    is_unsigned = row["history_user_id"] is None and row["actor"] == ""
    if is_unsigned:
        words = (column for column in shared if column not in BOOKKEEPING)
        return row["version"] > before["version"] or not _same(row, before, words)
    return row["history_type"] == "~" and bool(row["version"] > before["version"])


def _same(first: Values, second: Values, columns: Iterable[str]) -> bool:
    return all(first[column] == second[column] for column in columns)
