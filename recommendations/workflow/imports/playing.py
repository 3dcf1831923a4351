"""The steps that take one action to what its row of the file says; none where it is so
already, so that a second run leaves no trace. Used by writing.py, with a runner that
plays them or one that only looks ahead (runners.py)."""

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
from recommendations.workflow.imports.matching import number_note
from recommendations.workflow.imports.outcome import (
    CellChange,
    CellContent,
    RowOutcome,
    in_words,
)
from recommendations.workflow.imports.rows import PLAIN, SheetRow, squeezed
from recommendations.workflow.imports.runners import Runner


@dataclass
class ResolvedRow:
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
        self, plan: ActionPlan, resolved: ResolvedRow, runner: Runner, source: str
    ) -> None:
        self.plan = plan
        self.resolved = resolved
        self.row = resolved.row
        self.runner = runner
        self.source = source
        self.verbs: list[str] = []
        self.changes: list[CellChange] = []
        self.notes: list[str] = [resolved.note] if resolved.note else []

    def done(self) -> RowOutcome:
        return RowOutcome(
            self.row.number,
            self.action.reference,
            self.action.title,
            tuple(self.verbs),
            tuple(self.changes),
            " ".join(self.notes) if self.verbs else "",
        )

    def _note_change(self, column: str, was: CellContent, now: CellContent) -> None:
        words = in_words(was), in_words(now)
        if words[0] != words[1]:
            self.changes.append(CellChange(column, *words))

    def _note_consequences(self, consequences: Iterable[Consequence]) -> None:
        self.notes += [consequence.message for consequence in consequences]

    def steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """What to do, in order, each with the cell that asks for it."""
        if self.resolved.action is None:
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
        if self.resolved.action is None:
            raise LookupError("the first step makes the action")
        return self.resolved.action

    def _create(self) -> None:
        row = self.row
        if row.status in (ActionStatus.IN_PROGRESS, ActionStatus.COMPLETE) and (
            self.resolved.owner is None or row.due_on is None
        ):
            label = ActionStatus(row.status).label
            raise Refused(
                f"“{label}” needs a lead officer and a target date. Give both, or use "
                "“Not started”."
            )
        self.resolved.action = self.runner.create(
            self.plan,
            self.resolved.recommendations,
            title=row.action,
            detail=number_note(row.ref) if row.ref else "",
            owner=self.resolved.owner,
            due_on=row.due_on,
            **row.plain,
        )
        self.verbs.append("create")
        self._note_change("action", "", row.action)
        self._note_change(
            "recommendation", "", _references(self.resolved.recommendations)
        )
        self._note_change("lead", "", self.resolved.owner)
        for column, plain in PLAIN.items():
            self._note_change(column, "", row.plain[plain.field])
        self._note_change("due", "", row.due_on)

    def _revise(self) -> None:
        row, action = self.row, self.action
        fields: dict[str, object] = {}
        if row.action and row.action != squeezed(action.title):
            fields["title"] = row.action
            self._note_change("action", action.title, row.action)
        for column, plain in PLAIN.items():
            was, now = getattr(action, plain.field), row.plain[plain.field]
            if now is not None and now != was:
                fields[plain.field] = now
                self._note_change(column, was, now)
        recommendations = self.resolved.recommendations
        if set(recommendations) == set(action.recommendations.all()):
            recommendations = []
        if recommendations:
            was = _references(action.recommendations.all())
            self._note_change("recommendation", was, _references(recommendations))
        if fields or recommendations:
            self.runner.revise(action, fields, recommendations)
            self.verbs.append("revise")

    def _reassign(self) -> None:
        owner = self.resolved.owner
        if owner is not None and owner.pk != self.action.owner_id:
            self._note_change("lead", self.action.owner, owner)
            self.runner.reassign(self.action, owner)
            self.verbs.append("reassign")

    def _reschedule(self) -> None:
        due_on = self.row.due_on
        if self.row.is_ongoing and self.action.due_on is not None:
            raise Refused(
                f"{self.action.reference} has a target date. A file cannot remove it. "
                "Leave the cell empty to keep it."
            )
        if due_on is not None and due_on != self.action.due_on:
            self._note_change("due", self.action.due_on, due_on)
            self._note_consequences(
                of_date(self.action, due_on, on=timezone.localdate())
            )
            self.runner.reschedule(self.action, due_on)
            self.verbs.append("reschedule")

    def _move(self) -> None:
        status, was = self.row.status, self.action.get_status_display()
        if status == ActionStatus.IN_PROGRESS and (
            self.action.status == ActionStatus.NOT_STARTED
        ):
            self.runner.start(self.action)
            self.verbs.append("start")
        elif status == ActionStatus.COMPLETE and self.action.status in RUNNING_ACTIONS:
            self._claim()
        self._note_change("status", was, self.action.get_status_display())

    def _claim(self) -> None:
        news = self.row.update if self._has_news() else ""
        # A new action has no date asked for, and a move of the date has settled it.
        if not {"create", "reschedule"}.intersection(self.verbs):
            self._note_consequences(requests_that_fall_away(self.action))
        is_new = "create" in self.verbs
        self.runner.claim(
            self.action, news or self.source, self.row.completed_on, is_new=is_new
        )
        if is_new:
            self.notes.append("It will be marked “completed before the tracker”.")
        self.verbs.append("complete")
        self._note_change("update", "", news)
        if self.row.completed_on is None:
            self.notes.append(
                f"The completion date is today, {in_words(self.action.completed_on)}, "
                "because the file does not give one."
            )
        else:
            self._note_change("completed", "", self.row.completed_on)

    def _update(self) -> None:
        # A claim has just taken the words as its note.
        if "complete" not in self.verbs and self._has_news():
            self._note_change("update", "", self.row.update)
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
        self.runner.update(self.action, text, brag)
        self._note_change("BRAG", was, self.action.get_brag_display())
        self.verbs.append("updates")

    def _has_news(self) -> bool:
        news = squeezed(self.row.update)
        if "create" in self.verbs or not news:
            return bool(news)
        texts = self.action.updates.all()
        return news not in {squeezed(update.text) for update in texts}


def _references(recommendations: Iterable[Recommendation]) -> str:
    return "; ".join(
        sorted(recommendation.reference for recommendation in recommendations)
    )
