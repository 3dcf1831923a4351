"""A record of any kind as one flat row, for the tables that leave the admin. Columns
have the names that REST gives them."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db import models

from recommendations.choices import BRAG_LEGEND, Precision
from recommendations.models import (
    ActionItem,
    ActionPlan,
    Inspection,
    Owner,
    Recommendation,
)
from recommendations.models.documents import as_precise
from recommendations.models.rules import is_better
from recommendations.models.trail import key_of

_INNER = frozenset({"id", "created_at", "archived_at", "payload"})
# Only lists that hold nothing of another authority: who may see the record may see
# all of them. (An agency works in several authorities, a theme runs through all.)
_LISTS: dict[type[models.Model], tuple[str, ...]] = {
    ActionItem: ("recommendations", "contributing_agencies"),
    ActionPlan: ("inspections",),
    Inspection: ("inspectorates",),
    Recommendation: ("themes", "agencies"),
}


def with_related(rows: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    """The rows with all that `cells` shows of others, in a constant number of queries
    however many there are."""
    options = rows.model._meta
    keys = [field.name for field in options.concrete_fields if field.is_relation]
    if ActionItem is rows.model:
        keys.append("owner__agency")
    lists = _LISTS.get(rows.model, ())
    rows = rows.select_related(*keys) if keys else rows
    return rows.prefetch_related(*lists) if lists else rows


def columns(model: type[models.Model]) -> list[str]:
    """The names of the cells, the same for every record of the kind."""
    return [name for field in _fields(model) for name in _names(field)] + [
        *_LISTS.get(model, ()),
        *(_COMPUTED if model is ActionItem else ()),
    ]


def cells(
    record: Any, *, on: date, hidden: Collection[str] = frozenset()
) -> Iterator[Any]:
    """The cells of a record on a day. `hidden` names fields that stay empty."""
    for field in _fields(type(record)):
        if field.name in hidden:
            yield from [None] * len(_names(field))
        else:
            yield from _values(field, record)
    for name in _LISTS.get(type(record), ()):
        related = () if name in hidden else getattr(record, name).all()
        yield [(key_of(row) or str(row.pk)) for row in related]
    if isinstance(record, ActionItem):
        yield from (compute(record, on) for compute in _COMPUTED.values())


# What is worked out, never stored, and what people look for first.
_COMPUTED: dict[str, Any] = {
    "is_open": lambda action, on: action.is_open,
    "is_overdue": lambda action, on: action.is_overdue(on=on),
    "days_late": lambda action, on: action.days_late(on=on),
    "days_late_original": lambda action, on: action.days_late_original(on=on),
    "brag_suggested": lambda action, on: action.brag_suggested,
    "is_rated_better": lambda action, on: is_better(
        action.brag_given, action.brag_suggested
    ),
}


def _fields(model: type[models.Model]) -> Iterator[Any]:
    return (field for field in model._meta.concrete_fields if field.name not in _INNER)


def _names(field: Any) -> list[str]:
    """A post is known by its title and agency too, a code by its label, and a legend
    by the words and the colour of each rating."""
    if field.choices:
        return [field.name, f"{field.name}_label"]
    if field.related_model is Owner and field.model is ActionItem:
        return [field.name, f"{field.name}_post_title", f"{field.name}_agency"]
    if field.name == "brag_legend":
        return [
            f"{field.name}_{code}{part}"
            for code in BRAG_LEGEND
            for part in ("", "_meaning", "_colour")
        ]
    return [field.name]


def _values(field: Any, record: Any) -> list[Any]:
    value = getattr(record, field.name)
    precision = getattr(record, f"{field.name.removesuffix('_on')}_precision", "")
    if value and precision and precision != Precision.DAY:
        return [as_precise(value, precision)]
    if field.model is ActionItem and field.name == "brag":
        code = record.brag_in_force
        return [code, record.plan.legend[code]["label"] if code else ""]
    if field.model is ActionItem and field.name in ("brag_reason", "brag_on"):
        return [value if record.brag_given else field.get_default()]
    if field.choices:
        return [value, dict(field.flatchoices).get(value, "")]
    if field.related_model is Owner and field.model is ActionItem:
        if value is None:
            return [None, None, None]
        return [value.reference, value.post_title, value.agency.code]
    if field.name == "brag_legend":
        return [
            entry[part]
            for entry in record.legend.values()
            for part in ("label", "meaning", "colour")
        ]
    return [
        key_of(value) or str(value.pk) if isinstance(value, models.Model) else value
    ]
