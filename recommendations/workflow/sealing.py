"""Sealing the trail: every history row that is not sealed yet gets its digest, and the
run a seal over them and the seal before it. Called by the command seal_trail."""

from dataclasses import dataclass, field

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
from recommendations.reports.seals import BATCH, Fault
from recommendations.reports.unsealed import unsealed


@dataclass
class Sealing:
    """What a run did: how many rows it sealed, which it refused because they were
    slipped in, and the digest of the latest seal, empty while there is none."""

    latest: str = ""
    rows: int = 0
    slipped: list[Fault] = field(default_factory=list)


def seal() -> Sealing:
    """Seal what is not sealed yet. A second run at the same time waits for the first.

    Found by what has no seal, not by the highest id: a slow transaction commits rows
    with lower ids than those sealed meanwhile. A run with nothing new makes no seal.
    """
    with transaction.atomic():
        _wait_for_other_runs()
        before = Seal.objects.order_by("pk").last()
        done = Sealing(latest=before.digest if before else "")
        made = Seal(
            # Numbered without a gap, so that one taken out is missed.
            pk=before.pk + 1 if before else 1,
            made_at=timezone.now(),
            previous=done.latest,
            fields={},
        )
        digest = SealDigest()
        for table in trail_tables():
            for found in unsealed(table):
                done.slipped += [
                    Fault(table.name, row, "inserted") for row in found.slipped
                ]
                if found.sound:
                    made.fields[table.name] = table.columns
                    _write(made, table, found.sound, digest)
                    done.rows += len(found.sound)
        if done.rows:
            made.digest = done.latest = digest.finish(made)
            # After its entries: the database looks for it when all is committed.
            made.save(force_insert=True)
    return done


def _write(
    made: Seal, table: TrailTable, rows: list[Values], digest: SealDigest
) -> None:
    entries = [
        SealedRow(
            seal_id=made.pk,
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
