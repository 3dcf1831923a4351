"""Moves the rows of a fixture to another day, so that an illustrative story reads as
of today. Used by the demo."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from recommendations.models import Baseline

Row = dict[str, Any]

# Dates that a real report prints: they are what they are, whenever the demo is run.
# What a plan promised holds dates inside.
_FROZEN = (Baseline, Baseline.history.model)
PRINTED = frozenset({"statutory_due_on", "statement_due_on"})


def story_day(rows: Iterable[Row]) -> date:
    """The day on which the rows are told: the one after the last entry of the trail."""
    entries = (row["fields"].get("history_date") for row in rows)
    last = max(_instant(entry) for entry in entries if entry)
    return timezone.localdate(last) + timedelta(days=1)


def redated(rows: Iterable[Row], *, days: int) -> list[Row]:
    """The rows with all their days and instants `days` later. An entry made at 10:14
    in London still says 10:14, in summer and in winter."""
    return [{**row, "fields": _moved(row, timedelta(days=days))} for row in rows]


def _moved(row: Row, by: timedelta) -> Row:
    moves = _moves(row["model"])
    return {
        name: moves[name](value, by) if value and name in moves else value
        for name, value in row["fields"].items()
    }


@cache
def _moves(model: str) -> dict[str, Callable[[Any, timedelta], Any]]:
    """How each field of the model that holds a day or an instant is moved."""
    moves: dict[str, Callable[[Any, timedelta], Any]] = {
        field.name: _instant_moved
        if isinstance(field, models.DateTimeField)
        else _day_moved
        for field in apps.get_model(model)._meta.concrete_fields
        if isinstance(field, models.DateField) and field.name not in PRINTED
    }
    if issubclass(apps.get_model(model), _FROZEN):
        moves["actions"] = _promises_moved
    return moves


def _promises_moved(promises: dict[str, Row], by: timedelta) -> dict[str, Row]:
    return {
        reference: {
            **promise,
            "due_on": promise["due_on"] and _day_moved(promise["due_on"], by),
        }
        for reference, promise in promises.items()
    }


def _day_moved(value: str, by: timedelta) -> str:
    day = parse_date(value)
    if day is None:
        raise ValueError(f"not a day: {value}")
    return (day + by).isoformat()


def _instant_moved(value: str, by: timedelta) -> str:
    # Arithmetic on a zoned time moves the clock on the wall, not the instant.
    return (timezone.localtime(_instant(value)) + by).isoformat()


def _instant(value: str) -> datetime:
    instant = parse_datetime(value)
    if instant is None:
        raise ValueError(f"not an instant: {value}")
    return instant
