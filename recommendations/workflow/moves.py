"""What the declarations of verbs say about one record and one person: which verbs are
open to them and what is missing. Read by the verbs themselves, REST and admin."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from recommendations.choices import ActionStatus, Role
from recommendations.models import (
    ActionItem,
    Agency,
    AuthorityAgency,
    Draft,
)
from recommendations.models.archiving import is_archived
from recommendations.models.standing import Standing
from recommendations.models.trail import Caller, Record
from recommendations.models.words import is_visible
from recommendations.workflow.declarations import (
    MANAGER,
    OWNER,
    Verb,
    moves_of,
    verb_label,
    verbs_of,
)
from recommendations.workflow.errors import (
    Archived,
    IllegalMove,
    NotAllowed,
    Refused,
    Unmet,
)
from recommendations.workflow.gates import closes_on_claim

# What lets a gate pass.
OVERRIDE = "override_reason"


@dataclass(frozen=True)
class Offer:
    """A verb of the record for one person. `is_open`: the record as it stands takes it;
    `allowed`: and this person may play it. `missing` holds codes of what is in the way
    whatever is typed in; `waivable` those of them that this person may let pass with a
    reason."""

    verb: Verb
    to: str
    is_open: bool
    allowed: bool
    missing: list[str]
    waivable: list[str]

    @property
    def is_ready(self) -> bool:
        return self.allowed and self.missing == self.waivable


@dataclass(frozen=True)
class Cleared:
    """A verb that may be played: the status it leads to, and the gates let pass."""

    target: str
    waived: list[str]


def offers(record: Any, *, by: Caller) -> list[Offer]:
    """Every verb of the record, in the order in which they are offered."""
    held, carries = roles_on(record, by), _carries(record, by)
    return [
        _offer(verb, record, by, held, carries)
        for verb in verbs_of(type(record)).values()
    ]


def _offer(
    verb: Verb, record: Any, by: Caller, held: frozenset[str], carries: bool
) -> Offer:
    may = _holds(verb.roles, held, carries)
    is_open = (
        not (is_archived(record) and verb.name != "undo")
        and (not verb.sources or record.status in verb.sources)
        and (not may or verb.bar(record, by) is None)
    )
    missing = missing_for(verb, record, by) if is_open else []
    return Offer(
        verb=verb,
        to=target_of(verb, record),
        is_open=is_open,
        allowed=may and is_open,
        missing=missing,
        waivable=_waivable(verb, missing, held),
    )


def waivable_gates(record: Any, name: str, *, by: Caller) -> list[str]:
    """The gates that are in the way of the verb now and that this person may let pass
    with a reason; none where something else is in the way."""
    held, carries = roles_on(record, by), _carries(record, by)
    offer = _offer(verbs_of(type(record))[name], record, by, held, carries)
    return offer.waivable if offer.is_ready else []


def target_of(verb: Verb, record: Any) -> str:
    """The status that the verb leads to, if it is a move. Where a plan has no
    independent check, a claim is the end of it."""
    if (
        verb.to == ActionStatus.COMPLETE
        and isinstance(record, ActionItem)
        and closes_on_claim(record.plan)
    ):
        return ActionStatus.VERIFIED
    return verb.to or ""


def missing_for(verb: Verb, record: Any, by: Caller) -> list[str]:
    """The codes of the verb's gates that do not hold today."""
    on = timezone.localdate()
    return [gate.code for gate in verb.gates if not gate.holds(record, by, on)]


def require(
    record: Any, name: str, *, by: Caller, arguments: Mapping[str, Any] | None = None
) -> Cleared:
    """The way is clear for the verb with what was given; raises NotAllowed, Archived,
    IllegalMove, Refused or Unmet, in this order. Without `arguments`, for what a
    person may yet type in.

    With an `override_reason` a manager lets some gates pass. The verb must write down
    which, and why.
    """
    verb = verbs_of(type(record))[name]
    missing = _in_the_way(verb, record, by)
    waived: list[str] = []
    if arguments is not None:
        if is_visible(arguments.get(OVERRIDE) or ""):
            waived = _waivable(verb, missing, roles_on(record, by))
        missing = [code for code in missing if code not in waived]
        missing += [
            field.name
            for field in verb.takes
            if field.needed and _is_empty(arguments.get(field.argument))
        ]
    if missing:
        raise unmet(record, name, missing)
    return Cleared(target_of(verb, record), waived)


def _in_the_way(verb: Verb, record: Any, by: Caller) -> list[str]:
    """What is missing of the record, where nothing worse is in the way."""
    require_role(record, verb.name, by=by)
    if verb.name != "undo":
        _require_current(record)
    if verb.sources and record.status not in verb.sources:
        raise illegal(record, verb.name)
    if (barred := verb.bar(record, by)) is not None:
        raise barred
    return missing_for(verb, record, by)


def _is_empty(value: Any) -> bool:
    return not is_visible(value) if isinstance(value, str) else value in (None, ())


def _waivable(verb: Verb, missing: list[str], held: frozenset[str]) -> list[str]:
    if MANAGER not in held:
        return []
    may = {gate.code for gate in verb.gates if gate.waivable}
    return [code for code in missing if code in may]


def hindrance(
    record: Any, name: str, *, by: Caller, can_waive: bool = False
) -> Refused | None:
    """What stands in the way of the verb, whatever is given with it. With `can_waive`
    a gate that this person may let pass with a reason does not."""
    verb = verbs_of(type(record))[name]
    try:
        missing = _in_the_way(verb, record, by)
    except Refused as refused:
        return refused
    if missing and can_waive:
        waivable = _waivable(verb, missing, roles_on(record, by))
        missing = [code for code in missing if code not in waivable]
    return unmet(record, name, missing) if missing else None


def may_play(record: Record, name: str, *, by: Caller) -> bool:
    """Managers and verifiers by role; owners only on actions that they carry. What is
    declared nowhere is for managers of every authority that the record belongs to."""
    verb = verbs_of(type(record)).get(name)
    roles = verb.roles if verb else (MANAGER,)
    return _holds(roles, roles_on(record, by), _carries(record, by))


def require_role(record: Record, name: str, *, by: Caller) -> None:
    if not may_play(record, name, by=by):
        raise NotAllowed(f"Your role does not let you do this to {record}.")


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
        raise NotAllowed("Only an improvement manager of the authority can do this.")


def illegal(record: Any, name: str) -> IllegalMove:
    leading = [
        verb.name for verb in moves_of(type(record)) if record.status in verb.sources
    ]
    status = record.get_status_display().lower()
    label = verb_label(type(record), name)
    return IllegalMove(
        f"{_name(record)} is {status}, so you cannot use “{label}”.",
        status=record.status,
        verb=name,
        allowed=leading,
    )


def unmet(record: Record, name: str, missing: list[str], *, because: str = "") -> Unmet:
    labels = verbs_of(type(record))[name].words()
    words = ", ".join(labels.get(code) or row_words(code) for code in missing)
    label = verb_label(type(record), name)
    message = f"You cannot use “{label}” on {_name(record)} yet. It needs {words}."
    return Unmet(f"{message} {because}".rstrip(), missing=missing)


def row_words(code: str) -> str:
    """What is missing of a row of a draft, in words: its code is `rows.12`."""
    return f"a decision on row {code.removeprefix('rows.')}"


def _name(record: Any) -> str:
    return str(getattr(record, "reference", record))


def _carries(record: Record, by: Caller) -> bool:
    return isinstance(record, ActionItem) and record.is_carried_by(by)


def _require_current(record: Any) -> None:
    """What is archived is hidden, so that a change to it would go unnoticed."""
    if is_archived(record):
        raise Archived(f"{_name(record)} is archived and cannot be changed.")


def _holds(roles: tuple[str, ...], held: frozenset[str], carries: bool) -> bool:
    return any(role in held and (role != OWNER or carries) for role in roles)
