"""The verbs of an action."""

from collections.abc import Collection, Sequence
from typing import Any

from django.contrib.auth.models import User

from recommendations.choices import (
    DONE_ACTIONS,
    OPEN_ACTIONS,
    RUNNING_ACTIONS,
    ActionStatus,
    EvidenceOf,
    GivenBrag,
    ImpactOutcome,
)
from recommendations.models import (
    ActionEvidence,
    ActionItem,
    DueDateChange,
    Evidence,
    ImpactCheckEvidence,
    ProgressUpdate,
)
from recommendations.workflow import actions, checks, consequences, dates, gates
from recommendations.workflow.declarations import (
    MANAGER,
    OWNER,
    VERIFIER,
    Address,
    Choice,
    Day,
    File,
    Pick,
    Verb,
    Words,
    declare,
)
from recommendations.workflow.evidence import add_evidence
from recommendations.workflow.files import taken
from recommendations.workflow.handover import carry_forward
from recommendations.workflow.verbs.common import (
    GO_AHEAD,
    NOTE,
    OVERRIDE,
    REASON,
    archiving,
    line,
    revising,
    undoing,
)

CLOSES = (
    "Where the plan has no independent check, this closes the action. It is labelled "
    "“not independently checked”."
)
_HELD = (gates.has_owner, gates.has_due_date)
_DUE = Day(name="due_on", label="New due date", needed=True, lack="a due date")
_OWNED = (ActionItem, "owner")


def _closes(records: Sequence[ActionItem]) -> str:
    return CLOSES if any(gates.closes_on_claim(one.plan) for one in records) else ""


def _in_the_plans_words(
    records: Sequence[ActionItem],
) -> list[tuple[str, str]] | None:
    """Ratings in the words of the plan, where all are of one."""
    if len({record.plan_id for record in records}) != 1:
        return None
    legend = records[0].plan.legend
    return [(brag, legend[brag]["label"]) for brag in GivenBrag.values]


def prove(
    action: ActionItem,
    *,
    by: User,
    other_actions: Collection[ActionItem] = (),
    **fields: Any,
) -> Evidence:
    """Add evidence: a file, a link, or what a partner holds. Answers with it."""
    others = [other for other in other_actions if other != action]
    return add_evidence([action, *others], by=by, **fields)


UPDATES = Verb(
    name="updates",
    label="Add update",
    done="given an update",
    sources=OPEN_ACTIONS,
    roles=(MANAGER, OWNER),
    takes=(
        Words(
            name="text",
            label="What happened",
            needed=True,
            by_rule=False,
            lack="a word on what happened",
        ),
        Words(name="next_steps", label="What comes next"),
        Choice(
            name="brag",
            label="BRAG rating",
            choices=GivenBrag.choices,
            empty="Leave as it is",
            labels=_in_the_plans_words,
        ),
        Words(
            name="brag_reason",
            label="Why this rating",
            hint="Needed if it differs from the suggested one.",
            lack="a reason why the rating differs from the suggested one",
        ),
        Day(
            name="forecast_on",
            label="Forecast",
            hint="When you now expect it to be done. The due date stays as it is.",
        ),
    ),
    play=actions.add_update,
    makes=ProgressUpdate,
    bulk=True,
    undoable=True,
    effect="Gets this update",
)
START = Verb(
    name="start",
    label="Start",
    done="started",
    sources=(ActionStatus.NOT_STARTED,),
    to=ActionStatus.IN_PROGRESS,
    roles=(MANAGER, OWNER),
    gates=_HELD,
    play=actions.start,
    bulk=True,
    undoable=True,
)
COMPLETE = Verb(
    name="complete",
    label="Claim complete",
    done="claimed complete",
    sources=RUNNING_ACTIONS,
    to=ActionStatus.COMPLETE,
    roles=(MANAGER, OWNER),
    takes=(
        Words(
            name="note",
            label="What was done",
            hint="Goes into the history, and is added as an update.",
            needed=True,
            lack="a note on what was done",
        ),
        OVERRIDE,
        GO_AHEAD,
    ),
    gates=(*_HELD, gates.evidence_at_claim),
    foresees=lambda action, on: consequences.requests_that_fall_away(action),
    says=_closes,
    play=actions.complete,
    bulk=True,
    undoable=True,
)
RETURN = Verb(
    name="return",
    label="Return",
    done="returned to the owner",
    sources=(ActionStatus.COMPLETE,),
    to=ActionStatus.IN_PROGRESS,
    roles=(MANAGER, VERIFIER),
    takes=(REASON,),
    gates=_HELD,
    play=checks.return_claim,
    bulk=True,
    undoable=True,
)
VERIFY = Verb(
    name="verify",
    label="Check",
    done="checked",
    sources=(ActionStatus.COMPLETE,),
    to=ActionStatus.VERIFIED,
    roles=(MANAGER, VERIFIER),
    takes=(NOTE, OVERRIDE),
    gates=(*_HELD, gates.evidence_at_check, gates.independent_checker),
    play=checks.verify,
    bulk=True,
    undoable=True,
)
EMBED = Verb(
    name="embed",
    label="Mark as embedded",
    done="marked as embedded",
    sources=(ActionStatus.VERIFIED,),
    to=ActionStatus.EMBEDDED,
    roles=(MANAGER, VERIFIER),
    takes=(NOTE, OVERRIDE),
    gates=(*_HELD, gates.impact_check_passed, gates.impact_shown),
    play=checks.embed,
    bulk=True,
    undoable=True,
)
CANCEL = Verb(
    name="cancel",
    label="Cancel",
    done="cancelled",
    sources=OPEN_ACTIONS,
    to=ActionStatus.CANCELLED,
    takes=(REASON,),
    play=actions.cancel,
    bulk=True,
    undoable=True,
)
REOPEN = Verb(
    name="reopen",
    label="Reopen",
    done="reopened",
    sources=(*DONE_ACTIONS, ActionStatus.CANCELLED),
    to=ActionStatus.IN_PROGRESS,
    takes=(REASON,),
    gates=(*_HELD, gates.not_carried_forward),
    play=actions.reopen,
    bulk=True,
    undoable=True,
)
EVIDENCE = Verb(
    name="evidence",
    label="Add evidence",
    done="given evidence",
    roles=(MANAGER, VERIFIER, OWNER),
    takes=(
        line("title", "What it is", most=300, needed=True, lack="a title"),
        Choice(
            name="proves",
            label="What it proves",
            choices=EvidenceOf.choices,
            initial=EvidenceOf.DELIVERY,
        ),
        File(name="file", label="File", hint=taken),
        Address(name="link", label="Or a link", into="url"),
        line("held_by", "Or the partner that holds it"),
        line("held_where", "Where the partner holds it", most=300),
        line("held_reference", "Their reference"),
        line("shown_by", "The post there that can show it"),
        Day(
            name="proves_from",
            label="It tells about the time from",
            hint="Evidence of impact counts if this is after the work was done.",
        ),
        Day(name="proves_to", label="It tells about the time until"),
        Day(
            name="expires_on",
            label="It counts until",
            hint="Leave empty if it does not run out.",
        ),
        NOTE,
        Pick(
            name="other_actions",
            label="Other actions that it proves too",
            source=(ActionEvidence, "action"),
            many=True,
        ),
    ),
    says="Give one of three: a file, a link, or the partner that holds it.",
    play=prove,
    makes=Evidence,
)
IMPACT_CHECK = Verb(
    name="impact-check",
    label="Record impact check",
    done="checked for its impact",
    sources=DONE_ACTIONS,
    roles=(MANAGER, VERIFIER),
    takes=(
        Choice(
            name="outcome",
            label="Has it made a difference?",
            choices=ImpactOutcome.choices,
            empty="Choose an outcome",
            labels=lambda records: [
                (ImpactOutcome.PASSED, "Passed: it has made a difference"),
                (
                    ImpactOutcome.FAILED,
                    "Failed: it has not, and the action opens again",
                ),
            ],
            needed=True,
            lack="an outcome",
        ),
        Words(
            name="note",
            label="What you found",
            needed=True,
            lack="a note on what was found",
        ),
        Pick(
            name="evidence",
            label="Evidence of impact it rests on",
            source=(ImpactCheckEvidence, "evidence"),
            key="id",
            many=True,
            among=lambda rows, records: rows.filter(
                actions__in=records, proves=EvidenceOf.IMPACT
            ),
            none="The action has no evidence of impact yet.",
        ),
    ),
    gates=(gates.independent_checker,),
    play=checks.check_impact,
    bulk=True,
    undoable=True,
    effect="Is checked for its impact",
)
REQUEST_DATE = Verb(
    name="request-date",
    label="Ask for another date",
    done="given your wish for another date",
    sources=RUNNING_ACTIONS,
    roles=(MANAGER, OWNER),
    takes=(
        Day(
            name="due_on",
            label="Date you ask for",
            needed=True,
            lack="a due date",
        ),
        REASON,
        GO_AHEAD,
    ),
    play=dates.request_date,
    makes=DueDateChange,
    bulk=True,
    undoable=True,
    effect="Asks for the new date",
)
BLOCK = Verb(
    name="block",
    label="Put on hold",
    done="put on hold",
    sources=OPEN_ACTIONS,
    roles=(MANAGER, OWNER),
    takes=(
        Words(
            name="reason",
            label="What it is waiting for",
            needed=True,
            lack="a reason",
        ),
    ),
    play=actions.block,
    bulk=True,
    undoable=True,
    effect="Is on hold",
)
UNBLOCK = Verb(
    name="unblock",
    label="Take off hold",
    done="taken off hold",
    sources=OPEN_ACTIONS,
    roles=(MANAGER, OWNER),
    takes=(Words(name="reason", label="What has changed"),),
    bar=actions.bar_to_unblock,
    play=actions.unblock,
    bulk=True,
    undoable=True,
    effect="Is no longer on hold",
)
REASSIGN = Verb(
    name="reassign",
    label="Reassign",
    done="given to a new owner",
    sources=OPEN_ACTIONS,
    takes=(
        Pick(
            name="owner", label="New owner", source=_OWNED, needed=True, lack="an owner"
        ),
        REASON,
    ),
    play=actions.reassign,
    bulk=True,
    undoable=True,
    effect="Goes to the new owner",
)
RESCHEDULE = Verb(
    name="reschedule",
    label="Move due date",
    done="given a new due date",
    sources=OPEN_ACTIONS,
    takes=(_DUE, REASON, GO_AHEAD),
    play=dates.reschedule,
    bulk=True,
    undoable=True,
    effect="Gets the new due date",
)
CARRY_FORWARD = Verb(
    name="carry-forward",
    label="Carry forward",
    done="carried forward",
    sources=OPEN_ACTIONS,
    takes=(
        Pick(
            name="plan",
            label="Plan in which it goes on",
            source=(ActionItem, "plan"),
            among=lambda rows, records: rows.exclude(
                pk__in=[record.plan_id for record in records]
            ),
            needed=True,
            lack="a plan",
        ),
        Day(name="due_on", label="Due date there", needed=True, lack="a due date"),
        REASON,
    ),
    says="A new action in the other plan goes on from this one. This one is cancelled "
    "as carried forward.",
    play=carry_forward,
    makes=ActionItem,
)

declare(
    ActionItem,
    UPDATES,
    START,
    COMPLETE,
    RETURN,
    VERIFY,
    EMBED,
    CANCEL,
    REOPEN,
    undoing(MANAGER, VERIFIER, OWNER),
    EVIDENCE,
    IMPACT_CHECK,
    REQUEST_DATE,
    BLOCK,
    UNBLOCK,
    REASSIGN,
    RESCHEDULE,
    CARRY_FORWARD,
    revising(),
    archiving(actions.archive, bulk=True),
)
