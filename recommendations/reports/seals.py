"""Whether the trail is as it was sealed: what was changed, removed or slipped in since;
and whether the records are what it says. Called by verify_trail. Changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any

from recommendations.models import Seal, SealedRow
from recommendations.reports.canonical import (
    SealDigest,
    TrailTable,
    row_digest,
    trail_tables,
)
from recommendations.reports.record_mismatches import mismatched_records
from recommendations.reports.unsealed import unsealed

SEALS = Seal._meta.db_table
# Sealed rows read at once.
BATCH = 2000

Entry = tuple[str, int, str]


@dataclass(frozen=True, order=True)
class TrailFault:
    """A history row that is not as it was sealed (`kind`: changed, removed, inserted),
    or a record that is not as the trail says (differs): then `row` is its id."""

    table: str
    row: int | str
    kind: str

    def __str__(self) -> str:
        return f"{self.kind} {self.table} {self.row}"


@dataclass
class Verdict:
    """`rows` counts the rows of the trail, `unsealed` those not yet sealed."""

    faults: set[TrailFault] = field(default_factory=set)
    rows: int = 0
    unsealed: int = 0


def verify() -> Verdict:
    """Compare the whole trail with its seals, in constant memory."""
    verdict = Verdict()
    tables = {table.name: table for table in trail_tables()}
    before: Seal | None = None
    for seal in Seal.objects.order_by("pk").iterator():
        _check_link(before, seal, verdict)
        _check_entries(seal, tables, verdict)
        before = seal
    for table in tables.values():
        _check_unsealed(table, verdict)
    return verdict


def _check_unsealed(table: TrailTable, verdict: Verdict) -> None:
    """The rows without a seal, and then the records that all rows tell of."""
    slipped: set[int] = set()
    for batch in unsealed(table):
        count = len(batch.sound) + len(batch.slipped)
        verdict.rows += count
        verdict.unsealed += count
        slipped.update(batch.slipped)
    verdict.faults |= {TrailFault(table.name, row, "inserted") for row in slipped}
    live = table.live._meta.db_table
    keys = mismatched_records(table, slipped=slipped)
    verdict.faults |= {TrailFault(live, str(key), "differs") for key in keys}


def is_in_chain(digest: str) -> bool:
    return Seal.objects.filter(digest=digest).exists()


def _check_link(before: Seal | None, seal: Seal, verdict: Verdict) -> None:
    """Seals are numbered without a gap, and each names the one before it."""
    number = before.pk if before else 0
    if number != seal.pk - 1:
        verdict.faults |= {
            TrailFault(SEALS, missing, "removed")
            for missing in range(number + 1, seal.pk)
        }
    elif seal.previous != (before.digest if before else ""):
        # One of the two is not as it was: if not this one, then the one before it.
        verdict.faults.add(TrailFault(SEALS, max(number, 1), "changed"))


def _check_entries(seal: Seal, tables: dict[str, TrailTable], verdict: Verdict) -> None:
    digest = SealDigest()
    for entries in _entries(seal):
        for entry in entries:
            digest.tell(*entry)
        for name, group in groupby(entries, key=lambda entry: entry[0]):
            columns = seal.fields.get(name, [])
            _check_rows(name, list(group), tables.get(name), columns, verdict)
    if digest.finish(seal) != seal.digest:
        verdict.faults.add(TrailFault(SEALS, seal.pk, "changed"))


def _entries(seal: Seal) -> Iterator[list[Entry]]:
    rows = SealedRow.objects.filter(seal=seal).order_by("pk")
    values = rows.values_list("table", "history_id", "digest").iterator(BATCH)
    while entries := list(islice(values, BATCH)):
        yield entries


def _check_rows(
    name: str,
    entries: list[Entry],
    table: TrailTable | None,
    columns: list[str],
    verdict: Verdict,
) -> None:
    keys = [history_id for _, history_id, _ in entries]
    present: dict[int, Any] = {}
    if table is not None:
        rows = table.rows().filter(pk__in=keys)
        present = {row["history_id"]: row for row in rows}
    verdict.rows += len(present)
    for _, history_id, digest in entries:
        if history_id not in present:
            verdict.faults.add(TrailFault(name, history_id, "removed"))
        elif row_digest(present[history_id], columns) != digest:
            verdict.faults.add(TrailFault(name, history_id, "changed"))
