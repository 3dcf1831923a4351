"""Action items: what we do about recommendations, who owns it and by when. The rules
on late, stale and BRAG are here once, as conditions for many rows or one."""

import uuid
from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, NullIf

from recommendations.choices import (
    CLAIMED_ACTIONS,
    DONE_ACTIONS,
    OPEN_ACTIONS,
    RUNNING_ACTIONS,
    ActionStatus,
    Brag,
)
from recommendations.models.people import (
    Agency,
    Authority,
    Owner,
    ReferencedQuerySet,
    code_shape,
)
from recommendations.models.plans import ActionPlan
from recommendations.models.recommendations import Recommendation
from recommendations.models.scope import Scope
from recommendations.models.trail import Caller, Record, Trail


class DaysBefore(models.Func):
    """`day` less a column's number of days, as a date, on both databases."""

    output_field = models.DateField()

    def __init__(self, day: date, days: str) -> None:
        super().__init__(Value(day, models.DateField()), F(days))

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
AWAITING_CHECK = Q(status=ActionStatus.COMPLETE)
BLOCKED = IS_OPEN & Q(is_blocked=True)
UNOWNED = IS_OPEN & Q(owner=None)
UNDATED = IS_OPEN & Q(due_on=None)


def overdue(on: date) -> Q:
    """Late on the day: not yet claimed, and due before it. Due that day is not late."""
    return Q(status__in=RUNNING_ACTIONS, due_on__lt=on)


def due_within(on: date, days: int) -> Q:
    """Not yet claimed, and due from the day to `days` calendar days later."""
    return Q(
        status__in=RUNNING_ACTIONS,
        due_on__gte=on,
        due_on__lte=on + timedelta(days=days),
    )


def stale(on: date, days: int | None = None) -> Q:
    """Open, planned start passed, and no update for `days` days (or the plan's own)."""
    limit = (
        DaysBefore(on, "plan__stale_after_days")
        if days is None
        else on - timedelta(days=days)
    )
    silent = Q(last_update_on=None) | Q(last_update_on__lte=limit)
    return IS_OPEN & Q(start_on__lt=on) & silent


def suggested_brag(on: date) -> Case:
    """The suggested BRAG on a day; none for a cancelled action."""
    running = Q(status__in=RUNNING_ACTIONS)
    not_begun = Q(status=ActionStatus.NOT_STARTED)
    return Case(
        When(status__in=DONE_ACTIONS, then=Value(Brag.BLUE)),
        When(status=ActionStatus.CANCELLED, then=Value(None)),
        When(overdue(on), then=Value(Brag.RED)),
        When(
            BLOCKED
            | running & Q(forecast_on__gt=F("due_on"))
            | not_begun & Q(start_on__lt=on)
            | stale(on),
            then=Value(Brag.AMBER),
        ),
        When(not_begun, then=Value(Brag.GREY)),
        default=Value(Brag.GREEN),
        output_field=models.CharField(),
    )


class ActionItemQuerySet(ReferencedQuerySet):
    def visible_to(self, user: Caller) -> Self:
        """Whole members see every action of the authority, an agency's members those
        that their agency owns or contributes to."""
        scope = Scope.of(user)
        if scope.everything:
            return self
        seen = Q(authority__in=scope.whole)
        for authority, agency in scope.parts:
            seen |= Q(authority=authority) & self._of_agency(agency=agency)
        return self.filter(seen)

    @staticmethod
    def _of_agency(**agency: uuid.UUID | str | tuple[str, ...]) -> Q:
        return Q(**{f"owner__{path}": value for path, value in agency.items()}) | Q(
            Exists(ActionAgency.objects.filter(action=OuterRef("pk"), **agency))
        )

    def for_agency(self, *codes: str) -> Self:
        """Those that any of the agencies owns or contributes to."""
        return self.filter(self._of_agency(agency__code__in=codes))

    def for_recommendation(self, **conditions: Any) -> Self:
        """Those that answer a recommendation which meets the conditions."""
        return self.filter(
            Exists(
                ActionRecommendation.objects.filter(
                    action=OuterRef("pk"),
                    **{f"recommendation__{path}": v for path, v in conditions.items()},
                )
            )
        )

    def carried_by(self, user: Caller) -> Self:
        """Owned by the person, or by a post that they deputise for."""
        return self.filter(
            Q(owner__user_id=user.pk) | Q(owner__deputy__user_id=user.pk)
        )

    def current(self) -> Self:
        return self.filter(archived_at=None)

    def open(self) -> Self:
        return self.filter(IS_OPEN)

    def overdue(self, *, on: date) -> Self:
        return self.filter(overdue(on))

    def due_within(self, days: int, *, on: date) -> Self:
        return self.filter(due_within(on, days))

    def stale(self, days: int | None = None, *, on: date) -> Self:
        return self.filter(stale(on, days))

    def with_brag(self, *, on: date) -> Self:
        """Adds `brag_suggested`, and `brag_in_force`: a person's rating, where there
        is one, else the suggested one."""
        return self.annotate(brag_suggested=suggested_brag(on)).annotate(
            brag_in_force=Coalesce(NullIf("brag", Value("")), "brag_suggested")
        )


class ActionItem(Record):
    """One thing that somebody will do, by a date, to answer recommendations."""

    reference = models.CharField(max_length=40, unique=True, validators=[code_shape])
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="actions"
    )
    plan = models.ForeignKey(
        ActionPlan, on_delete=models.PROTECT, related_name="actions"
    )
    title = models.CharField(max_length=300)
    detail = models.TextField(blank=True)
    success_measure = models.TextField(
        blank=True, help_text="How one will see that it worked."
    )
    recommendations = models.ManyToManyField(
        Recommendation, through="ActionRecommendation", related_name="actions"
    )
    owner = models.ForeignKey(
        Owner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
    )
    contributing_agencies = models.ManyToManyField(
        Agency, through="ActionAgency", related_name="contributed_actions"
    )
    status = models.CharField(
        max_length=15, choices=ActionStatus, default=ActionStatus.NOT_STARTED
    )
    start_on = models.DateField("planned start", null=True, blank=True)
    due_on = models.DateField("due date", null=True, blank=True)
    original_due_on = models.DateField("first due date", null=True, blank=True)
    forecast_on = models.DateField("forecast", null=True, blank=True)
    date_moves = models.PositiveIntegerField(default=0, editable=False)
    started_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    verified_on = models.DateField("checked on", null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="checked by",
    )
    brag = models.CharField("BRAG rating", max_length=5, choices=Brag, blank=True)
    brag_reason = models.TextField("BRAG reason", blank=True)
    is_blocked = models.BooleanField("on hold or blocked", default=False)
    blocked_reason = models.TextField(blank=True)
    last_update_on = models.DateField("last update", null=True, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)

    objects = ActionItemQuerySet.as_manager()
    history = Trail()

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ActionStatus.values), name="action_status_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[ActionStatus.NOT_STARTED, ActionStatus.CANCELLED]
                )
                | Q(owner__isnull=False, due_on__isnull=False),
                name="action_begun_has_owner_and_date",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CLAIMED_ACTIONS, completed_on__isnull=False)
                | Q(completed_on=None, completed_by=None)
                & ~Q(status__in=CLAIMED_ACTIONS),
                name="action_claimed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(status__in=DONE_ACTIONS, verified_on__isnull=False)
                | Q(verified_on=None, verified_by=None) & ~Q(status__in=DONE_ACTIONS),
                name="action_checked_has_date",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None)
                | Q(completed_by=None)
                | ~Q(verified_by=F("completed_by")),
                name="action_checker_not_claimant",
            ),
            models.CheckConstraint(
                condition=Q(is_blocked=False, blocked_reason="")
                | Q(is_blocked=True) & ~Q(blocked_reason=""),
                name="action_blocked_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(brag="") | Q(brag__in=Brag.values),
                name="action_brag_known",
            ),
        ]
        indexes = [
            models.Index(F("authority"), Last("due_on"), F("id"), name="action_due"),
            models.Index(
                F("authority"),
                Last("due_on", descending=True),
                F("id"),
                name="action_due_down",
            ),
            models.Index(
                F("authority"),
                Last("original_due_on"),
                F("id"),
                name="action_first_due",
            ),
            models.Index(
                F("authority"),
                Last("original_due_on", descending=True),
                F("id"),
                name="action_first_due_down",
            ),
            models.Index(
                fields=["authority", "updated_at", "id"], name="action_updated"
            ),
            models.Index(
                fields=["authority", "reference"], name="action_authority_reference"
            ),
            models.Index(
                fields=["authority", "status", "due_on"], name="action_status_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.title}"

    def natural_key(self) -> tuple[str]:
        return (self.reference,)

    def agency_ids(self) -> set[uuid.UUID]:
        """The agencies whose action it is: its owner's and the contributing ones."""
        found = set(self.agency_parts.values_list("agency", flat=True))
        return found | {self.owner.agency_id} if self.owner else found

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_ACTIONS

    def is_overdue(self, *, on: date) -> bool:
        return self.days_late(on=on) > 0 and self.status in RUNNING_ACTIONS

    def days_late(self, *, on: date) -> int:
        """Calendar days past the due date: to the day, or to the claim if made."""
        return self._days_past(self.due_on, on)

    def days_late_original(self, *, on: date) -> int:
        """Calendar days past the first due date, however often it moved since."""
        return self._days_past(self.original_due_on or self.due_on, on)

    def _days_past(self, due: date | None, on: date) -> int:
        if due is None or self.status == ActionStatus.CANCELLED:
            return 0
        return max(0, ((self.completed_on or on) - due).days)


class ActionAgency(Record):
    """An agency contributes to an action that another owns."""

    action = models.ForeignKey(
        ActionItem, on_delete=models.CASCADE, related_name="agency_parts"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)

    history = Trail()

    class Meta:
        ordering = ["action", "agency"]
        verbose_name = "contributing agency"
        verbose_name_plural = "contributing agencies"
        constraints = [
            models.UniqueConstraint(
                fields=["action", "agency"], name="action_agency_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} contributes to {self.action}"


class ActionRecommendation(Record):
    """An action answers a recommendation."""

    action = models.ForeignKey(
        ActionItem, on_delete=models.CASCADE, related_name="recommendation_links"
    )
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="action_links"
    )

    history = Trail()

    class Meta:
        ordering = ["action", "recommendation"]
        verbose_name = "recommendation answered"
        verbose_name_plural = "recommendations answered"
        constraints = [
            models.UniqueConstraint(
                fields=["action", "recommendation"], name="action_recommendation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} answers {self.recommendation}"
