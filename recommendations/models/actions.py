"""Action items: what we do about recommendations, who owns it and by when."""

import uuid
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf

from recommendations.choices import (
    CLAIMED_ACTIONS,
    DONE_ACTIONS,
    OPEN_ACTIONS,
    ActionStatus,
    Brag,
    GivenBrag,
)
from recommendations.models.archiving import (
    Archivable,
    CurrentManager,
    ReckonedArchived,
)
from recommendations.models.asof import TimedQuerySet
from recommendations.models.columns import optional, person_field
from recommendations.models.constraints import once, valid_choice
from recommendations.models.guards import Guard
from recommendations.models.keys import InOrder, UpperKey, code_shape, one_case
from recommendations.models.people import (
    Agency,
    Authority,
    Owner,
    Referenced,
)
from recommendations.models.plans import ActionPlan
from recommendations.models.recommendations import Recommendation
from recommendations.models.rules import (
    IS_OPEN,
    PLAN_STALE_AFTER,
    Last,
    ReckonedAction,
    overdue,
    rating_stands,
    suggested_brag,
)
from recommendations.models.standing import Standing
from recommendations.models.themes import RecommendationTheme, Theme
from recommendations.models.trail import Caller, Record, Trail


class ActionItemQuerySet(TimedQuerySet):
    def visible_to(self, user: Caller) -> Self:
        """Whole members see every action of the authority, an agency's members those
        that their agency owns or contributes to and those that they carry themselves.
        Of the past one sees what one may see today."""
        standing = Standing.of(user)
        if self.end is not None:
            today = ActionItem.objects.with_archived()
            visible = today._visible_in(standing).filter(pk=OuterRef("id"))
            # An action stays in its authority, whose index finds the rows.
            return self.filter(standing.in_authorities("authority"), Exists(visible))
        return self._visible_in(standing)

    def _visible_in(self, standing: Standing) -> Self:
        if standing.everything:
            return self
        return self.filter(
            Q(authority__in=standing.whole_authorities) | self._in_parts_of(standing)
        )

    def in_parts_of(self, standing: Standing) -> Self:
        """Those that a person sees as a member of an agency."""
        return self.filter(self._in_parts_of(standing))

    def _in_parts_of(self, standing: Standing) -> Q:
        of_agencies = Q(pk__in=())
        for authority, agency in standing.agency_parts:
            of_agencies |= Q(authority=authority) & self._of_agency(agency=agency)
        if not standing.agency_parts:
            return of_agencies
        # A deputy may come from an agency that has no part in the action.
        authorities = {authority for authority, _ in standing.agency_parts}
        posts = Owner.objects.carried_by(standing.person, authorities=authorities)
        carried = Q(owner__in=posts.order_by().values("pk"))
        # The authority first, which an index finds.
        return Q(authority__in=authorities) & (of_agencies | carried)

    def _of_agency(self, **agency: uuid.UUID | str | tuple[str, ...]) -> Q:
        helping = self.beside(ActionAgency).filter(action=OuterRef("id"), **agency)
        owning = {f"owner__{path}": value for path, value in agency.items()}
        return Q(**owning) | Q(Exists(helping))

    def for_agency(self, *codes: str) -> Self:
        """Those that any of the agencies owns or contributes to."""
        return self.filter(self._of_agency(agency__code__in=codes))

    def for_recommendation(self, **conditions: Any) -> Self:
        """Those that answer a recommendation which meets the conditions."""
        path = {f"recommendation__{name}": v for name, v in conditions.items()}
        return self.filter(Exists(self._answers(**path)))

    def for_theme(self, theme: Theme) -> Self:
        """Those that answer a recommendation about the theme."""
        about = self.beside(RecommendationTheme).filter(
            theme=theme, recommendation=OuterRef("recommendation")
        )
        return self.filter(Exists(self._answers().filter(Exists(about))))

    def _answers(self, **conditions: Any) -> models.QuerySet[Any]:
        """What it answers; an archived recommendation asks for nothing."""
        recommendations = self.beside(Recommendation).filter(
            id=OuterRef("recommendation")
        )
        links = self.beside(ActionRecommendation)
        return links.filter(
            Exists(recommendations), action=OuterRef("id"), **conditions
        )

    def carried_by(self, user: Caller) -> Self:
        """Owned by the person, or by a post that they deputise for."""
        return self.filter(
            Q(owner__user_id=user.pk) | Q(owner__deputy__user_id=user.pk)
        )

    def open(self) -> Self:
        return self.filter(IS_OPEN)

    def overdue(self, *, on: date) -> Self:
        return self.filter(overdue(on))

    def with_brag(self, *, on: date) -> Self:
        """Adds `brag_suggested`; `brag_given`, a person's rating as long as it stands;
        and `brag_in_force`: the given one, else the suggested one."""
        stale_after = self.stale_after()
        rating = Case(
            When(rating_stands(on, stale_after), then=F("brag")), default=Value("")
        )
        return self.annotate(
            brag_suggested=suggested_brag(on, stale_after), brag_given=rating
        ).annotate(
            brag_in_force=Coalesce(NullIf("brag_given", Value("")), "brag_suggested")
        )

    def stale_after(self) -> models.Expression | F:
        """The plan's own threshold, of then or, if its trail is younger, of today."""
        if self.end is None:
            return PLAN_STALE_AFTER
        plan = self.beside(ActionPlan).filter(id=OuterRef("plan"))
        return Coalesce(Subquery(plan.values("stale_after_days")), PLAN_STALE_AFTER)

    def with_related(self) -> Self:
        """With all that a list shows of other records, in a constant number of
        queries."""
        rows = self.select_related("authority", "plan", "owner__agency", "carried_from")
        return rows.with_lists("contributing_agencies", "recommendations", "carried_to")

    def with_parts(self) -> Self:
        """With what says whose each is, for who asks what a person may do to it."""
        rows = self.select_related("owner__deputy")
        return rows.prefetch_related("agency_parts")


# The owner or their deputy signs in as the person who checked.
CHECKER_CARRIES = (
    "NEW.verified_by_id IS NOT NULL AND EXISTS (SELECT 1 FROM recommendations_owner o "
    "LEFT JOIN recommendations_owner d ON d.id = o.deputy_id WHERE o.id = NEW.owner_id "
    "AND (o.user_id = NEW.verified_by_id OR d.user_id = NEW.verified_by_id))"
)


class ActionItem(ReckonedAction, Referenced, Archivable):
    """One thing that somebody will do, by a date, to answer recommendations."""

    reference = UpperKey(max_length=40, unique=True, validators=[code_shape])
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="actions"
    )
    plan = models.ForeignKey(
        ActionPlan, on_delete=models.PROTECT, related_name="actions"
    )
    title = models.CharField(max_length=300)
    detail = models.TextField(blank=True)
    success_measure = models.TextField(
        blank=True, help_text="How you will know that it has worked."
    )
    recommendations = models.ManyToManyField(
        Recommendation, through="ActionRecommendation", related_name="actions"
    )
    owner = optional(Owner, related_name="actions", verbose_name="lead officer")
    contributing_agencies = models.ManyToManyField(
        Agency, through="ActionAgency", related_name="contributed_actions"
    )
    status = models.CharField(
        max_length=15, choices=ActionStatus, default=ActionStatus.NOT_STARTED
    )
    start_on = models.DateField("planned start", null=True, blank=True)
    due_on = models.DateField("target date", null=True, blank=True)
    original_due_on = models.DateField("first target date", null=True, blank=True)
    forecast_on = models.DateField("forecast", null=True, blank=True)
    date_moves = models.PositiveIntegerField("times revised", default=0, editable=False)
    started_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField("submitted as complete on", null=True, blank=True)
    completed_by = person_field(verbose_name="submitted by")
    claimed_before_tracker = models.BooleanField(
        "completed before the tracker",
        default=False,
        editable=False,
        help_text="It was complete when it was imported from a spreadsheet.",
    )
    verified_on = models.DateField("checked on", null=True, blank=True)
    verified_by = person_field(verbose_name="checked by")
    is_checked_independently = models.BooleanField(
        "checked independently",
        null=True,
        editable=False,
        help_text="Empty until it is checked or closed.",
    )
    carried_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_to",
        help_text="The action that this one continues.",
    )
    brag = models.CharField("BRAG rating", max_length=5, choices=Brag, blank=True)
    brag_reason = models.TextField("BRAG reason", blank=True)
    brag_on = models.DateField("BRAG rated on", null=True, blank=True)
    is_blocked = models.BooleanField("on hold or blocked", default=False)
    blocked_reason = models.TextField("reason for hold", blank=True)
    last_update_on = models.DateField("last update", null=True, editable=False)

    objects = CurrentManager.from_queryset(ActionItemQuerySet)()
    history = Trail(
        rules=[ReckonedAction, ReckonedArchived],
        indexes=[
            ("authority", InOrder("reference")),
            ("plan", InOrder("reference")),
            ("carried_from",),
        ],
    )

    class Meta:
        verbose_name = "action"
        ordering = [InOrder("reference")]
        constraints = [
            one_case("reference", "action_reference_upper"),
            valid_choice("status", ActionStatus, name="action_status_known"),
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
                condition=Q(claimed_before_tracker=False)
                | Q(status__in=CLAIMED_ACTIONS),
                name="action_before_tracker_is_claimed",
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
                condition=Q(brag="", brag_on=None)
                | Q(
                    status__in=OPEN_ACTIONS,
                    brag__in=GivenBrag.values,
                    brag_on__isnull=False,
                ),
                name="action_brag_given",
            ),
            models.CheckConstraint(
                condition=Q(status__in=DONE_ACTIONS) | Q(is_checked_independently=None),
                name="action_check_of_a_done_one",
            ),
            models.CheckConstraint(
                condition=Q(carried_from=None) | ~Q(carried_from=F("id")),
                name="action_not_carried_from_itself",
            ),
            Guard(
                name="action_first_due_stays",
                event="UPDATE",
                refuses="OLD.original_due_on IS NOT NULL AND "
                "(NEW.original_due_on IS NULL OR "
                "NEW.original_due_on <> OLD.original_due_on)",
            ),
            Guard(
                name="action_checker_not_owner_at_first",
                event="INSERT",
                refuses=CHECKER_CARRIES,
            ),
            Guard(
                name="action_checker_not_owner",
                event="UPDATE",
                refuses="(OLD.verified_by_id IS NULL OR "
                "OLD.verified_by_id <> NEW.verified_by_id OR "
                f"OLD.owner_id <> NEW.owner_id) AND {CHECKER_CARRIES}",
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
                F("authority"), InOrder("reference"), F("id"), name="action_in_order"
            ),
            models.Index(InOrder("reference"), F("id"), name="action_in_order_of_all"),
            models.Index(
                fields=["authority", "status", "due_on"], name="action_status_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.title}"

    @property
    def status_remarks(self) -> str:
        """What is said beside the status: how little it may rest on."""
        remarks = (
            (self.claimed_before_tracker, "completed before the tracker"),
            (self.is_checked_independently is False, "not independently checked"),
        )
        return ", ".join(words for is_so, words in remarks if is_so)

    def agency_ids(self) -> set[uuid.UUID]:
        """The agencies whose action it is: its owner's and the contributing ones."""
        agencies = {part.agency_id for part in self.agency_parts.all()}
        return agencies | {self.owner.agency_id} if self.owner else agencies

    def is_carried_by(self, user: Caller) -> bool:
        """Whether the person signs in as the owner, or as the owner's deputy."""
        if self.owner is None or user.pk is None:
            return False
        deputy = self.owner.deputy
        return user.pk == self.owner.user_id or (
            deputy is not None and user.pk == deputy.user_id
        )


class ActionAgency(Record):
    """An agency contributes to an action that another owns."""

    action = models.ForeignKey(
        ActionItem, on_delete=models.CASCADE, related_name="agency_parts"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)

    history = Trail(indexes=[("action",)])

    class Meta:
        ordering = ["action", "agency"]
        verbose_name = "contributing agency"
        verbose_name_plural = "contributing agencies"
        constraints = [
            once("action", "agency", name="action_agency_once"),
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

    history = Trail(indexes=[("action",), ("recommendation",)])

    class Meta:
        ordering = ["action", "recommendation"]
        verbose_name = "recommendation answered"
        verbose_name_plural = "recommendations answered"
        constraints = [
            once("action", "recommendation", name="action_recommendation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action} answers {self.recommendation}"
