"""Who did what, when and why: the base of every tracked record, and its trail.
Workflow opens a `change`; each record saved inside it leaves one history row."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from simple_history.manager import HistoricalQuerySet, HistoryManager
from simple_history.models import HistoricalRecords

from recommendations.models.words import is_visible


@dataclass
class Change:
    """One decision: all history rows it leaves share its id and its instant. `saved`
    are the records that have left one so far."""

    verb: str
    by: User | None = None
    actor: str = ""
    reason: str = ""
    at: datetime = field(default_factory=timezone.now)
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    saved: "list[Record]" = field(default_factory=list)
    _follows: set[tuple[type[models.Model], Any]] = field(default_factory=set)

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)

    @property
    def stamps(self) -> dict[str, datetime]:
        """When a record that it makes was made and last changed."""
        return {"created_at": self.at, "updated_at": self.at}

    def follow(self, record: models.Model) -> None:
        """Be no earlier than the last entry of a record that is to be changed. A clock
        that was put back would else date what happens now before what it follows."""
        key = (type(record), record.pk)
        if key not in self._follows:
            self._follows.add(key)
            entries = trail_of(record).filter(id=record.pk)
            last = entries.aggregate(last=models.Max("history_date"))["last"]
            self.at = max(self.at, last) if last else self.at


_Held = TypeVar("_Held")
_current: ContextVar[Change | None] = ContextVar("change", default=None)


def trail_of(record: models.Model | type[models.Model]) -> Any:
    """The manager of the history rows of a record, or of all of its kind."""
    return record.history  # type: ignore[union-attr]  # simple-history adds it


def actor_name(user: User | None) -> str:
    """How a person is shown: full name, else user name."""
    return (user.get_full_name() or user.get_username()) if user else ""


def username_of(user: User | None) -> str:
    """How a person stands in the trail, which outlives their name."""
    return user.get_username() if user else ""


def actor_today(row: Any) -> str:
    """Who made the change of a history row, by their name of today if known."""
    return actor_name(row.history_user) or str(row.actor)


def key_of(record: models.Model) -> str:
    """The reference, code or name that people know a record by; empty where none."""
    if isinstance(record, User):
        return actor_name(record)
    natural = getattr(record, "natural_key", None)
    return str(natural()[0]) if natural else ""


def known_as(record: models.Model) -> str:
    """How people know a record: by its key, else by its words."""
    return key_of(record) or str(record)


def shown(person: str) -> property:
    """The name today of who stands in the column `person` of a record; where nobody
    who signs in does, or the user is not known, what stands beside it as text."""

    def name(record: Any) -> str:
        return actor_name(getattr(record, person)) or getattr(record, f"{person}_name")

    return property(name)


@contextmanager
def holding(variable: ContextVar[_Held], value: _Held) -> Iterator[_Held]:
    """Inside, the variable has the value; after it, what it had before."""
    token = variable.set(value)
    try:
        yield value
    finally:
        variable.reset(token)


@contextmanager
def change(verb: str, *, by: User | None, reason: str = "") -> Iterator[Change]:
    """Everything saved inside is one change, named `verb`, made by `by`."""
    opened = Change(verb=verb, by=by, actor=username_of(by), reason=reason)
    with holding(_current, opened):
        yield opened


# Verbs as trails of earlier releases have them.
FORMER_VERBS = {"update": "updates"}


def todays_verb(name: str) -> str:
    """What a verb in a trail is called now."""
    return FORMER_VERBS.get(name, name)


def is_under_way(verb: str) -> bool:
    """Whether what is saved now is part of a change of this name."""
    current = _current.get()
    return current is not None and current.verb == verb


# What a save outside any verb is called: only commands and the shell make them.
_PLAIN_VERBS = {"+": "create", "~": "revise", "-": "delete"}
# Bookkeeping fields: a row in which only these differ says nothing new.
BOOKKEEPING = frozenset({"version", "updated_at"})


class TrailRowManager(models.Manager["TrailRow"]):
    def get_by_natural_key(self, record: str, change_id: str) -> "TrailRow":
        return self.get(id=record, change_id=change_id)  # type: ignore[misc]  # id: its table's


class TrailRow(models.Model):
    """What every history table has besides the record's fields and the library's."""

    verb = models.CharField(max_length=40)
    actor = models.CharField(max_length=200, blank=True)
    change_id = models.UUIDField()

    objects = TrailRowManager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str, str]:
        return (str(self.id), str(self.change_id))  # type: ignore[attr-defined]  # as above


class TrailManager(HistoryManager):
    """What `record.history` is. The library makes a class for it at each look."""

    @classmethod
    @cache
    def from_queryset(cls, queryset: type[HistoricalQuerySet]) -> type[HistoryManager]:
        return super().from_queryset(queryset)


def _index(columns: tuple[str | models.Func, ...], *, name: str) -> models.Index:
    names = [column for column in columns if isinstance(column, str)]
    if len(names) == len(columns):
        return models.Index(fields=names, name=name)
    return models.Index(
        *(models.F(each) if isinstance(each, str) else each for each in columns),
        name=name,
    )


class Trail(HistoricalRecords):
    """django-simple-history with our columns: verb, actor as text, change id.

    Rows loaded from fixtures are recorded too (verb `loaddata`), and only when they
    differ from the newest history row, so loading twice adds nothing. The first entry
    of a record that comes without a trail is dated when it was last updated, as the
    fixture has it: so facts can be asked for as of days before they were loaded.

    `rules` are classes whose methods the history rows have too. `indexes` name the
    columns by which rows are looked for when asked how things stood (models/asof.py).
    """

    def __init__(
        self,
        *,
        rules: Sequence[type] = (),
        indexes: Sequence[tuple[str | models.Func, ...]] = (),
        **options: Any,
    ) -> None:
        self.indexes = indexes
        super().__init__(
            bases=(*rules, TrailRow),
            history_id_field=models.BigAutoField(),
            history_change_reason_field=models.TextField(blank=True, default=""),
            history_manager=TrailManager,
            **options,
        )

    def copy_fields(self, model: type[models.Model]) -> dict[str, models.Field]:
        """The record's columns without their indexes: one index serves the trail."""
        fields: dict[str, models.Field] = super().copy_fields(model)
        for column in fields.values():
            column.db_index = False  # type: ignore[attr-defined]  # not in the stubs
        return fields

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        """An index for reading a record's trail, those asked for, and one row a record
        and change."""
        name = str(model._meta.model_name)
        own = models.Index(
            fields=["id", "history_date", "history_id"], name=f"trail_{name}"[:30]
        )
        indexes = [
            _index(columns, name=f"by_{str(columns[0])[:10]}_{name}"[:30])
            for columns in self.indexes
        ]
        once_a_change = models.UniqueConstraint(
            fields=["id", "change_id"], name=f"trail_once_{name}"
        )
        options = super().get_meta_options(model)
        return {**options, "indexes": [own, *indexes], "constraints": [once_a_change]}

    def post_save(
        self,
        instance: models.Model,
        created: bool,
        using: str | None = None,
        **kwargs: Any,
    ) -> None:
        if not kwargs.get("raw"):
            self.create_historical_record(instance, "+" if created else "~")
            return
        newest = trail_of(instance).order_by("history_date", "history_id").last()
        if newest is None or self._differs(instance, newest):
            with change("loaddata", by=None) as loaded:
                if newest is None and isinstance(instance, Record):
                    loaded.at = min(loaded.at, _stands_since(instance))
                self.create_historical_record(instance, "+" if created else "~")

    def _differs(self, instance: models.Model, newest: Any) -> bool:
        return any(
            getattr(newest, column.attname)
            != column.to_python(getattr(instance, column.attname))
            for column in self.fields_included(instance)
            if column.name not in BOOKKEEPING
        )

    def plain_verb(self, instance: models.Model, history_type: str) -> str:
        """What a save outside any verb is called."""
        return _PLAIN_VERBS[history_type]

    def extra_columns(self, instance: models.Model) -> dict[str, Any]:
        """Columns of the history row that the record does not have."""
        return {}

    def create_historical_record(
        self, instance: models.Model, history_type: str, using: str | None = None
    ) -> None:
        current = _current.get() or Change(verb=self.plain_verb(instance, history_type))
        if history_type != "+":
            current.follow(instance)
        values = {
            column.attname: getattr(instance, column.attname)
            for column in self.fields_included(instance)
        }
        trail_of(instance).model(
            history_date=current.at,
            history_type=history_type,
            history_user=current.by,
            history_change_reason=current.reason,
            verb=current.verb,
            actor=current.actor,
            change_id=current.id,
            **values,
            **self.extra_columns(instance),
        ).save()
        if history_type != "-":
            current.saved.append(instance)  # type: ignore[arg-type]  # or a user


class Record(models.Model):
    """A record with a trail. `id` is no counter, so a fixture can carry it, and history
    with it, into any database. Where people have no code for it, it is the key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    # The manager of its history rows: each record has a `Trail` of this name.
    history: Any

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """A required text that shows nothing is as good as empty."""
        super().clean_fields(exclude)
        empty = {
            column.name: "This field needs a character that can be seen."
            for column in self._meta.concrete_fields
            if isinstance(column, models.CharField | models.TextField)
            and not column.blank
            and column.name not in (exclude or ())
            and not is_visible(getattr(self, column.attname) or "")
        }
        if empty:
            raise ValidationError(empty)


def _stands_since(record: Record) -> datetime:
    """Since when a record that is being loaded says what it says."""
    column = Record._meta.get_field("updated_at")
    since: datetime = column.get_prep_value(record.updated_at)
    return since


Caller = User | AnonymousUser
