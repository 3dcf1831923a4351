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
    Line,
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
    revising,
    undoing,
)

CLOSES = (
    "Where the plan has no independent check, this closes the action. It is labelled "
    "“not independently checked”."
)
_HELD = (gates.has_owner, gates.has_due_date)
_OUTCOMES = (
    (ImpactOutcome.PASSED, "Passed: it has made a difference"),
    (ImpactOutcome.FAILED, "Failed: it has not, and the action opens again"),
)
NOT_STARTED, IN_PROGRESS = ActionStatus.NOT_STARTED, ActionStatus.IN_PROGRESS
VERIFIED, CANCELLED = ActionStatus.VERIFIED, ActionStatus.CANCELLED


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
    "updates", "Add update", "given an update",
    sources=OPEN_ACTIONS, roles=(MANAGER, OWNER), play=actions.add_update,
    makes=ProgressUpdate, bulk=True, undoable=True, effect="Gets this update",
    takes=(
        Words("text", "What happened", needed=True, by_rule=False,
              lack="a word on what happened"),
        Words("next_steps", "What comes next"),
        Choice("brag", "BRAG rating", choices=GivenBrag.choices,
               empty="Leave as it is", labels=_in_the_plans_words),
        Words("brag_reason", "Why this rating",
              hint="Needed if it differs from the suggested one.",
              lack="a reason why the rating differs from the suggested one"),
        Day("forecast_on", "Forecast",
            hint="When you now expect it to be done. The due date stays as it is."),
    ),
)
START = Verb(
    "start", "Start", "started",
    sources=(NOT_STARTED,), to=IN_PROGRESS, roles=(MANAGER, OWNER),
    gates=_HELD, play=actions.start, bulk=True, undoable=True,
)
COMPLETE = Verb(
    "complete", "Claim complete", "claimed complete",
    sources=RUNNING_ACTIONS, to=ActionStatus.COMPLETE, roles=(MANAGER, OWNER),
    gates=(*_HELD, gates.evidence_at_claim), play=actions.complete,
    bulk=True, undoable=True, says=_closes,
    foresees=lambda action, on: consequences.requests_that_fall_away(action),
    takes=(
        Words("note", "What was done", needed=True, lack="a note on what was done",
              hint="Goes into the history, and is added as an update."),
        OVERRIDE, GO_AHEAD,
    ),
)
RETURN = Verb(
    "return", "Return", "returned to the owner",
    sources=(ActionStatus.COMPLETE,), to=IN_PROGRESS, roles=(MANAGER, VERIFIER),
    takes=(REASON,), gates=_HELD, play=checks.return_claim, bulk=True, undoable=True,
)
VERIFY = Verb(
    "verify", "Check", "checked",
    sources=(ActionStatus.COMPLETE,), to=VERIFIED, roles=(MANAGER, VERIFIER),
    takes=(NOTE, OVERRIDE), play=checks.verify, bulk=True, undoable=True,
    gates=(*_HELD, gates.evidence_at_check, gates.independent_checker),
)
EMBED = Verb(
    "embed", "Mark as embedded", "marked as embedded",
    sources=(VERIFIED,), to=ActionStatus.EMBEDDED, roles=(MANAGER, VERIFIER),
    takes=(NOTE, OVERRIDE), play=checks.embed, bulk=True, undoable=True,
    gates=(*_HELD, gates.impact_check_passed, gates.impact_shown),
)
CANCEL = Verb(
    "cancel", "Cancel", "cancelled",
    sources=OPEN_ACTIONS, to=CANCELLED,
    takes=(REASON,), play=actions.cancel, bulk=True, undoable=True,
)
REOPEN = Verb(
    "reopen", "Reopen", "reopened",
    sources=(*DONE_ACTIONS, CANCELLED), to=IN_PROGRESS, takes=(REASON,),
    gates=(*_HELD, gates.not_carried_forward), play=actions.reopen,
    bulk=True, undoable=True,
)
EVIDENCE = Verb(
    "evidence", "Add evidence", "given evidence",
    roles=(MANAGER, VERIFIER, OWNER), play=prove, makes=Evidence,
    says="Give one of three: a file, a link, or the partner that holds it.",
    takes=(
        Line("title", "What it is", most=300, needed=True, lack="a title"),
        Choice("proves", "What it proves", choices=EvidenceOf.choices,
               initial=EvidenceOf.DELIVERY),
        File("file", "File", hint=taken),
        Address("link", "Or a link", into="url"),
        Line("held_by", "Or the partner that holds it"),
        Line("held_where", "Where the partner holds it", most=300),
        Line("held_reference", "Their reference"),
        Line("shown_by", "The post there that can show it"),
        Day("proves_from", "It tells about the time from",
            hint="Evidence of impact counts if this is after the work was done."),
        Day("proves_to", "It tells about the time until"),
        Day("expires_on", "It counts until",
            hint="Leave empty if it does not run out."),
        NOTE,
        Pick("other_actions", "Other actions that it proves too",
             source=(ActionEvidence, "action"), many=True),
    ),
)
IMPACT_CHECK = Verb(
    "impact-check", "Record impact check", "checked for its impact",
    sources=DONE_ACTIONS, roles=(MANAGER, VERIFIER),
    gates=(gates.independent_checker,), play=checks.check_impact,
    bulk=True, undoable=True, effect="Is checked for its impact",
    takes=(
        Choice("outcome", "Has it made a difference?", choices=ImpactOutcome.choices,
               labels=lambda records: _OUTCOMES, empty="Choose an outcome",
               needed=True, lack="an outcome"),
        Words("note", "What you found", needed=True, lack="a note on what was found"),
        Pick("evidence", "Evidence of impact it rests on", key="id", many=True,
             source=(ImpactCheckEvidence, "evidence"),
             among=lambda rows, records: rows.filter(
                 actions__in=records, proves=EvidenceOf.IMPACT),
             none="The action has no evidence of impact yet."),
    ),
)
REQUEST_DATE = Verb(
    "request-date", "Ask for another date", "given your wish for another date",
    sources=RUNNING_ACTIONS, roles=(MANAGER, OWNER), play=dates.request_date,
    makes=DueDateChange, bulk=True, undoable=True, effect="Asks for the new date",
    takes=(
        Day("due_on", "Date you ask for", needed=True, lack="a due date"),
        REASON, GO_AHEAD,
    ),
)
BLOCK = Verb(
    "block", "Put on hold", "put on hold",
    sources=OPEN_ACTIONS, roles=(MANAGER, OWNER), play=actions.block,
    bulk=True, undoable=True, effect="Is on hold",
    takes=(Words("reason", "What it is waiting for", needed=True, lack="a reason"),),
)
UNBLOCK = Verb(
    "unblock", "Take off hold", "taken off hold",
    sources=OPEN_ACTIONS, roles=(MANAGER, OWNER), play=actions.unblock,
    takes=(Words("reason", "What has changed"),), bar=actions.bar_to_unblock,
    bulk=True, undoable=True, effect="Is no longer on hold",
)
REASSIGN = Verb(
    "reassign", "Reassign", "given to a new owner",
    sources=OPEN_ACTIONS, play=actions.reassign,
    bulk=True, undoable=True, effect="Goes to the new owner",
    takes=(
        Pick("owner", "New owner", source=(ActionItem, "owner"), needed=True,
             lack="an owner"),
        REASON,
    ),
)
RESCHEDULE = Verb(
    "reschedule", "Move due date", "given a new due date",
    sources=OPEN_ACTIONS, play=dates.reschedule,
    bulk=True, undoable=True, effect="Gets the new due date",
    takes=(
        Day("due_on", "New due date", needed=True, lack="a due date"),
        REASON, GO_AHEAD,
    ),
)
CARRY_FORWARD = Verb(
    "carry-forward", "Carry forward", "carried forward",
    sources=OPEN_ACTIONS, play=carry_forward, makes=ActionItem,
    says="A new action in the other plan goes on from this one. This one is cancelled "
         "as carried forward.",
    takes=(
        Pick("plan", "Plan in which it goes on", source=(ActionItem, "plan"),
             among=lambda rows, records: rows.exclude(
                 pk__in=[record.plan_id for record in records]),
             needed=True, lack="a plan"),
        Day("due_on", "Due date there", needed=True, lack="a due date"),
        REASON,
    ),
)

declare(
    ActionItem,
    UPDATES, START, COMPLETE, RETURN, VERIFY, EMBED, CANCEL, REOPEN,
    undoing(MANAGER, VERIFIER, OWNER), EVIDENCE, IMPACT_CHECK, REQUEST_DATE,
    BLOCK, UNBLOCK, REASSIGN, RESCHEDULE, CARRY_FORWARD,
    revising(), archiving(actions.archive, bulk=True),
)
