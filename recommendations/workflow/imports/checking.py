"""What a file may say of an action's status and of the day of a claim. Used by
writing.py before anything is played."""

from datetime import date

from recommendations.choices import (
    CLAIMED_ACTIONS,
    RUNNING_ACTIONS,
    ActionStatus,
)
from recommendations.models import ActionItem
from recommendations.workflow.declarations import moves_of
from recommendations.workflow.errors import Refused
from recommendations.workflow.imports.outcome import in_words

# The statuses that a new action of a file may have; the others need a check or a
# reason that no file holds.
_ACCEPTED = (*RUNNING_ACTIONS, ActionStatus.COMPLETE)


def check_claim(action: ActionItem | None, day: date | None) -> None:
    """The day of a claim comes in with the claim, and no file changes it later."""
    if day is None or action is None or action.completed_on in (None, day):
        return
    raise Refused(
        f"{action.reference} was submitted as complete on "
        f"{in_words(action.completed_on)}. A file cannot change that date. Leave the "
        "cell empty to keep it."
    )


def check_status(action: ActionItem | None, status: ActionStatus | None) -> None:
    """Refuse what only a verb of its own may do, and name that verb."""
    if status is None:
        return
    if action is None:
        if status not in _ACCEPTED:
            verb = next(
                move.label for move in moves_of(ActionItem) if move.to == status
            )
            raise Refused(
                f"A new action cannot be imported as “{status.label}”. Import it as "
                f"“Complete”, then choose “{verb}”."
                if status != ActionStatus.CANCELLED
                else "A new action cannot be imported as “Cancelled”. Leave it out, or "
                f"import it and then choose “{verb}”."
            )
        return
    is_reached = action.status == status or (
        status == ActionStatus.COMPLETE and action.status in CLAIMED_ACTIONS
    )
    if is_reached or (action.status in RUNNING_ACTIONS and _leads_on(action, status)):
        return
    verb = next(
        (
            move.label
            for move in moves_of(ActionItem)
            if action.status in move.sources and move.to == status
        ),
        "",
    )
    use = f"Choose “{verb}” to change it" if verb else "It cannot go back to that"
    raise Refused(
        f"{action.reference} is “{action.get_status_display()}” and not "
        f"“{status.label}”. {use}. Leave the cell empty."
    )


def _leads_on(action: ActionItem, status: ActionStatus) -> bool:
    """To a status that a file may bring: on, not back."""
    return status in _ACCEPTED and status != ActionStatus.NOT_STARTED
