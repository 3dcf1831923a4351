"""The rules on late, stale and BRAG, once: as conditions for many rows, and as methods
of one. They ask only for an action's own columns, so that they hold for its history
rows as well."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.lookups import GreaterThan

from recommendations.choices import (
    BRAG_RANKS,
    DONE_ACTIONS,
    OPEN_ACTIONS,
    RUNNING_ACTIONS,
    ActionStatus,
    Brag,
)


class DaysBefore(models.Func):
    """`day` less a column's number of days, as a date, on both databases."""

    output_field = models.DateField()

    def __init__(self, day: date, days: models.Expression | F) -> None:
        super().__init__(Value(day, models.DateField()), days)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "date(%(expressions)s || ' days')"
        return self.as_sql(
            compiler, connection, template=template, arg_joiner=", '-' || ", **extra
        )

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="(%(expressions)s)",
            arg_joiner=" - ",
            **extra,
        )


class Last(models.Func):
    """A date that stands after every real one, or before, where there is none. An index
    serves each, so it is written into the SQL and not passed as a parameter."""

    output_field = models.DateField()

    def __init__(self, expression: str, *, descending: bool = False) -> None:
        day = "0001-01-01" if descending else "9999-12-31"
        super().__init__(expression)
        self.template = f"COALESCE(%(expressions)s, '{day}')"


IS_OPEN = Q(status__in=OPEN_ACTIONS)
BLOCKED = IS_OPEN & Q(is_blocked=True)
PLAN_STALE_AFTER = F("plan__stale_after_days")


def overdue(on: date) -> Q:
    """Late on the day: not yet claimed, and due before it. Due that day is not late."""
    return Q(status__in=RUNNING_ACTIONS, due_on__lt=on)


def stale(on: date, days: int | models.Expression | F = PLAN_STALE_AFTER) -> Q:
    """Open, planned start passed, and no update for `days` days (or the plan's own)."""
    limit = on - timedelta(days=days) if isinstance(days, int) else DaysBefore(on, days)
    silent = Q(last_update_on=None) | Q(last_update_on__lte=limit)
    return IS_OPEN & Q(start_on__lt=on) & silent


StaleAfter = models.Expression | F


def suggested_brag(on: date, stale_after: StaleAfter = PLAN_STALE_AFTER) -> Case:
    """The suggested BRAG on a day; none for a cancelled action."""
    colours: dict[str, str] = {brag: brag for brag in Brag.values}
    return _suggested(on, stale_after, colours, models.CharField())


def _suggested(
    on: date,
    stale_after: StaleAfter,
    say: Mapping[str, str | int],
    output_field: Any,
) -> Case:
    """What `say` has for the suggested rating."""
    running = Q(status__in=RUNNING_ACTIONS)
    not_begun = Q(status=ActionStatus.NOT_STARTED)
    return Case(
        When(status__in=DONE_ACTIONS, then=Value(say[Brag.BLUE])),
        When(status=ActionStatus.CANCELLED, then=Value(None)),
        When(overdue(on), then=Value(say[Brag.RED])),
        When(
            BLOCKED
            | running & Q(forecast_on__gt=F("due_on"))
            | not_begun & Q(start_on__lt=on)
            | stale(on, stale_after),
            then=Value(say[Brag.AMBER]),
        ),
        When(not_begun, then=Value(say[Brag.GREY])),
        default=Value(say[Brag.GREEN]),
        output_field=output_field,
    )


def rating_stands(on: date, stale_after: StaleAfter = PLAN_STALE_AFTER) -> Q:
    """A person's rating is there, and so fresh that an update of its day is not stale.
    What else ends one (a claim, a return, a date decided) takes it off the action."""
    return ~Q(brag="") & Q(brag_on__gt=DaysBefore(on, stale_after))


def rated_better(on: date, stale_after: StaleAfter = PLAN_STALE_AFTER) -> Q:
    """A person's rating stands and is better than the suggested one."""
    rating = Case(
        *(When(brag=brag, then=Value(rank)) for brag, rank in BRAG_RANKS.items()),
        output_field=models.IntegerField(),
    )
    suggested = _suggested(on, stale_after, BRAG_RANKS, models.IntegerField())
    return rating_stands(on, stale_after) & Q(GreaterThan(rating, suggested))


def is_better(rating: str, suggested: str | None) -> bool:
    """The same of one action: `given` is the rating that stands, if any."""
    if not rating or suggested is None:
        return False
    return BRAG_RANKS[rating] > BRAG_RANKS[suggested]


class ReckonedAction:
    """What an action says of itself on a day, now or as its trail tells it."""

    status: Any
    due_on: Any
    original_due_on: Any
    completed_on: Any

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_ACTIONS

    def is_overdue(self, *, on: date) -> bool:
        return self.days_late(on=on) > 0 and self.status in RUNNING_ACTIONS

    def days_late(self, *, on: date) -> int:
        """Calendar days past the due date: to the day, or to the claim if made."""
        return self.days_past(self.due_on, on)

    def days_late_original(self, *, on: date) -> int:
        """Calendar days past the first due date, however often it moved since."""
        return self.days_past(self.original_due_on or self.due_on, on)

    def days_past(self, due: date | None, on: date) -> int:
        """Calendar days past any date: to the day, or to the claim if made."""
        if due is None or self.status == ActionStatus.CANCELLED:
            return 0
        return max(0, ((self.completed_on or on) - due).days)
