"""What the declarations of several records share: fields, and the verbs that many
have."""

from collections.abc import Callable
from typing import Any

from recommendations.workflow import undo
from recommendations.workflow.declarations import (
    MANAGER,
    Flag,
    Verb,
    Words,
    verb_label,
)
from recommendations.workflow.moves import OVERRIDE as OVERRIDE_REASON
from recommendations.workflow.records import revise

REASON = Words("reason", "Reason", needed=True, lack="a reason")
NOTE = Words("note", "Note")
MESSAGE = Words("message", "Message to the person who asked")
# Lets pass what a gate asks for. A page asks for it only where one is in the way.
OVERRIDE = Words(OVERRIDE_REASON, "Reason for going ahead without it")
GO_AHEAD = Flag("confirm", "Go ahead with what `confirmation_needed` listed.")


def revising(**options: Any) -> Verb:
    """Changes the words of a record: which, workflow/revising.py says."""
    return Verb(
        "revise", "Edit", "changed", button="Save", **{"play": revise, **options}
    )


def archiving(play: Callable[..., Any], **options: Any) -> Verb:
    return Verb(
        "archive", "Archive", "archived", takes=(REASON,), play=play,
        effect="Is removed from lists and figures, and kept in the archive",
        is_aside=True, **options,
    )


def undoing(*roles: str) -> Verb:
    """Whoever may play a verb that can be taken back may take back their own."""
    return Verb(
        "undo", "Undo", "put back as it was", roles=roles or (MANAGER,),
        play=undo.undo, bar=undo.bar_to_undo, says=_undo_summary,
    )


def _undo_summary(records: Any) -> str:
    last = records[0].history.order_by("-history_date", "-history_id").first()
    if last is None:
        return ""
    label = verb_label(type(records[0]), last.verb)
    return (
        f"This undoes “{label}”. The history keeps both entries, and everybody can "
        "read them."
    )
