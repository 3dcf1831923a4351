"""The status that a row's status word, completion date and rating tell together, and
which contradicts another. Pure; used by writing.py before anything is played."""

from collections.abc import Mapping
from datetime import date

from recommendations.choices import ActionStatus, Brag
from recommendations.workflow.imports.outcome import in_words
from recommendations.workflow.imports.rows import SheetRow

_DONE = frozenset({ActionStatus.COMPLETE, ActionStatus.VERIFIED, ActionStatus.EMBEDDED})
_MEANS = {
    Brag.BLUE: "that it is done",
    Brag.RED: "that it is late or off course",
    Brag.AMBER: "that it is at risk",
    Brag.GREY: "that it has not started",
}
# Green may stand with all: many plans have no blue for what is done.
_CONTRADICTS = {
    ActionStatus.NOT_STARTED: frozenset({Brag.BLUE}),
    ActionStatus.IN_PROGRESS: frozenset({Brag.BLUE, Brag.GREY}),
    **{done: frozenset({Brag.RED, Brag.AMBER, Brag.GREY}) for done in _DONE},
}


class Contradiction(Exception):
    """Two cells of a row cannot both be so. `column` is the one to look at first; the
    message names the other, and what each says."""

    def __init__(self, column: str, message: str):
        super().__init__(message)
        self.column = column


def implied_status(
    row: SheetRow, headings: Mapping[str, str], *, on: date
) -> ActionStatus | None:
    """The status that the row tells, if any; `headings` are the file's own names of
    the columns. Raises Contradiction."""
    if row.completed_on is not None:
        if row.completed_on > on:
            day = in_words(row.completed_on)
            raise Contradiction("completed", f"{day} is in the future.")
        if row.status is not None and row.status not in _DONE:
            raise _between(row, headings, "completed", "that it was done", "status")
    status = row.status
    if status is None and (row.completed_on or row.brag == Brag.BLUE):
        status = ActionStatus.COMPLETE
    if status and row.brag and Brag(row.brag) in _CONTRADICTS.get(status, ()):
        contradicted = "status" if row.status else "completed"
        raise _between(row, headings, "BRAG", _MEANS[Brag(row.brag)], contradicted)
    return status


def status_column(row: SheetRow) -> str:
    """The column from which the status of a row is known."""
    if row.status_words.get("status"):
        return "status"
    return "completed" if row.completed_on else "BRAG"


def _between(
    row: SheetRow, headings: Mapping[str, str], column: str, means: str, other: str
) -> Contradiction:
    name = headings.get(other, other)
    return Contradiction(
        column,
        f"“{row.status_words[column]}” means {means}, but “{name}” says "
        f"“{row.status_words[other]}”. Change one of them.",
    )
