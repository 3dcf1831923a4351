"""The verbs that admin pages offer: for each its words, its form and the function in
workflow that plays it. Also which of them stand as buttons on a record's page."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse

from recommendations.admin import forms
from recommendations.choices import (
    ACTION_MOVES,
    ACTION_VERBS,
    INSPECTION_MOVES,
    OPEN_ACTIONS,
    PLAN_MOVES,
    RECOMMENDATION_MOVES,
)
from recommendations.models import ActionItem
from recommendations.workflow import actions, plans, recommendations
from recommendations.workflow.errors import Refused
from recommendations.workflow.moves import (
    MISSING,
    illegal,
    moves_of,
    open_moves,
    require_role,
    unmet,
)

Play = Callable[[Any, Any, dict[str, Any]], Any]
NO_CHANGE = "No change this month."


@dataclass(frozen=True)
class Verb:
    """`rule` is its name in the tables of choices.py; `done` ends “BWD-A0001 has been”.
    `effect` tells what it does to a row, for verbs that do not change the status."""

    rule: str
    label: str
    done: str
    form: type[forms.VerbForm]
    play: Play
    effect: str = ""


def _verbs(
    moves: Iterable[Any],
    table: dict[str, tuple[str, type[forms.VerbForm], Callable[..., Any]]],
) -> dict[str, Verb]:
    """A verb for each move of the table, under the move's own label."""

    def verb(move: Any) -> Verb:
        done, form, function = table[move.verb]
        return Verb(
            move.verb,
            move.label,
            done,
            form,
            lambda row, by, given: function(row, by=by, **given),
        )

    return {move.verb: verb(move) for move in moves}


ACTION = {
    **_verbs(
        ACTION_MOVES,
        {
            "start": ("started", forms.VerbForm, actions.start),
            "complete": ("claimed complete", forms.DoneForm, actions.complete),
            "return": (
                "returned to its owner",
                forms.ReasonForm,
                actions.return_claim,
            ),
            "verify": ("checked", forms.NoteForm, actions.verify),
            "embed": ("marked as embedded", forms.NoteForm, actions.embed),
            "cancel": ("cancelled", forms.ReasonForm, actions.cancel),
            "reopen": ("reopened", forms.ReasonForm, actions.reopen),
        },
    ),
    "update": Verb(
        "updates",
        "Add update",
        "given an update",
        forms.UpdateForm,
        lambda row, by, given: actions.add_update(row, by=by, **given),
        effect="Gets this update",
    ),
    "no-change": Verb(
        "updates",
        "No change this month",
        "given an update",
        forms.VerbForm,
        lambda row, by, given: actions.add_update(row, by=by, text=NO_CHANGE),
        effect=f"Gets the update “{NO_CHANGE}”",
    ),
    "block": Verb(
        "block",
        "Put on hold",
        "put on hold",
        forms.BlockForm,
        lambda row, by, given: actions.block(row, by=by, **given),
        effect="Is on hold",
    ),
    "unblock": Verb(
        "unblock",
        "Take off hold",
        "taken off hold",
        forms.UnblockForm,
        lambda row, by, given: actions.unblock(row, by=by, **given),
        effect="Is no longer on hold",
    ),
    "reassign": Verb(
        "reassign",
        "Reassign",
        "given to its new owner",
        forms.ReassignForm,
        lambda row, by, given: actions.reassign(row, by=by, **given),
        effect="Goes to the new owner",
    ),
    "reschedule": Verb(
        "reschedule",
        "Move due date",
        "given a new due date",
        forms.RescheduleForm,
        lambda row, by, given: actions.reschedule(row, by=by, **given),
        effect="Gets the new due date",
    ),
}
# What may be played on many actions at once, in the order of the list's menu.
BULK = (
    "update",
    "no-change",
    *(m.verb for m in ACTION_MOVES),
    "reassign",
    "reschedule",
)
# What an owner does most, offered on each row of their own actions.
ONE_CLICK_MOVES = ("start", "complete")

RECOMMENDATION = _verbs(
    RECOMMENDATION_MOVES,
    {
        "respond": ("answered", forms.RespondForm, recommendations.respond),
        "start": ("started", forms.VerbForm, recommendations.start),
        "deliver": ("marked as delivered", forms.VerbForm, recommendations.deliver),
        "close": ("signed off and closed", forms.CloseForm, recommendations.close),
        "supersede": ("superseded", forms.SupersedeForm, recommendations.supersede),
        "reopen": ("reopened", forms.ReasonForm, recommendations.reopen),
    },
)
PLAN = _verbs(
    PLAN_MOVES,
    {
        "approve": ("approved", forms.VerbForm, plans.approve_plan),
        "submit": ("marked as submitted", forms.VerbForm, plans.submit_plan),
        "activate": ("made live", forms.VerbForm, plans.activate_plan),
        "close": ("closed", forms.ReasonForm, plans.close_plan),
    },
)
INSPECTION = _verbs(
    INSPECTION_MOVES,
    {"confirm": ("confirmed", forms.VerbForm, recommendations.confirm)},
)


@dataclass(frozen=True)
class Button:
    """A way to a verb's page. Without an address it cannot be taken yet, and `missing`
    says in words what it needs."""

    label: str
    url: str
    missing: str = ""


def verb_url(record: Any, name: str) -> str:
    address = f"admin:recommendations_{record._meta.model_name}_verb"
    return reverse(address, args=[record.pk, name])


def hindrance(record: Any, verb: Verb, user: User) -> Refused | None:
    """What stands in the way of the verb, whatever is typed in."""
    try:
        require_role(record, verb.rule, by=user)
    except Refused as refused:
        return refused
    if verb.rule in {move.verb for move in moves_of(record)}:
        lead_on = {move.verb: move for move in open_moves(record, by=user)}
        if verb.rule not in lead_on:
            return illegal(record, verb.rule)
        missing = lead_on[verb.rule].missing
        return unmet(record, verb.rule, missing) if missing else None
    return None if record.status in OPEN_ACTIONS else illegal(record, verb.rule)


def buttons(record: Any, verbs: Mapping[str, Verb], user: User) -> list[Button]:
    """What this person may do to the record now, the most usual first."""
    moves = [
        Button(
            move.label,
            "" if move.missing else verb_url(record, move.verb),
            ", ".join(MISSING[code] for code in move.missing),
        )
        for move in open_moves(record, by=user)
        if move.allowed
    ]
    if not isinstance(record, ActionItem) or record.status not in OPEN_ACTIONS:
        return moves
    hold = "unblock" if record.is_blocked else "block"
    update, *others = (
        [Button(verbs[name].label, verb_url(record, name))]
        if hindrance(record, verbs[name], user) is None
        else []
        for name in ("update", hold, "reassign", "reschedule")
    )
    return [*update, *moves, *chain.from_iterable(others)]


def one_click(own: Iterable[ActionItem], user: User) -> dict[Any, list[Button]]:
    """For each of the person's own actions an update, and the move that is most often
    next. Memberships are read once, whatever the number of rows."""
    held = set(
        user.memberships.order_by().values_list("authority", "agency", "role")  # type: ignore[attr-defined]
    )

    def may(action: ActionItem, rule: str) -> bool:
        agency = action.owner.agency_id if action.owner else None
        return user.is_superuser or any(
            (action.authority_id, where, role) in held
            for where in {None, agency}
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
