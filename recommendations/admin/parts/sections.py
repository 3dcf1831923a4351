"""The lists that stand below the facts on a record's page, and on the index. Each is a
template and the rows it shows, already in the person's scope."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import F, IntegerField, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from recommendations.admin.parts.buttons import Button, one_click
from recommendations.admin.parts.display import (
    brag_badge,
    brag_words,
    due_words,
    held,
    lateness_words,
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
from recommendations.reports.figures import Figure

MOST_ROWS = 100


@dataclass(frozen=True)
class Section:
    """A headed list: `template` in admin/parts shows `rows`, or `empty` says why none.
    Of a list that is cut short `of_all` counts all rows, and `more` lists them."""

    title: str
    template: str
    rows: list[Any]
    empty: str = "None recorded."
    more: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
    of_all: int | None = None

    @property
    def count(self) -> int:
        return len(self.rows) if self.of_all is None else self.of_all

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


def figure_url(figure: Figure, **filters: str) -> str:
    """The list of what the figure counts, narrowed further."""
    model = str(figure.model._meta.model_name)
    return list_url(model, **figure.admin, **filters)


class _Number(Subquery):
    """How many rows a query has, asked beside each row of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def _cut(
    title: str,
    template: str,
    rows: QuerySet[Any],
    to_row: Callable[[Any], Any] = lambda row: row,
    **options: Any,
) -> Section:
    """The first hundred, and how many there are in all, in one query."""
    number = _Number(rows.order_by().values("pk"))
    shown = list(rows.annotate(of_all=number)[:MOST_ROWS])
    of_all = shown[0].of_all if shown else 0
    return Section(title, template, list(map(to_row, shown)), of_all=of_all, **options)


def _by_due_date(actions: ActionItemQuerySet, on: date) -> ActionItemQuerySet:
    """With what their table shows."""
    shown = actions.with_brag(on=on).select_related("owner__agency", "plan")
    return shown.order_by(Last("due_on"), "pk")


def _action_row(action: ActionItem, on: date) -> ActionRow:
    return ActionRow(
        action, due_words(action), lateness_words(action, on=on), brag_words(action)
    )


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
    shown = _by_due_date(own.with_parts(), on)[:most]
    rows = [_action_row(action, on) for action in shown]
    offered = one_click([row.action for row in rows], user)
    return [replace(row, buttons=offered[row.action.pk]) for row in rows]


def actions_section(
    title: str, actions: ActionItemQuerySet, *, on: date, more: str = ""
) -> Section:
    return _cut(
        title,
        "actions",
        _by_due_date(actions, on),
        lambda action: _action_row(action, on),
        empty="No actions that you can see.",
        more=more,
    )


def cited() -> Prefetch:
    return Prefetch("citations", queryset=Citation.objects.select_related("document"))


def citations_section(citations: Iterable[Citation]) -> Section:
    return Section("Sources", "citations", list(citations))


def _latest_first(inspections: QuerySet[Inspection]) -> QuerySet[Inspection]:
    """Whether known by its publication or its start."""
    latest = Coalesce("published_on", "start_on").desc(nulls_last=True)
    shown = inspections.select_related("framework", "authority")
    return shown.order_by(latest, "pk")


def _inspection_row(inspection: Inspection) -> InspectionRow:
    precision = inspection.published_precision or Precision.DAY
    published = printed_date(inspection.published_on, precision)
    return InspectionRow(inspection, held(inspection), published)


def inspection_rows(
    inspections: QuerySet[Inspection], *, most: int
) -> list[InspectionRow]:
    return [
        _inspection_row(inspection) for inspection in _latest_first(inspections)[:most]
    ]


def inspections_section(inspections: QuerySet[Inspection]) -> Section:
    shown = _latest_first(inspections)
    return _cut("Inspections", "inspections", shown, _inspection_row)


def plans_section(title: str, plans: QuerySet[ActionPlan]) -> Section:
    shown = plans.order_by(InOrder("reference"))
    return _cut(title, "plans", shown, empty="No plans that you can see.")


def recommendations_section(
    title: str, rows: QuerySet[Recommendation], *, more: str = ""
) -> Section:
    shown = rows.select_related("inspection").prefetch_related(cited())
    latest = F("inspection__start_on").desc(nulls_last=True)
    ordered = shown.order_by(latest, "addressee", "position")
    return _cut(title, "recommendations", ordered, more=more)
