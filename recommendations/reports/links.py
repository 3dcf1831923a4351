"""What a record is linked to, told as fields of its own: each link table has its own
trail, and timeline() of trail.py puts what stands there beside the record's changes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.utils.text import capfirst

from recommendations.models import (
    ActionItem,
    ActionPlan,
    Agency,
    ApiToken,
    Evidence,
    ImpactCheck,
    Inspection,
    Membership,
    Recommendation,
    RecommendationLink,
)
from recommendations.models.archiving import all_rows
from recommendations.models.columns import ends_of
from recommendations.models.trail import Caller, Record, known_as

LOADED = "loaddata"


@dataclass(frozen=True)
class LinkField:
    """One field of a record that is kept in `through`: from its end `own` to `other`,
    a record or a plain column of it. `label` is the field's name unless it is said.
    `detail` is the column that stands in brackets. Of those `scoped` a person is told
    only what they may see today; the rest is known to everybody who sees the record."""

    field: str
    through: type[Record] | type[ApiToken]
    own: str
    other: str
    detail: str = ""
    label: str = ""
    scoped: bool = False

    @property
    def words(self) -> str:
        return self.label or capfirst(self.field.replace("_", " "))


def _related(model: type[Record], name: str, **options: Any) -> LinkField:
    """A list of related records, by the table that the model keeps it in."""
    return LinkField(name, *ends_of(model, name), **options)


LINKS: dict[type[Any], tuple[LinkField, ...]] = {
    ActionItem: (
        _related(ActionItem, "contributing_agencies"),
        _related(ActionItem, "recommendations", scoped=True),
        _related(ActionItem, "evidence"),
    ),
    Evidence: (_related(Evidence, "actions", scoped=True),),
    ImpactCheck: (_related(ImpactCheck, "evidence", label="Supporting evidence"),),
    Recommendation: (
        _related(Recommendation, "themes", detail="basis"),
        _related(Recommendation, "agencies", detail="part"),
        LinkField(
            "earlier",
            RecommendationLink,
            "later",
            "earlier",
            "kind",
            label="Earlier recommendations",
            scoped=True,
        ),
        LinkField(
            "later",
            RecommendationLink,
            "earlier",
            "later",
            "kind",
            label="Later recommendations",
            scoped=True,
        ),
    ),
    ActionPlan: (_related(ActionPlan, "inspections"),),
    Inspection: (_related(Inspection, "inspectorates"),),
    User: (
        LinkField("roles", Membership, "user", "authority", "role"),
        LinkField("api_tokens", ApiToken, "user", "name", label="API tokens"),
    ),
    Agency: (_related(Agency, "authorities", scoped=True),),
}


@dataclass(frozen=True)
class LinkChange:
    """A field went from some names to others, by the history row `row` of a link; with
    it may have come others of the same change."""

    field: LinkField
    before: list[str]
    after: list[str]
    row: Any

    @property
    def at(self) -> datetime:
        at: datetime = self.row.history_date
        return at

    @property
    def is_loaded(self) -> bool:
        return bool(self.row.verb == LOADED)


def link_changes(record: Record, by: Caller) -> Iterator[LinkChange]:
    """What the link tables' trails say about the record, the oldest first in each
    field. Costs two queries a field, however many rows there are."""
    for field in LINKS.get(type(record), ()):
        trail: Any = field.through.history
        rows = list(
            trail.filter(**{field.own: record.pk})
            .select_related("history_user")
            .order_by("history_date", "history_id")
        )
        yield from _changes_of(field, rows, _names(field, rows, by))


def _changes_of(
    field: LinkField, rows: Iterable[Any], names: dict[Any, str]
) -> Iterator[LinkChange]:
    current: dict[Any, str] = {}
    for _, together in groupby(rows, key=_change):
        before = sorted(current.values())
        for row in together:
            key = getattr(row, _column(field).attname)
            current.pop(row.id, None)
            if row.history_type != "-" and key in names:
                current[row.id] = names[key] + _in_brackets(field, row)
        after = sorted(current.values())
        if before != after:
            yield LinkChange(field, before, after, row)


def _change(row: Any) -> Any:
    """Each row of a fixture is loaded as a change of its own, but read as one."""
    return LOADED if row.verb == LOADED else row.change_id


def _in_brackets(field: LinkField, row: Any) -> str:
    if not field.detail:
        return ""
    column: Any = field.through._meta.get_field(field.detail)
    value = getattr(row, field.detail)
    return f" ({str(dict(column.flatchoices).get(value, value)).lower()})"


def _column(field: LinkField) -> Any:
    return field.through._meta.get_field(field.other)


def _names(field: LinkField, rows: Iterable[Any], by: Caller) -> dict[Any, str]:
    """How people know the other ends: by reference or code, else by their words."""
    end = _column(field)
    keys = {getattr(row, end.attname) for row in rows}
    if not keys or not end.is_relation:
        return {key: str(key) for key in keys}
    model: type[models.Model] = end.related_model
    related: Any = all_rows(model)
    if field.scoped:
        related = related.visible_to(by)
    return {record.pk: known_as(record) for record in related.filter(pk__in=keys)}
