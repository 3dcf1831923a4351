"""What the move tables say about one record and one person: which verbs are open to
them and what is missing. Read by the verbs themselves, REST and admin."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from recommendations.choices import (
    ACTION_MOVES,
    ACTION_VERBS,
    DONE_ACTIONS,
    INSPECTION_MOVES,
    PLAN_MOVES,
    RECOMMENDATION_MOVES,
    ActionStatus,
    Move,
    Role,
)
from recommendations.models import (
    ActionItem,
    ActionPlan,
    Agency,
    AuthorityAgency,
    Inspection,
    Recommendation,
)
from recommendations.models.scope import roles_in
from recommendations.models.trail import Caller, Record
from recommendations.workflow.errors import IllegalMove, NotAllowed, Unmet

Movable = ActionItem | ActionPlan | Inspection | Recommendation

# What each code in `missing` means, in words for people.
MISSING = {
    "owner": "an owner",
    "due_on": "a due date",
    "note": "a note on what was done",
    "text": "a word on what happened",
    "reason": "a reason",
    "response": "a response",
    "recheck_on": "a date on which to check again",
    "actions_done": "at least one action, and every action checked or embedded",
    "independent_checker": "somebody other than the owner, their deputy or the "
    "person who made the claim",
    "independent_signatory": "somebody who carries none of its actions",
}


@dataclass(frozen=True)
class OpenMove:
    """A verb that leads on from the record's status. `missing` holds codes of what
    stands in the way whatever is typed in; `asks` what the verb's form asks for."""

    verb: str
    label: str
    to: str
    allowed: bool
    missing: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)


def open_moves(record: Movable, *, by: Caller) -> list[OpenMove]:
    """The moves that lead on from the status, and whether `by` may make them."""
    held = roles_on(record, by)
    carries = carries_action(record, by)
    return [
        OpenMove(
            verb=move.verb,
            label=move.label,
            to=move.target,
            allowed=_holds(move.roles, held, carries),
            missing=_missing(move, record, by),
            asks=list(move.asks),
        )
        for move in moves_of(record)
        if record.status in move.sources
    ]


def require_move(record: Movable, verb: str, *, by: Caller, **given: Any) -> Move:
    """The move; raises NotAllowed, IllegalMove or Unmet, in this order."""
    require_role(record, verb, by=by)
    move = next(move for move in moves_of(record) if move.verb == verb)
    if record.status not in move.sources:
        raise illegal(record, verb)
    missing = _missing(move, record, by)
    missing += [ask for ask in move.asks if not str(given.get(ask) or "").strip()]
    if missing:
        raise unmet(record, verb, missing)
    return move


def require_role(record: Record, verb: str, *, by: Caller) -> None:
    """Managers and verifiers by role; owners only on actions that they carry. What no
    table names is for managers of every authority that the record belongs to."""
    if isinstance(record, ActionItem):
        roles = ACTION_VERBS[verb]
    else:
        moves = _TABLES.get(type(record), ())
        roles = next((m.roles for m in moves if m.verb == verb), (Role.MANAGER,))
    if not _holds(roles, roles_on(record, by), carries_action(record, by)):
        raise NotAllowed(f"Your role does not let you do this to {record}.")


def roles_on(record: Any, by: Caller) -> frozenset[str]:
    """The person's roles that reach a record: those in its whole authority, for an
    action also those in an agency of its, and for an agency those that they hold in
    every authority in which it works. An authority is its own."""
    if isinstance(record, ActionItem):
        return roles_in(by, record.authority_id, agencies=record.agency_ids())
    if isinstance(record, Agency):
        works = AuthorityAgency.objects.filter(agency=record)
        held = [roles_in(by, key) for key in works.values_list("authority", flat=True)]
        return frozenset.intersection(*held) if held else frozenset()
    return roles_in(by, getattr(record, "authority_id", record.pk))


def require_manager(authority_id: Any, *, by: Caller) -> None:
    if Role.MANAGER not in roles_in(by, authority_id):
        raise NotAllowed("Only an improvement manager of the authority may do this.")


def carries_action(record: Record, by: Caller) -> bool:
    """Whether the person signs in as the action's owner, or as the owner's deputy."""
    if not isinstance(record, ActionItem) or record.owner is None or by.pk is None:
        return False
    deputy = record.owner.deputy
    return by.pk == record.owner.user_id or (
        deputy is not None and by.pk == deputy.user_id
    )


def moves_of(record: Movable) -> tuple[Move, ...]:
    """The move table of the record's kind."""
    return _TABLES[type(record)]


def illegal(record: Movable, verb: str) -> IllegalMove:
    allowed = [move.verb for move in moves_of(record) if record.status in move.sources]
    label = record.get_status_display().lower()
    return IllegalMove(
        f"{record.reference} is {label}: “{verb}” does not lead on from there.",
        status=record.status,
        verb=verb,
        allowed=allowed,
    )


def unmet(record: Movable, verb: str, missing: list[str]) -> Unmet:
    words = ", ".join(MISSING[code] for code in missing)
    message = f"{record.reference} cannot take “{verb}” yet. It needs {words}."
    return Unmet(message, missing=missing)


def _holds(wanted: tuple[str, ...], held: frozenset[str], carries: bool) -> bool:
    return any(role in held and (role != Role.OWNER or carries) for role in wanted)


def _missing(move: Move, record: Movable, by: Caller) -> list[str]:
    gate = _GATES.get(type(record))
    return gate(move, record, by) if gate else []


def _missing_of_action(move: Move, action: ActionItem, by: Caller) -> list[str]:
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


def _missing_of_recommendation(
    move: Move, recommendation: Recommendation, by: Caller
) -> list[str]:
    actions = ActionItem.objects.current().filter(recommendations=recommendation)
    if move.verb == "deliver":
        live = actions.exclude(status=ActionStatus.CANCELLED)
        if not live.exists() or live.exclude(status__in=DONE_ACTIONS).exists():
            return ["actions_done"]
    if move.verb == "close" and actions.carried_by(by).exists():
        return ["independent_signatory"]
    return []


_TABLES: dict[type[Any], tuple[Move, ...]] = {
    ActionItem: ACTION_MOVES,
    ActionPlan: PLAN_MOVES,
    Inspection: INSPECTION_MOVES,
    Recommendation: RECOMMENDATION_MOVES,
}
_GATES: dict[type[Any], Callable[[Move, Any, Caller], list[str]]] = {
    ActionItem: _missing_of_action,
    Recommendation: _missing_of_recommendation,
}
