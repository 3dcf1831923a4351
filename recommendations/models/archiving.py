"""Records that are hidden with a reason and never deleted. Whoever asks for rows gets
the current ones; `with_archived()` asks for all, wherever it stands in a query."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable
from django.db.models.query import QuerySet

from recommendations.models.trail import Record, holding

_Row = TypeVar("_Row", bound=models.Model)
_includes_archived: ContextVar[bool] = ContextVar("including_archived", default=False)


@contextmanager
def including_archived() -> Iterator[None]:
    """Django's own questions about all that a table holds, which go through the default
    manager: is it unique, what is to be dumped. Nothing is left out inside."""
    with holding(_includes_archived, True):
        yield


class ArchivableQuerySet(QuerySet[_Row]):
    """`includes_archived`: nothing is left out for being archived."""

    includes_archived = False

    def current(self) -> Self:
        """What the managers begin with: without the archived ones."""
        return self.filter_by_default(Q(archived_at=None))

    def filter_by_default(self, condition: Q | Combinable) -> Self:
        """Narrowed by a condition that `with_archived` takes away again."""
        if self.includes_archived:
            return self
        rows = self.filter(condition)
        for lookup in rows.query.where.children[len(self.query.where.children) :]:
            lookup.hides_archived = True  # type: ignore[union-attr]  # our mark
        return rows

    def with_archived(self) -> Self:
        """With those that are archived, or that are hidden with what they are about."""
        rows: Self = self._chain()  # type: ignore[attr-defined]  # Django's own
        rows.includes_archived = True
        rows.query.where.children = [
            lookup
            for lookup in rows.query.where.children
            if not getattr(lookup, "hides_archived", False)
        ]
        return rows

    def archived(self) -> Self:
        """Those that are left out until they are asked for, and only those."""
        shown = self.order_by().values("pk")
        return self.with_archived().exclude(pk__in=shown)

    def get_or_create(self, *args: Any, **options: Any) -> tuple[_Row, bool]:
        """What is archived is there, too: its keys are not given again."""
        return super(ArchivableQuerySet, self.with_archived()).get_or_create(
            *args, **options
        )

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # Django's own
        clone.includes_archived = self.includes_archived
        return clone


class CurrentManager(models.Manager[_Row]):
    """Of related rows and prefetches too: Django makes those managers from this one."""

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows if _includes_archived.get() else rows.current()


class ReckonedArchived:
    """What a record says of itself, now or as its trail tells it."""

    archived_at: Any

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


class Archivable(ReckonedArchived, Record):
    """A record that can be archived."""

    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def validate_unique(self, exclude: Any = None) -> None:
        with including_archived():
            super().validate_unique(exclude)

    def validate_constraints(self, exclude: Any = None) -> None:
        with including_archived():
            super().validate_constraints(exclude)


def is_archived(record: object) -> bool:
    """Of any record, whether or not its kind can be archived."""
    return isinstance(record, ReckonedArchived) and record.is_archived


def all_rows(model: type[_Row]) -> Any:
    """Every row of a model as its own kind of queryset, archived ones too."""
    rows = model._default_manager.all()
    return rows.with_archived() if isinstance(rows, ArchivableQuerySet) else rows
