"""What the move table says about one action and one person: which verbs are open to
them and what is missing. Read by the verbs themselves, REST and admin."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User

from recommendations.choices import ACTION_MOVES, ActionStatus, Move, Role
from recommendations.models import ActionItem
from recommendations.models.scope import roles_in
from recommendations.models.trail import Caller
from recommendations.workflow.errors import IllegalMove, NotAllowed, Unmet

MOVES = {move.verb: move for move in ACTION_MOVES}

# What each code in `missing` means, in words for people.
MISSING = {
    "owner": "an owner",
    "due_on": "a due date",
    "note": "a note on what was done",
    "reason": "a reason",
    "independent_checker": "somebody other than the owner, their deputy or the "
    "person who made the claim",
}


@dataclass(frozen=True)
class OpenMove:
    """A verb that leads on from the action's status. `missing` holds codes of what
    stands in the way whatever is typed in; `asks` what the verb's form asks for."""

    verb: str
    label: str
    to: str
    allowed: bool
    missing: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)


def open_moves(action: ActionItem, *, by: Caller) -> list[OpenMove]:
    """The moves that lead on from the status, and whether `by` may make them."""
    roles = roles_in(by, action.authority_id)
    carries = carries_action(action, by)
    return [
        OpenMove(
            verb=move.verb,
            label=move.label,
            to=move.target,
            allowed=_holds(move.roles, roles, carries),
            missing=_missing(move, action, by),
            asks=list(move.asks),
        )
        for move in ACTION_MOVES
        if action.status in move.sources
    ]


def require_move(action: ActionItem, verb: str, *, by: User, **given: Any) -> Move:
    """The move; raises NotAllowed, IllegalMove or Unmet, in this order."""
    move = MOVES[verb]
    require_role(action, by, *move.roles)
    if action.status not in move.sources:
        allowed = [m.verb for m in ACTION_MOVES if action.status in m.sources]
        label = ActionStatus(action.status).label.lower()
        raise IllegalMove(
            f"{action.reference} is {label}: “{verb}” does not lead on from there.",
            status=action.status,
            verb=verb,
            allowed=allowed,
        )
    missing = _missing(move, action, by)
    missing += [ask for ask in move.asks if not str(given.get(ask) or "").strip()]
    if missing:
        words = ", ".join(MISSING[code] for code in missing)
        raise Unmet(
            f"{action.reference} cannot take “{verb}” yet. It needs {words}.",
            missing=missing,
        )
    return move


def require_role(action: ActionItem, by: User, *roles: str) -> None:
    """Managers and verifiers by role; owners only on actions that they carry."""
    held = roles_in(by, action.authority_id)
    if not _holds(roles, held, carries_action(action, by)):
        raise NotAllowed(f"Your role does not let you do this to {action.reference}.")


def carries_action(action: ActionItem, by: Caller) -> bool:
    """Whether the person signs in as the action's owner, or as the owner's deputy."""
    owner = action.owner
    if owner is None or by.pk is None:
        return False
    return by.pk == owner.user_id or (
        owner.deputy is not None and by.pk == owner.deputy.user_id
    )


def _holds(wanted: tuple[str, ...], held: frozenset[str], carries: bool) -> bool:
    return any(role in held and (role != Role.OWNER or carries) for role in wanted)


def _missing(move: Move, action: ActionItem, by: Caller) -> list[str]:
    missing = []
    if move.target != ActionStatus.CANCELLED:
        if action.owner_id is None:
            missing.append("owner")
        if action.due_on is None:
            missing.append("due_on")
    if move.verb == "verify" and (
        carries_action(action, by) or by.pk == action.completed_by_id
    ):
        missing.append("independent_checker")
    return missing
