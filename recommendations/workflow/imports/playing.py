"""The verbs that take one action to what its row of the file says; none where it is so
already, so that a second run leaves no trace. Used by writing.py."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.contrib.auth.models import User

from recommendations.choices import (
    OPEN_ACTIONS,
    RUNNING_ACTIONS,
    ActionStatus,
)
from recommendations.models import (
    ActionItem,
    ActionPlan,
    ActionRecommendation,
    Agency,
    Owner,
    Recommendation,
)
from recommendations.models.trail import Record
from recommendations.workflow import actions, dates, records
from recommendations.workflow.errors import Refused
from recommendations.workflow.imports.matching import number_note
from recommendations.workflow.imports.outcome import CellChange, Done, Told, told
from recommendations.workflow.imports.rows import SheetRow, squeezed
from recommendations.workflow.records import Linked


@dataclass
class Wanted:
    """A row with the records that it means."""

    row: SheetRow
    action: ActionItem | None = None
    owner: Owner | None = None
    agency: Agency | None = None
    recommendations: list[Recommendation] = field(default_factory=list)


class RowPlayer:
    """The verbs that take an action to what its row says; none where it is so."""

    def __init__(self, plan: ActionPlan, wanted: Wanted, by: User, source: str) -> None:
        self.plan = plan
        self.wanted = wanted
        self.row = wanted.row
        self.by = by
        self.source = source
        self.verbs: list[str] = []
        self.changes: list[CellChange] = []
        self.note = ""

    def done(self) -> Done:
        return Done(
            self.row.number,
            self.action.reference,
            self.action.title,
            tuple(self.verbs),
            tuple(self.changes),
            self.note,
        )

    def _tell(self, column: str, was: Told, now: Told) -> None:
        said = told(was), told(now)
        if said[0] != said[1]:
            self.changes.append(CellChange(column, *said))

    def steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """What to do, in order, each with the cell that asks for it."""
        if self.wanted.action is None:
            yield "action", self._create
        else:
            yield "action", self._revise
            yield "lead", self._reassign
            yield "due", self._reschedule
        yield "status", self._move
        yield "update", self._update
        yield "BRAG", self._rate

    @property
    def action(self) -> ActionItem:
        if self.wanted.action is None:
            raise LookupError("the first step makes the action")
        return self.wanted.action

    def _create(self) -> None:
        row = self.row
        if row.status in (ActionStatus.IN_PROGRESS, ActionStatus.COMPLETE) and (
            self.wanted.owner is None or row.due_on is None
        ):
            label = ActionStatus(row.status).label
            raise Refused(
                f"“{label}” asks for a lead and a due date. Give both, or let it be "
                "“Not started”."
            )
        self.wanted.action = actions.create_action(
            self.plan,
            by=self.by,
            title=row.action,
            detail=number_note(row.ref) if row.ref else "",
            recommendations=self.wanted.recommendations,
            owner=self.wanted.owner,
            start_on=row.start_on,
            due_on=row.due_on,
        )
        self.verbs.append("create")
        self._tell("action", "", row.action)
        self._tell("recommendation", "", _references(self.wanted.recommendations))
        self._tell("lead", "", self.wanted.owner)
        self._tell("start", "", row.start_on)
        self._tell("due", "", row.due_on)

    def _revise(self) -> None:
        row, action = self.row, self.action
        fields: dict[str, object] = {}
        if row.action and row.action != squeezed(action.title):
            fields["title"] = row.action
            self._tell("action", action.title, row.action)
        if row.start_on and row.start_on != action.start_on:
            fields["start_on"] = row.start_on
            self._tell("start", action.start_on, row.start_on)
        links = []
        asked = self.wanted.recommendations
        if asked and set(asked) != set(action.recommendations.all()):
            targets: dict[Record, dict[str, object]] = {one: {} for one in asked}
            links = [Linked(ActionRecommendation, "action", "recommendation", targets)]
            was = _references(action.recommendations.all())
            self._tell("recommendation", was, _references(asked))
        if fields or links:
            records.revise(action, by=self.by, fields=fields, links=links)
            self.verbs.append("revise")

    def _reassign(self) -> None:
        owner = self.wanted.owner
        if owner is not None and owner.pk != self.action.owner_id:
            self._tell("lead", self.action.owner, owner)
            actions.reassign(self.action, by=self.by, owner=owner, reason=self.source)
            self.verbs.append("reassign")

    def _reschedule(self) -> None:
        due_on = self.row.due_on
        if self.row.is_ongoing and self.action.due_on is not None:
            raise Refused(
                f"{self.action.reference} has a due date, which a file does not take "
                "away. Leave the cell empty to keep it."
            )
        if due_on is not None and due_on != self.action.due_on:
            self._tell("due", self.action.due_on, due_on)
            dates.reschedule(self.action, by=self.by, due_on=due_on, reason=self.source)
            self.verbs.append("reschedule")

    def _move(self) -> None:
        status, was = self.row.status, self.action.get_status_display()
        if status == ActionStatus.IN_PROGRESS and (
            self.action.status == ActionStatus.NOT_STARTED
        ):
            actions.start(self.action, by=self.by)
            self.verbs.append("start")
        elif status == ActionStatus.COMPLETE and self.action.status in RUNNING_ACTIONS:
            self._claim()
        self._tell("status", was, self.action.get_status_display())

    def _claim(self) -> None:
        news = self.row.update if self._says_news() else ""
        actions.complete(
            self.action,
            by=self.by,
            note=news or self.source,
            # No file holds evidence: what a gate asks for is let pass, and shown.
            override_reason=self.source,
            completed_on=self.row.completed_on,
        )
        self.verbs.append("complete")
        self._tell("update", "", news)
        if self.row.completed_on is None:
            self.note = (
                f"The claim is dated today, {told(self.action.completed_on)}: the "
                "file does not say when it was completed."
            )
        else:
            self._tell("completed", "", self.row.completed_on)

    def _update(self) -> None:
        # A claim has just taken the words as its note.
        if "complete" not in self.verbs and self._says_news():
            rating = self.row.brag if self.row.brag != self.action.brag else ""
            self._tell("update", "", self.row.update)
            self._rated(self.row.update, rating)

    def _rate(self) -> None:
        # A check ends the rating, so that an older file does not bring it back.
        brag = self.row.brag
        if brag and brag != self.action.brag and self.action.status in OPEN_ACTIONS:
            self._rated(self.source, brag)

    def _rated(self, text: str, brag: str) -> None:
        was = self.action.get_brag_display()
        actions.add_update(
            self.action,
            by=self.by,
            text=text,
            brag=brag,
            brag_reason=text if brag else "",
        )
        self._tell("BRAG", was, self.action.get_brag_display())
        self.verbs.append("update")

    def _says_news(self) -> bool:
        said = squeezed(self.row.update)
        texts = self.action.updates.all()
        return bool(said) and said not in {squeezed(one.text) for one in texts}


def _references(recommendations: Iterable[Recommendation]) -> str:
    return "; ".join(sorted(one.reference for one in recommendations))
