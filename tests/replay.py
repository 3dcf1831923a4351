"""Rows that thousands of tests begin with: made once by factories, as people would make
them, and put in again as they came out, history and all, at a tenth of the cost."""

from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import models
from django.db.models.signals import post_save
from django.utils import timezone


class Replay:
    """`replay("people", make)`: what `make` returns, a dictionary of records by name;
    `make` itself runs only the first time."""

    def __init__(self) -> None:
        self.plays: dict[str, tuple[list[models.Model], dict[str, models.Model]]] = {}

    def __call__(
        self, name: str, make: Callable[[], dict[str, models.Model]]
    ) -> dict[str, models.Model]:
        if name not in self.plays:
            saved: list[models.Model] = []

            def record(instance: models.Model, **kwargs: Any) -> None:
                saved.append(_copy(instance))

            post_save.connect(record, weak=False)
            try:
                self.plays[name] = saved, make()
            finally:
                post_save.disconnect(record)
            return self.plays[name][1]

        saved, results = self.plays[name]
        now = timezone.now()
        rows = [_saved_at(now, row) for row in saved]
        for model, group in groupby(rows, key=type):
            model._base_manager.bulk_create(group)
        by_key = {(type(row), row.pk): row for row in rows}
        return {key: by_key[type(row), row.pk] for key, row in results.items()}


def _copy(row: models.Model) -> models.Model:
    columns = [column.attname for column in row._meta.concrete_fields]
    return type(row).from_db(None, columns, [getattr(row, name) for name in columns])


def _saved_at(now: datetime, row: models.Model) -> models.Model:
    """The row as if it were saved now. A history row gets a number of its own, since
    other tests have used up the one that it had."""
    copy = _copy(row)
    for column in row._meta.concrete_fields:
        if isinstance(column, models.DateTimeField) and getattr(row, column.attname):
            setattr(copy, column.attname, now)
        if column.name == "history_id":
            copy.pk = None
    return copy
