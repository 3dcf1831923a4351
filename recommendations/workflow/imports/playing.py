"""The verbs that take one action to what its row of the file says; none where it is so
already, so that a second run leaves no trace. Used by writing.py."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.contrib.auth.models import User

from recommendations.choices import (
    ACTION_MOVES,
    CLAIMED_ACTIONS,
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
from recommendations.workflow import actions, records
from recommendations.workflow.errors import Refused
from recommendations.workflow.imports.matching import number_note
from recommendations.workflow.imports.sheet import SheetRow, squeezed
from recommendations.workflow.records import Linked

# The statuses that a new action of a file may have; the others need a check or a
# reason that no file holds.
_TAKEN = (*RUNNING_ACTIONS, ActionStatus.COMPLETE)


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

    def _revise(self) -> None:
        row, action = self.row, self.action
        fields: dict[str, object] = {}
        if row.action and row.action != squeezed(action.title):
            fields["title"] = row.action
        if row.start_on and row.start_on != action.start_on:
            fields["start_on"] = row.start_on
        links = []
        asked = self.wanted.recommendations
        if asked and set(asked) != set(action.recommendations.all()):
            targets: dict[Record, dict[str, object]] = {one: {} for one in asked}
            links = [Linked(ActionRecommendation, "action", "recommendation", targets)]
        if fields or links:
            records.revise(action, by=self.by, fields=fields, links=links)
            self.verbs.append("revise")

    def _reassign(self) -> None:
        owner = self.wanted.owner
        if owner is not None and owner.pk != self.action.owner_id:
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
            actions.reschedule(
                self.action, by=self.by, due_on=due_on, reason=self.source
            )
            self.verbs.append("reschedule")

    def _move(self) -> None:
        status = self.row.status
        if status == ActionStatus.IN_PROGRESS and (
            self.action.status == ActionStatus.NOT_STARTED
        ):
            actions.start(self.action, by=self.by)
            self.verbs.append("start")
        elif status == ActionStatus.COMPLETE and self.action.status in RUNNING_ACTIONS:
            note = self.row.update if self._says_news() else self.source
            actions.complete(self.action, by=self.by, note=note)
            self.verbs.append("complete")

    def _update(self) -> None:
        # A claim has just taken the words as its note.
        if "complete" not in self.verbs and self._says_news():
            rating = self.row.brag if self.row.brag != self.action.brag else ""
            actions.add_update(
                self.action,
                by=self.by,
                text=self.row.update,
                brag=rating,
                brag_reason=self.row.update if rating else "",
            )
            self.verbs.append("update")

    def _rate(self) -> None:
        # A check ends the rating, so that an older file does not bring it back.
        brag = self.row.brag
        if brag and brag != self.action.brag and self.action.status in OPEN_ACTIONS:
            actions.add_update(
                self.action,
                by=self.by,
                text=self.source,
                brag=brag,
                brag_reason=self.source,
            )
            self.verbs.append("update")

    def _says_news(self) -> bool:
        said = squeezed(self.row.update)
        texts = self.action.updates.all()
        return bool(said) and said not in {squeezed(one.text) for one in texts}


def check_status(action: ActionItem | None, status: ActionStatus | None) -> None:
    """Refuse what only a verb of its own may do, and name that verb."""
    if status is None:
        return
    if action is None:
        if status not in _TAKEN:
            verb = next(one.verb for one in ACTION_MOVES if one.target == status)
            raise Refused(
                f"A new action cannot come in as “{status.label}”. Bring it in as "
                f"“Complete”, then use the verb “{verb}”."
                if status != ActionStatus.CANCELLED
                else "A new action cannot come in as “Cancelled”. Leave it out, or "
                "bring it in and use the verb “cancel”."
            )
        return
    is_there = action.status == status or (
        status == ActionStatus.COMPLETE and action.status in CLAIMED_ACTIONS
    )
    if is_there or (action.status in RUNNING_ACTIONS and _leads_on(action, status)):
        return
    verb = next(
        (
            one.verb
            for one in ACTION_MOVES
            if action.status in one.sources and one.target == status
        ),
        "",
    )
    use = f"Use the verb “{verb}” for that" if verb else "No verb leads back to it"
    raise Refused(
        f"{action.reference} is “{action.get_status_display()}” and not "
        f"“{status.label}”. {use}, and leave the cell empty."
    )


def _leads_on(action: ActionItem, status: ActionStatus) -> bool:
    """To a status that a file may bring: on, not back."""
    return status in _TAKEN and status != ActionStatus.NOT_STARTED
