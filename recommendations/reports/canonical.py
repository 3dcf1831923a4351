"""The history tables, and what their rows say in a form that is the same on every
database, so that anybody can compute their digests again. Read by seals and sealing.

The canonical row is a JSON object in UTF-8 with one key for each column, sorted by
name, without white space and with no character escaped that need not be. Values:

- nothing is null, which differs from the empty text "";
- true and false, whole numbers and texts as JSON has them;
- a decimal as text without needless zeros, "1.5";
- a UUID as text in small letters with hyphens;
- a date as "2026-11-20", an instant in UTC as "2026-11-20T09:30:00.000000Z";
- what a JSON column holds as it is, its keys sorted too.

A row's digest is the SHA-256 of its canonical row, in small hexadecimal letters. A
seal's is the SHA-256 of these lines, each with a line feed at its end:

    TABLE HISTORY_ID DIGEST
    {"fields":{TABLE:[COLUMN,...],...},"made_at":INSTANT,"number":ID,"previous":DIGEST}

the first once for each sealed row, in order of their ids, the last in the form above.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from recommendations.models import Seal
from recommendations.models.trail import TrailRow

Values = dict[str, Any]


@dataclass(frozen=True)
class TrailTable:
    """A history table as the database has it today, and the records that it tells of.

    The columns come from the database, not from the model: a seal covers all of them.
    """

    model: Any

    @property
    def name(self) -> str:
        return str(self.model._meta.db_table)

    @property
    def live(self) -> Any:
        return self.model.instance_type

    @cached_property
    def columns(self) -> list[str]:
        table = connection.ops.quote_name(self.name)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608
            return sorted(column[0] for column in cursor.description)

    @cached_property
    def shared(self) -> list[str]:
        """The columns that the record has too: all but those kept out of the trail."""
        own_columns = {field.column for field in self.model._meta.concrete_fields}
        live_columns = (field.column for field in self.live._meta.concrete_fields)
        return [column for column in live_columns if column in own_columns]

    def rows(self) -> Any:
        """All columns of the rows, by name. What the model does not know is read as
        the database gives it."""
        quote = connection.ops.quote_name
        own_columns = {field.column for field in self.model._meta.concrete_fields}
        unknown: dict[str, Any] = {
            column: models.Func(
                template=f"{quote(self.name)}.{quote(column)}",
                output_field=models.Field(),
            )
            for column in self.columns
            if column not in own_columns
        }
        rows = self.model._default_manager.order_by().annotate(**unknown)
        return rows.values(*self.columns)


def trail_tables() -> list[TrailTable]:
    """Every history table of the project, by name."""
    models_ = (model for model in apps.get_models() if issubclass(model, TrailRow))
    return sorted(map(TrailTable, models_), key=lambda table: table.name)


def row_digest(row: Values, columns: Iterable[str]) -> str:
    """Of the row's values in `columns`. One that the row lacks is left out, so that it
    does not pass for empty."""
    values = {column: row[column] for column in columns if column in row}
    return hashlib.sha256(_canonical(values)).hexdigest()


class SealDigest:
    """The digest of a seal, told its entries one after another."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def tell(self, table: str, history_id: int, digest: str) -> None:
        self._hash.update(f"{table} {history_id} {digest}\n".encode())

    def finish(self, seal: Seal) -> str:
        head = {
            "fields": seal.fields,
            "made_at": seal.made_at,
            "number": seal.pk,
            "previous": seal.previous,
        }
        self._hash.update(_canonical(head) + b"\n")
        return self._hash.hexdigest()


def _canonical(values: Mapping[str, Any]) -> bytes:
    return json.dumps(
        values,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        default=_as_text,
    ).encode()


def _as_text(value: Any) -> str:
    match value:
        case UUID():
            return str(value)
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case date():
            return value.isoformat()
        case Decimal():
            return format(value.normalize(), "f")
    raise TypeError(f"{type(value).__name__} has no canonical form yet")
