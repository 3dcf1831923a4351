"""The verbs of an action."""

from collections.abc import Collection, Sequence
from dataclasses import replace
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
    Lead,
    Line,
    Pick,
    Verb,
    Words,
    declare,
)
from recommendations.workflow.evidence import add_evidence
from recommendations.workflow.files import accepted_types
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
    "Where the plan has no independent check, this closes the action and labels it "
    "“not independently checked”."
)
_HELD = (gates.has_owner, gates.has_due_date)
_OUTCOMES = (
    (ImpactOutcome.PASSED, "Passed: it has made a difference"),
    (ImpactOutcome.FAILED, "Failed: it has not, and the action reopens"),
)
NOT_STARTED, IN_PROGRESS = ActionStatus.NOT_STARTED, ActionStatus.IN_PROGRESS
VERIFIED, CANCELLED = ActionStatus.VERIFIED, ActionStatus.CANCELLED


def _closes(records: Sequence[ActionItem]) -> str:
    closes = any(gates.closes_on_claim(action.plan) for action in records)
    return CLOSES if closes else ""


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
    "updates", "Add update", "updated",
    sources=OPEN_ACTIONS, roles=(MANAGER, OWNER), play=actions.add_update,
    makes=ProgressUpdate, bulk=True, undoable=True, effect="This update is added",
    takes=(
        Words("text", "What happened", needed=True, by_rule=False,
              lack="an account of what happened"),
        Words("next_steps", "Next steps"),
        Choice("brag", "BRAG rating", choices=GivenBrag.choices,
               empty="No change", labels=_in_the_plans_words),
        Words("brag_reason", "Reason for this rating",
              hint="Needed if it differs from the suggested rating.",
              lack="a reason why the rating differs from the suggested one"),
        Day("forecast_on", "Forecast",
            hint="When you now expect to finish. The target date does not change."),
    ),
)
START = Verb(
    "start", "Start", "started",
    sources=(NOT_STARTED,), to=IN_PROGRESS, roles=(MANAGER, OWNER),
    gates=_HELD, play=actions.start, bulk=True, undoable=True,
)
COMPLETE = Verb(
    "complete", "Submit as complete", "submitted as complete",
    sources=RUNNING_ACTIONS, to=ActionStatus.COMPLETE, roles=(MANAGER, OWNER),
    gates=(*_HELD, gates.evidence_at_claim), play=actions.complete,
    bulk=True, undoable=True, says=_closes,
    foresees=lambda action, on: consequences.requests_that_fall_away(action),
    takes=(
        Words("note", "What was done", needed=True, lack="a note on what was done",
              hint="This is added as an update and kept in the history."),
        OVERRIDE, GO_AHEAD,
    ),
)
RETURN = Verb(
    "return", "Send back", "sent back to the lead officer",
    sources=(ActionStatus.COMPLETE,), to=IN_PROGRESS, roles=(MANAGER, VERIFIER),
    takes=(REASON,), gates=_HELD, play=checks.return_claim, bulk=True, undoable=True,
)
VERIFY = Verb(
    "verify", "Confirm", "confirmed",
    sources=(ActionStatus.COMPLETE,), to=VERIFIED, roles=(MANAGER, VERIFIER),
    takes=(NOTE, OVERRIDE), play=checks.verify, bulk=True, undoable=True,
    button="Confirm it is done",
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
    takes=(REASON,), play=actions.cancel, bulk=True, undoable=True, is_aside=True,
)
REOPEN = Verb(
    "reopen", "Reopen", "reopened",
    sources=(*DONE_ACTIONS, CANCELLED), to=IN_PROGRESS, takes=(REASON,),
    gates=(*_HELD, gates.not_carried_forward), play=actions.reopen,
    bulk=True, undoable=True,
)
EVIDENCE = Verb(
    "evidence", "Add evidence", "The evidence was added.",
    roles=(MANAGER, VERIFIER, OWNER), play=prove, makes=Evidence,
    says="Add one of these: a file, a link, or the partner that holds it.",
    folds="A link, the partner that holds it, dates and other actions",
    takes=(
        Line("title", "Title", most=300, needed=True, lack="a title"),
        Choice("proves", "What it proves", choices=EvidenceOf.choices,
               initial=EvidenceOf.DELIVERY),
        File("file", "File", hint=accepted_types),
        Address("link", "Or a link", into="url", is_folded=True),
        Line("held_by", "Or the partner that holds it", is_folded=True),
        Line("held_where", "Where the partner holds it", most=300, is_folded=True),
        Line("held_reference", "Their reference", is_folded=True),
        Line("shown_by", "The post that can show it", is_folded=True),
        Day("proves_from", "Covers the period from", is_folded=True,
            hint="Evidence of impact counts if this is after the work was done."),
        Day("proves_to", "Covers the period to", is_folded=True),
        Day("expires_on", "Valid until", is_folded=True,
            hint="Leave empty if it does not expire."),
        replace(NOTE, is_folded=True),
        Pick("other_actions", "Other actions that this evidence is for",
             source=(ActionEvidence, "action"), many=True, is_folded=True),
    ),
)
IMPACT_CHECK = Verb(
    "impact-check", "Record impact review", "reviewed for impact",
    sources=DONE_ACTIONS, roles=(MANAGER, VERIFIER),
    gates=(gates.independent_checker,), play=checks.check_impact,
    bulk=True, undoable=True, effect="Its impact review is recorded",
    takes=(
        Choice("outcome", "Has it made a difference?", choices=ImpactOutcome.choices,
               labels=lambda records: _OUTCOMES, empty="Choose an outcome",
               needed=True, lack="an outcome"),
        Words("note", "What you found", needed=True, lack="a note on what you found"),
        Pick("evidence", "Evidence of impact that supports this", key="id", many=True,
             source=(ImpactCheckEvidence, "evidence"),
             among=lambda rows, records: rows.filter(
                 actions__in=records, proves=EvidenceOf.IMPACT),
             none="The action has no evidence of impact yet."),
    ),
)
REQUEST_DATE = Verb(
    "request-date", "Ask for a new target date",
    "Your request for a new target date was sent.",
    sources=RUNNING_ACTIONS, roles=(MANAGER, OWNER), play=dates.request_date,
    makes=DueDateChange, bulk=True, undoable=True,
    effect="A new target date is requested",
    takes=(
        Day("due_on", "New target date", needed=True, lack="a target date"),
        REASON, GO_AHEAD,
    ),
)
BLOCK = Verb(
    "block", "Put on hold", "put on hold",
    sources=OPEN_ACTIONS, roles=(MANAGER, OWNER), play=actions.block,
    bulk=True, undoable=True, effect="Goes on hold",
    takes=(Words("reason", "What it is waiting for", needed=True, lack="a reason"),),
)
UNBLOCK = Verb(
    "unblock", "Take off hold", "taken off hold",
    sources=OPEN_ACTIONS, roles=(MANAGER, OWNER), play=actions.unblock,
    takes=(Words("reason", "What has changed"),), bar=actions.bar_to_unblock,
    bulk=True, undoable=True, effect="Comes off hold",
)
REASSIGN = Verb(
    "reassign", "Reassign", "given a new lead officer",
    sources=OPEN_ACTIONS, play=actions.reassign,
    bulk=True, undoable=True, effect="Gets the new lead officer",
    takes=(
        Pick("owner", "New lead officer", source=(ActionItem, "owner"), needed=True,
             lack="a lead officer"),
        REASON,
    ),
)
RESCHEDULE = Verb(
    "reschedule", "Change target date", "given a new target date",
    sources=OPEN_ACTIONS, play=dates.reschedule,
    bulk=True, undoable=True, effect="Gets the new target date",
    takes=(
        Day("due_on", "New target date", needed=True, lack="a target date"),
        REASON, GO_AHEAD,
    ),
)
CARRY_FORWARD = Verb(
    "carry-forward", "Carry forward", "carried forward",
    sources=OPEN_ACTIONS, play=carry_forward, makes=ActionItem,
    says="A new action in the other plan continues this one. This one is cancelled as "
         "carried forward.",
    takes=(
        Pick("plan", "Plan to carry it forward to", source=(ActionItem, "plan"),
             among=lambda rows, records: rows.exclude(
                 pk__in=[record.plan_id for record in records]),
             needed=True, lack="a plan"),
        Day("due_on", "Target date in the new plan", needed=True,
            lack="a target date"),
        REASON,
    ),
)

declare(
    ActionItem,
    UPDATES, START, COMPLETE, RETURN, VERIFY, EMBED, CANCEL, REOPEN,
    undoing(MANAGER, VERIFIER, OWNER), EVIDENCE, IMPACT_CHECK, REQUEST_DATE,
    BLOCK, UNBLOCK, REASSIGN, RESCHEDULE, CARRY_FORWARD,
    revising(), archiving(actions.archive, bulk=True),
    leads=(
        Lead(VERIFY),
        Lead(EMBED),
        Lead(IMPACT_CHECK),
        Lead(REASSIGN, lambda action: action.owner_id is None),
        Lead(RESCHEDULE, lambda action: action.due_on is None),
        Lead(UNBLOCK),
        Lead(START),
        Lead(UPDATES),
        Lead(RETURN),  # by a checker, where the gates are in the way of confirming
    ),
)
