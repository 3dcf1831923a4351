"""The lists that stand below the facts on a record's page, and on the index. Each is a
template and the rows it shows, already in the person's scope."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from recommendations.admin.parts.buttons import Button, one_click
from recommendations.admin.parts.display import (
    brag_badge,
    brag_told,
    due_told,
    held,
    lateness_told,
    printed_date,
)
from recommendations.choices import Precision
from recommendations.models import (
    ActionItem,
    ActionPlan,
    Citation,
    Inspection,
    ProgressUpdate,
    Recommendation,
)
from recommendations.models.actions import ActionItemQuerySet
from recommendations.models.keys import InOrder
from recommendations.models.rules import Last

MOST_ROWS = 100


@dataclass(frozen=True)
class Section:
    """A headed list: `template` in admin/parts shows `rows`, or `empty` says why none.
    `more` is where all rows are listed when only the first are shown here."""

    title: str
    template: str
    rows: list[Any]
    empty: str = "None recorded."
    more: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"admin/parts/{self.template}.html"


@dataclass(frozen=True)
class ActionRow:
    """`rating` is in the words of the plan's legend. `buttons`: the verbs that are one
    click away, where the table offers any."""

    action: ActionItem
    due: str
    late: str
    rating: str
    buttons: Sequence[Button] = ()


@dataclass(frozen=True)
class InspectionRow:
    inspection: Inspection
    held: str
    published: str


def list_url(model: str, **filters: str) -> str:
    return reverse(f"admin:recommendations_{model}_changelist", query=filters or None)


def action_rows(actions: ActionItemQuerySet, *, on: date, most: int) -> list[ActionRow]:
    """The first `most` by due date, with what their table shows."""
    shown = (
        actions.with_brag(on=on)
        .select_related("owner__agency", "plan")
        .order_by(Last("due_on"), "pk")[:most]
    )
    return [
        ActionRow(one, due_told(one), lateness_told(one, on=on), brag_told(one))
        for one in shown
    ]


@dataclass(frozen=True)
class UpdateRow:
    update: ProgressUpdate
    rating: str


def update_rows(action: ActionItem) -> list[UpdateRow]:
    return [
        UpdateRow(update, brag_badge(update.brag, action.plan))
        for update in action.updates.select_related("author")
    ]


def own_rows(user: Any, *, on: date, most: int) -> list[ActionRow]:
    """The person's own open actions, each with what they do most one click away."""
    own = ActionItem.objects.visible_to(user).open().carried_by(user)
    rows = action_rows(own.prefetch_related("agency_parts"), on=on, most=most)
    offered = one_click([row.action for row in rows], user)
    return [replace(row, buttons=offered[row.action.pk]) for row in rows]


def actions_section(
    title: str, actions: ActionItemQuerySet, *, on: date, more: str = ""
) -> Section:
    return Section(
        title,
        "actions",
        action_rows(actions, on=on, most=MOST_ROWS),
        empty="No action that you may see.",
        more=more,
    )


def cited() -> Prefetch:
    return Prefetch("citations", queryset=Citation.objects.select_related("document"))


def citations_section(citations: Iterable[Citation]) -> Section:
    return Section("Sources", "citations", list(citations))


def inspection_rows(
    inspections: QuerySet[Inspection], *, most: int = MOST_ROWS
) -> list[InspectionRow]:
    """Latest first, whether known by its publication or its start."""
    latest = Coalesce("published_on", "start_on").desc(nulls_last=True)
    shown = inspections.select_related("framework", "authority")
    return [
        InspectionRow(
            inspection,
            held=held(inspection),
            published=printed_date(
                inspection.published_on, inspection.published_precision or Precision.DAY
            ),
        )
        for inspection in shown.order_by(latest, "pk")[:most]
    ]


def inspections_section(inspections: QuerySet[Inspection]) -> Section:
    return Section("Inspections", "inspections", inspection_rows(inspections))


def plans_section(title: str, plans: QuerySet[ActionPlan]) -> Section:
    return Section(
        title,
        "plans",
        list(plans.order_by(InOrder("reference"))[:MOST_ROWS]),
        empty="No plan that you may see.",
    )


def recommendations_section(
    title: str, rows: QuerySet[Recommendation], *, more: str = ""
) -> Section:
    shown = rows.select_related("inspection").prefetch_related(cited())
    latest = F("inspection__start_on").desc(nulls_last=True)
    ordered = shown.order_by(latest, "addressee", "position")
    return Section(title, "recommendations", list(ordered[:MOST_ROWS]), more=more)
