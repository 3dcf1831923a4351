"""The steps that take one action to what its row of the file says; none where it is so
already, so that a second run leaves no trace. Used by writing.py, with a doer that
plays them or one that only foresees (doing.py)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.utils import timezone

from recommendations.choices import RUNNING_ACTIONS, ActionStatus
from recommendations.models import (
    ActionItem,
    ActionPlan,
    Agency,
    Owner,
    Recommendation,
)
from recommendations.workflow.consequences import of_date, requests_that_fall_away
from recommendations.workflow.errors import Consequence, Refused
from recommendations.workflow.imports.doing import Doer
from recommendations.workflow.imports.matching import number_note
from recommendations.workflow.imports.outcome import CellChange, Done, Told, told
from recommendations.workflow.imports.rows import PLAIN, SheetRow, squeezed


@dataclass
class Wanted:
    """A row with the records that it means, and what to tell of how it was read."""

    row: SheetRow
    action: ActionItem | None = None
    owner: Owner | None = None
    agency: Agency | None = None
    recommendations: list[Recommendation] = field(default_factory=list)
    note: str = ""


class RowPlayer:
    """The verbs that take an action to what its row says; none where it is so."""

    def __init__(
        self, plan: ActionPlan, wanted: Wanted, doer: Doer, source: str
    ) -> None:
        self.plan = plan
        self.wanted = wanted
        self.row = wanted.row
        self.doer = doer
        self.source = source
        self.verbs: list[str] = []
        self.changes: list[CellChange] = []
        self.notes: list[str] = [wanted.note] if wanted.note else []

    def done(self) -> Done:
        return Done(
            self.row.number,
            self.action.reference,
            self.action.title,
            tuple(self.verbs),
            tuple(self.changes),
            " ".join(self.notes) if self.verbs else "",
        )

    def _tell(self, column: str, was: Told, now: Told) -> None:
        said = told(was), told(now)
        if said[0] != said[1]:
            self.changes.append(CellChange(column, *said))

    def _foresee(self, consequences: Iterable[Consequence]) -> None:
        self.notes += [one.message for one in consequences]

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
        self.wanted.action = self.doer.create(
            self.plan,
            self.wanted.recommendations,
            title=row.action,
            detail=number_note(row.ref) if row.ref else "",
            owner=self.wanted.owner,
            due_on=row.due_on,
            **row.plain,
        )
        self.verbs.append("create")
        self._tell("action", "", row.action)
        self._tell("recommendation", "", _references(self.wanted.recommendations))
        self._tell("lead", "", self.wanted.owner)
        for column, one in PLAIN.items():
            self._tell(column, "", row.plain[one.field])
        self._tell("due", "", row.due_on)

    def _revise(self) -> None:
        row, action = self.row, self.action
        fields: dict[str, object] = {}
        if row.action and row.action != squeezed(action.title):
            fields["title"] = row.action
            self._tell("action", action.title, row.action)
        for column, one in PLAIN.items():
            was, now = getattr(action, one.field), row.plain[one.field]
            if now is not None and now != was:
                fields[one.field] = now
                self._tell(column, was, now)
        asked = self.wanted.recommendations
        if set(asked) == set(action.recommendations.all()):
            asked = []
        if asked:
            was = _references(action.recommendations.all())
            self._tell("recommendation", was, _references(asked))
        if fields or asked:
            self.doer.revise(action, fields, asked)
            self.verbs.append("revise")

    def _reassign(self) -> None:
        owner = self.wanted.owner
        if owner is not None and owner.pk != self.action.owner_id:
            self._tell("lead", self.action.owner, owner)
            self.doer.reassign(self.action, owner)
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
            self._foresee(of_date(self.action, due_on, on=timezone.localdate()))
            self.doer.reschedule(self.action, due_on)
            self.verbs.append("reschedule")

    def _move(self) -> None:
        status, was = self.row.status, self.action.get_status_display()
        if status == ActionStatus.IN_PROGRESS and (
            self.action.status == ActionStatus.NOT_STARTED
        ):
            self.doer.start(self.action)
            self.verbs.append("start")
        elif status == ActionStatus.COMPLETE and self.action.status in RUNNING_ACTIONS:
            self._claim()
        self._tell("status", was, self.action.get_status_display())

    def _claim(self) -> None:
        news = self.row.update if self._says_news() else ""
        # A new action has no date asked for, and a move of the date has settled it.
        if not {"create", "reschedule"}.intersection(self.verbs):
            self._foresee(requests_that_fall_away(self.action))
        is_new = "create" in self.verbs
        self.doer.claim(
            self.action, news or self.source, self.row.completed_on, is_new=is_new
        )
        if is_new:
            self.notes.append("It is marked “completed before the tracker”.")
        self.verbs.append("complete")
        self._tell("update", "", news)
        if self.row.completed_on is None:
            self.notes.append(
                f"The claim is dated today, {told(self.action.completed_on)}: the "
                "file does not say when it was completed."
            )
        else:
            self._tell("completed", "", self.row.completed_on)

    def _update(self) -> None:
        # A claim has just taken the words as its note.
        if "complete" not in self.verbs and self._says_news():
            self._tell("update", "", self.row.update)
            self._rated(self.row.update, self._rating())

    def _rate(self) -> None:
        if brag := self._rating():
            self._rated(self.source, brag)

    def _rating(self) -> str:
        """The rating, where it is another. A claim ends it, so that neither the file
        that brings the claim nor an older one brings it back."""
        brag = self.row.brag
        is_rated = self.action.status in RUNNING_ACTIONS
        return brag if is_rated and brag != self.action.brag else ""

    def _rated(self, text: str, brag: str) -> None:
        was = self.action.get_brag_display()
        self.doer.update(self.action, text, brag)
        self._tell("BRAG", was, self.action.get_brag_display())
        self.verbs.append("updates")

    def _says_news(self) -> bool:
        said = squeezed(self.row.update)
        if "create" in self.verbs or not said:
            return bool(said)
        texts = self.action.updates.all()
        return said not in {squeezed(one.text) for one in texts}


def _references(recommendations: Iterable[Recommendation]) -> str:
    return "; ".join(sorted(one.reference for one in recommendations))
