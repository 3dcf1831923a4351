"""Records that are not what the newest row of their trail says: somebody wrote round
the trail. Read by seals."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef

from recommendations.models.trail import BOOKKEEPING
from recommendations.reports.canonical import TrailTable

_BATCH = 500


class _NotDistinct(Func):
    """Whether two columns are equal, or both empty."""

    template = "(%(expressions)s)"
    arg_joiner = " IS NOT DISTINCT FROM "
    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **words: Any) -> Any:
        return self.as_sql(compiler, connection, arg_joiner=" IS ", **words)


def mismatched_records(table: TrailTable, *, slipped: Collection[int]) -> Iterator[Any]:
    """The ids of the records that differ from their newest history row, have none, or
    are gone though it does not say so. Rows that were slipped in say nothing.

    The database compares, in one statement, so that nobody writes in between. What it
    finds is compared once more as values: JSON may say the same with other text.
    """
    columns = [column for column in table.shared if column not in BOOKKEEPING]
    trail = table.model._base_manager.exclude(pk__in=slipped)
    later = trail.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    newest = trail.filter(~Exists(later)).exclude(history_type="-")
    live = table.live._base_manager
    same = [_NotDistinct(F(column), OuterRef(column)) for column in columns]
    mismatches = live.filter(~Exists(newest.filter(*same, id=OuterRef("pk"))))
    mismatched_keys = mismatches.values_list("pk", flat=True).iterator()
    while keys := list(islice(mismatched_keys, _BATCH)):
        records = live.in_bulk(keys)
        newest_rows = {row["id"]: row for row in newest.filter(id__in=keys).values()}
        for key, record in records.items():
            row = newest_rows.get(key)
            if row is None or any(
                row[column] != getattr(record, column) for column in columns
            ):
                yield key
    missing = newest.filter(~Exists(live.filter(pk=OuterRef("id"))))
    yield from missing.values_list("id", flat=True).iterator()
