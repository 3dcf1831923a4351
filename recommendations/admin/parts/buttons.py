"""Which verbs stand as buttons on a page, and on the rows of one's own actions.
Used by the pages of records and by the start page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse

from recommendations.admin.verbs import ACTION, Verb
from recommendations.choices import ACTION_MOVES, ACTION_VERBS, Role
from recommendations.models import ActionItem
from recommendations.workflow.gates import MISSING
from recommendations.workflow.moves import OpenMove, open_moves

# What an owner does most, offered on each row of their own actions.
ONE_CLICK_MOVES = ("start", "complete")


@dataclass(frozen=True)
class Button:
    """A way to a verb's page. Without an address it cannot be taken yet, and `missing`
    says in words what it needs; `mend` is the way to the page that mends it."""

    label: str
    url: str
    missing: str = ""
    mend: "Button | None" = None


# The verb whose page mends what a move lacks.
_MENDS = {
    "evidence": "evidence",
    "impact_evidence": "evidence",
    "impact_check": "impact-check",
    "owner": "reassign",
    "due_on": "reschedule",
}
# In the order in which they stand on a page, after the update and the moves.
_OTHERS = (
    "undo",
    "evidence",
    "impact-check",
    "approve",
    "reject",
    "request-date",
    "block",
    "unblock",
    "reassign",
    "reschedule",
    "carry-forward",
    "hand-over",
    "revise",
    "archive",
)


def verb_url(record: Any, name: str) -> str:
    address = f"admin:recommendations_{record._meta.model_name}_verb"
    return reverse(address, args=[record.pk, name])


def buttons(record: Any, verbs: Mapping[str, Verb], user: User) -> list[Button]:
    """What this person may do to the record now, the most usual first."""
    hold = "block" if getattr(record, "is_blocked", False) else "unblock"
    moves = {move.verb: move for move in open_moves(record, by=user) if move.allowed}
    free = {
        name: Button(verbs[name].label, verb_url(record, name))
        for name in ("update", *_OTHERS)
        if name in verbs
        and name not in (*moves, hold)
        and verbs[name].hindrance(record, user) is None
    }

    def to(move: OpenMove) -> Button:
        if move.missing == move.waivable:
            return Button(move.label, verb_url(record, move.verb))
        mends = [free.get(_MENDS.get(code, "")) for code in move.missing]
        return Button(
            move.label,
            "",
            ", ".join(MISSING[code] for code in move.missing),
            next((button for button in mends if button), None),
        )

    update = [free.pop("update")] if "update" in free else []
    return [*update, *map(to, moves.values()), *free.values()]


def one_click(own: Iterable[ActionItem], user: User) -> dict[Any, list[Button]]:
    """For each of the person's own actions an update, and the move that is most often
    next. Memberships are read once, whatever the number of rows."""
    held = set(
        user.memberships.order_by().values_list("authority", "agency", "role")  # type: ignore[attr-defined]
    )

    owns_in = {authority for authority, _, role in held if role == Role.OWNER}

    def may(action: ActionItem, rule: str) -> bool:
        if Role.OWNER in ACTION_VERBS[rule] and action.authority_id in owns_in:
            return True  # They carry it, from whatever agency they come.
        parts = {part.agency_id for part in action.agency_parts.all()}
        owned = {action.owner.agency_id} if action.owner else set()
        return user.is_superuser or any(
            (action.authority_id, where, role) in held
            for where in {None, *parts, *owned}
            for role in ACTION_VERBS[rule]
        )

    def main_move(action: ActionItem) -> list[str]:
        ready = action.owner_id is not None and action.due_on is not None
        leads_on = (
            move.verb
            for move in ACTION_MOVES
            if move.verb in ONE_CLICK_MOVES and action.status in move.sources
        )
        return list(leads_on)[:1] if ready else []

    return {
        action.pk: [
            Button(ACTION[name].label, verb_url(action, name))
            for name in ("update", *main_move(action))
            if may(action, ACTION[name].rule)
        ]
        for action in own
    }
