"""What the move tables say about one record and one person: which verbs are open to
them and what is missing. Read by the verbs themselves, REST and admin."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from recommendations.choices import (
    ACTION_MOVES,
    ACTION_VERBS,
    DONE_ACTIONS,
    DRAFT_MOVES,
    INSPECTION_MOVES,
    OPEN_ACTIONS,
    PLAN_MOVES,
    RECOMMENDATION_MOVES,
    RUNNING_ACTIONS,
    VERB_LABELS,
    ActionStatus,
    Move,
    Role,
)
from recommendations.models import (
    ActionItem,
    ActionPlan,
    Agency,
    AuthorityAgency,
    Draft,
    Inspection,
    Recommendation,
)
from recommendations.models.archiving import is_archived
from recommendations.models.standing import Standing
from recommendations.models.trail import Caller, Record
from recommendations.models.words import is_visible
from recommendations.workflow.errors import (
    Archived,
    IllegalMove,
    NotAllowed,
    Refused,
    Unmet,
)
from recommendations.workflow.gates import (
    MISSING,
    WAIVABLE,
    closes_on_claim,
    missing_for,
)

Movable = ActionItem | ActionPlan | Draft | Inspection | Recommendation
# Verbs that are open to a record whatever its status.
ANY_STATUS = frozenset({"revise", "archive", "evidence", "undo"})
# An action takes other verbs while it is open, but for these. The clock has stopped at
# the claim: an owner who claims late does not ask for a later date afterwards.
_STATUSES: dict[str, tuple[str, ...]] = {
    "impact-check": DONE_ACTIONS,
    "request-date": RUNNING_ACTIONS,
}


@dataclass(frozen=True)
class OpenMove:
    """A verb that leads on from the record's status. `missing` holds codes of what
    stands in the way whatever is typed in; `waivable` those that this person may let
    pass with a reason; `asks` what the verb's form asks for."""

    verb: str
    label: str
    to: str
    allowed: bool
    missing: list[str] = field(default_factory=list)
    waivable: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Cleared:
    """A move that may be made: the status it leads to, and the gates let pass."""

    target: str
    waived: list[str]


def open_moves(record: Any, *, by: Caller) -> list[OpenMove]:
    """The moves that lead on from the status, and whether `by` may make them. None
    where there is no table, or the record is archived."""
    if not moves_of(record) or is_archived(record):
        return []
    held = roles_on(record, by)
    carries = _carries(record, by)
    found = []
    for move in moves_of(record):
        if record.status in move.sources:
            missing = missing_for(move, record, by=by, on=timezone.localdate())
            found.append(
                OpenMove(
                    verb=move.verb,
                    label=move.label,
                    to=target_of(move, record),
                    allowed=_holds(move.roles, held, carries),
                    missing=missing,
                    waivable=_waivable(missing, held),
                    asks=list(move.asks),
                )
            )
    return found


def waivable_gates(record: Any, verb: str, *, by: Caller) -> list[str]:
    """The gates that are in the way of the move now and that this person may let pass
    with a reason; none where something else is in the way."""
    found = next((one for one in open_moves(record, by=by) if one.verb == verb), None)
    if found is None or not found.allowed or found.missing != found.waivable:
        return []
    return found.waivable


def target_of(move: Move, record: Movable) -> str:
    """The status that the move leads to. Where a plan has no independent check, a claim
    is the end of it."""
    if (
        move.verb == "complete"
        and isinstance(record, ActionItem)
        and closes_on_claim(record.plan)
    ):
        return ActionStatus.VERIFIED
    return move.target


def require_move(
    record: Movable, verb: str, *, by: Caller, override_reason: str = "", **given: Any
) -> Cleared:
    """The way is clear; raises NotAllowed, IllegalMove or Unmet, in this order.

    With an `override_reason` a manager lets some gates pass (WAIVABLE). The verb must
    write down which, and why.
    """
    require_role(record, verb, by=by)
    _require_current(record)
    move = next(move for move in moves_of(record) if move.verb == verb)
    if record.status not in move.sources:
        raise illegal(record, verb)
    missing = missing_for(move, record, by=by, on=timezone.localdate())
    waived = []
    if is_visible(override_reason):
        waived = _waivable(missing, roles_on(record, by))
        missing = [code for code in missing if code not in waived]
    missing += [ask for ask in move.asks if not is_visible(str(given.get(ask) or ""))]
    if missing:
        raise unmet(record, verb, missing)
    return Cleared(target_of(move, record), waived)


def _waivable(missing: list[str], held: frozenset[str]) -> list[str]:
    may = WAIVABLE if Role.MANAGER in held else frozenset()
    return [code for code in missing if code in may]


def require_open(record: Record, verb: str, *, by: Caller) -> None:
    """For a verb that is no move: raises NotAllowed, or Refused where the record as it
    stands does not take it. An action takes most only while it is open."""
    require_role(record, verb, by=by)
    if verb != "undo":
        _require_current(record)
    if not isinstance(record, ActionItem) or verb in ANY_STATUS:
        return
    if record.status not in _STATUSES.get(verb, OPEN_ACTIONS):
        raise illegal(record, verb)
    if verb == "unblock" and not record.is_blocked:
        raise Refused(f"{record.reference} is not on hold.")


def hindrance(
    record: Any, verb: str, *, by: Caller, can_waive: bool = False
) -> Refused | None:
    """What stands in the way of the verb, whatever is given with it. With `can_waive`
    a gate that this person may let pass with a reason does not."""
    move = next((move for move in moves_of(record) if move.verb == verb), None)
    try:
        if move is None:
            require_open(record, verb, by=by)
            return None
        require_role(record, verb, by=by)
        _require_current(record)
    except Refused as refused:
        return refused
    if record.status not in move.sources:
        return illegal(record, verb)
    missing = missing_for(move, record, by=by, on=timezone.localdate())
    if can_waive:
        waivable = _waivable(missing, roles_on(record, by))
        missing = [code for code in missing if code not in waivable]
    return unmet(record, verb, missing) if missing else None


def require_role(record: Record, verb: str, *, by: Caller) -> None:
    """Managers and verifiers by role; owners only on actions that they carry. What no
    table names is for managers of every authority that the record belongs to."""
    roles = roles_for(type(record), verb)
    if not _holds(roles, roles_on(record, by), _carries(record, by)):
        raise NotAllowed(f"Your role does not let you do this to {record}.")


def roles_for(model: type[Any], verb: str) -> tuple[str, ...]:
    """Whose the verb is. Whoever has a move of the table may take back their own."""
    if model is ActionItem:
        return ACTION_VERBS[verb]
    moves = _TABLES.get(model, ())
    if verb == "undo":
        movers = {role for move in moves for role in move.roles}
        return tuple(role for role in Role.values if role in movers)
    return next((move.roles for move in moves if move.verb == verb), (Role.MANAGER,))


def roles_on(record: Any, by: Caller) -> frozenset[str]:
    """The person's roles that reach a record: those in its whole authority, for an
    action also those in an agency of its, and for an agency those that they hold in
    every authority in which it works. An authority is its own. Who carries an action is
    its owner from whatever agency they come. A report whose authority is not known yet
    is that of who brought it in."""
    standing = Standing.of(by)
    if isinstance(record, ActionItem):
        held = standing.roles_in(record.authority_id, agencies=record.agency_ids())
        if Role.OWNER not in held and record.is_carried_by(by):
            elsewhere = standing.roles_in_any_part_of(record.authority_id)
            held |= elsewhere & {Role.OWNER.value}
        return held
    if isinstance(record, Agency):
        works = AuthorityAgency.objects.filter(agency=record)
        each = [
            standing.roles_in(key) for key in works.values_list("authority", flat=True)
        ]
        return frozenset.intersection(*each) if each else frozenset()
    if isinstance(record, Draft) and record.authority_id is None:
        is_own = by.is_superuser or record.read_by_id == by.pk
        return standing.roles_anywhere() if is_own else frozenset()
    return standing.roles_in(getattr(record, "authority_id", record.pk))


def require_manager(authority_id: Any, *, by: Caller) -> None:
    if Role.MANAGER not in Standing.of(by).roles_in(authority_id):
        raise NotAllowed("Only an improvement manager of the authority may do this.")


def moves_of(record: Record) -> tuple[Move, ...]:
    """The move table of the record's kind; empty where it has none."""
    return _TABLES.get(type(record), ())


def verb_label(model: type[Any], verb: str) -> str:
    """What people call a verb: its label in the tables, else the code in words."""
    labels = {move.verb: move.label for move in _TABLES.get(model, ())}
    return labels.get(verb) or VERB_LABELS.get(verb) or verb.replace("_", " ")


def illegal(record: Movable, verb: str) -> IllegalMove:
    allowed = [move.verb for move in moves_of(record) if record.status in move.sources]
    status = record.get_status_display().lower()
    label = verb_label(type(record), verb)
    name = getattr(record, "reference", record)
    return IllegalMove(
        f"{name} is {status}: “{label}” does not lead on from there.",
        status=record.status,
        verb=verb,
        allowed=allowed,
    )


def unmet(record: Record, verb: str, missing: list[str], *, because: str = "") -> Unmet:
    words = ", ".join(MISSING.get(code) or told_row(code) for code in missing)
    label = verb_label(type(record), verb)
    name = getattr(record, "reference", record)
    message = f"“{label}” is not open to {name} yet. It needs {words}. {because}"
    message = message.rstrip()
    return Unmet(message, missing=missing)


def told_row(code: str) -> str:
    """What is missing of a row of a draft, in words: its code is `rows.12`."""
    return f"a decision on row {code.removeprefix('rows.')}"


def _carries(record: Record, by: Caller) -> bool:
    return isinstance(record, ActionItem) and record.is_carried_by(by)


def _require_current(record: Any) -> None:
    """What is archived is hidden, so that a change to it would go unnoticed."""
    if is_archived(record):
        name = getattr(record, "reference", record)
        raise Archived(f"{name} is archived already and takes no change.")


def _holds(wanted: tuple[str, ...], held: frozenset[str], carries: bool) -> bool:
    return any(role in held and (role != Role.OWNER or carries) for role in wanted)


_TABLES: dict[type[Any], tuple[Move, ...]] = {
    ActionItem: ACTION_MOVES,
    ActionPlan: PLAN_MOVES,
    Draft: DRAFT_MOVES,
    Inspection: INSPECTION_MOVES,
    Recommendation: RECOMMENDATION_MOVES,
}
