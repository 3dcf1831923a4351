"""Sealing the trail: every history row that is not sealed yet gets its digest, and so
many of them a seal over them and the seal before it. For the command seal_trail."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import sleep

from django.db import connection, transaction
from django.utils import timezone

from recommendations.models import Seal, SealedRow
from recommendations.reports.canonical import (
    SealDigest,
    TrailTable,
    Values,
    row_digest,
    trail_tables,
)
from recommendations.reports.seals import BATCH, TrailFault
from recommendations.reports.unsealed import Unsealed, unsealed

# A seal closes once it has so many rows: half a second, in which an SQLite database
# lets nobody else write.
ROWS_PER_SEAL = 5000
# Seconds between two seals. Who waits for an SQLite database looks again after a tenth
# of a second at most, and would find no gap if there were none to speak of.
PAUSE = 0.2


@dataclass
class Sealing:
    """What a run did: how many rows it sealed, which it refused because they were
    slipped in, and the digest of the latest seal, empty while there is none."""

    latest: str = ""
    rows: int = 0
    slipped: list[TrailFault] = field(default_factory=list)


def seal() -> Sealing:
    """Seal what is not sealed yet, a long trail by several seals one after another,
    each in a transaction of its own, so that nobody waits for all of it.

    Found by what has no seal, not by the highest id: a slow transaction commits rows
    with lower ids than those sealed meanwhile. A run with nothing new makes no seal.
    """
    done = Sealing()
    # Goes on between the transactions where it stood: it looks afresh at each step.
    batches = ((table, batch) for table in trail_tables() for batch in unsealed(table))
    while _seal_some(batches, done):
        sleep(PAUSE)
    return done


def _seal_some(batches: Iterator[tuple[TrailTable, Unsealed]], done: Sealing) -> bool:
    """One seal over what is found next, and whether more may follow. A second run at
    the same time waits for it."""
    with transaction.atomic():
        _wait_for_other_runs()
        before = Seal.objects.order_by("pk").last()
        done.latest = before.digest if before else ""
        seal = Seal(
            # Numbered without a gap, so that one taken out is missed.
            pk=before.pk + 1 if before else 1,
            made_at=timezone.now(),
            previous=done.latest,
            fields={},
        )
        digest, rows, may_follow = SealDigest(), 0, False
        for table, batch in batches:
            done.slipped += [
                TrailFault(table.name, row, "inserted") for row in batch.slipped
            ]
            if batch.sound:
                seal.fields[table.name] = table.columns
                _write(seal, table, batch.sound, digest)
                rows += len(batch.sound)
            if rows >= ROWS_PER_SEAL:
                may_follow = True
                break
        if rows:
            seal.digest = done.latest = digest.finish(seal)
            # After its entries: the database looks for it when all is committed.
            seal.save(force_insert=True)
    done.rows += rows
    return may_follow


def _write(
    seal: Seal, table: TrailTable, rows: list[Values], digest: SealDigest
) -> None:
    entries = [
        SealedRow(
            seal_id=seal.pk,
            table=table.name,
            history_id=row["history_id"],
            digest=row_digest(row, table.columns),
        )
        for row in rows
    ]
    SealedRow.objects.bulk_create(entries, batch_size=BATCH)
    for entry in entries:
        digest.tell(entry.table, entry.history_id, entry.digest)


def _wait_for_other_runs() -> None:
    """On SQLite every transaction of ours waits for the one before it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Seal._meta.db_table} IN EXCLUSIVE MODE")
