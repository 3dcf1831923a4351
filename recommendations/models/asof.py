"""Records as they stood at the end of a day: of each record's trail the newest row by
then. A `TimedQuerySet` holds either the records as they are or as they stood, so that
conditions, lists and figures are written once for both."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.query import ModelIterable
from django.utils import timezone

from recommendations.models.archiving import ArchivableQuerySet
from recommendations.models.columns import ends_of
from recommendations.models.people import ArchivableReferencedQuerySet
from recommendations.models.trail import trail_of

_CHUNK = 500


def end_of(day: date) -> datetime:
    """The first instant that is no longer the day, in London."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def rows_as_of(model: type[models.Model], end: datetime) -> "models.QuerySet[Any]":
    """The history rows of a model that were the newest of their records just before
    `end`, those of deleted ones left out, and of those archived by then. Ties on an
    instant fall to the history id."""
    trail: Any = trail_of(model).model
    later = trail.objects.filter(
        Q(history_date__gt=OuterRef("history_date"))
        | Q(history_id__gt=OuterRef("history_id")),
        id=OuterRef("id"),
        history_date__gte=OuterRef("history_date"),
        history_date__lt=end,
    )
    rows: Any = type(model._default_manager.all())(model=trail)
    if isinstance(rows, TimedQuerySet):
        rows.end = end
    newest: models.QuerySet[Any] = (
        rows.order_by()
        .filter(~Exists(later), history_date__lt=end)
        .exclude(history_type="-")
    )
    return newest.current() if isinstance(newest, ArchivableQuerySet) else newest


class TimedQuerySet(ArchivableReferencedQuerySet):
    """Rows name each other by `id`, which a record and its history rows share."""

    # The records as they stood just before; None: as they are.
    end: datetime | None = None
    lists: tuple[str, ...] = ()

    def as_of(self, day: date) -> Self:
        """All records as they stood at the end of the day. Related records that a row
        names by key are today's; links are those of the day."""
        rows: Any = rows_as_of(self.model, end_of(day))
        return rows

    def beside(self, model: type[models.Model]) -> "models.QuerySet[Any]":
        """The rows of another model, links above all, as of the same time."""
        if self.end is None:
            return model._default_manager.all()
        return rows_as_of(model, self.end)

    def with_lists(self, *names: str) -> Self:
        """With lists of related records, in a query or two for each. A name may lead
        one step on: `agency_parts__agency`."""
        if self.end is None:
            return self.prefetch_related(*names)
        rows = self._chain()  # type: ignore[attr-defined]  # Django's own
        rows.lists = names
        rows._iterable_class = _WithLists
        return rows

    def _clone(self) -> Self:
        clone: Self = super()._clone()
        clone.end, clone.lists = self.end, self.lists
        return clone

    def related(self, name: str, ids: list[Any]) -> dict[Any, list[Any]]:
        """What a list named as on the live model held for each of the records."""
        name, _, further = name.partition("__")
        relation = self.model.instance_type._meta.get_field(name)
        target = relation.related_model
        if relation.many_to_many:
            through, own, other = ends_of(self.model.instance_type, name)
            links = self.beside(through).select_related(other)
            order = [_through(other, column) for column in target._meta.ordering]
        else:
            own, other = relation.field.name, ""
            links = self.beside(target)
            order = target._meta.ordering
        if other:
            targets = self.beside(target)
            if isinstance(targets, ArchivableQuerySet):
                links = links.filter(Exists(targets.filter(id=OuterRef(other))))
        if further:
            links = links.select_related(further)
        lists = defaultdict(list)
        for row in links.filter(**{f"{own}__in": ids}).order_by(*order):
            related = getattr(row, other) if other else row
            if related is not None:  # What is gone today cannot be shown.
                lists[getattr(row, f"{own}_id")].append(related)
        return lists


def _through(relation: str, column: str | models.Func) -> str | models.Func:
    if isinstance(column, models.Func):
        return column.prefix_references(f"{relation}__")
    sign = "-" if column.startswith("-") else ""
    return f"{sign}{relation}__{column.removeprefix('-')}"


class _WithLists(ModelIterable):
    """History rows, each with its lists as plain attributes, a chunk at a time."""

    def __iter__(self) -> Iterator[Any]:
        rows = super().__iter__()
        timed: Any = self.queryset
        while chunk := list(islice(rows, _CHUNK)):
            for name in timed.lists:
                lists = timed.related(name, [row.id for row in chunk])
                for row in chunk:
                    setattr(row, name.partition("__")[0], lists.get(row.id, []))
            yield from chunk
