"""The verbs of an action plan."""

from recommendations.choices import PlanStatus
from recommendations.models import ActionPlan
from recommendations.workflow import plans
from recommendations.workflow.consequences import of_approval
from recommendations.workflow.declarations import Lead, Verb, declare
from recommendations.workflow.verbs.common import GO_AHEAD, REASON, revising, undoing

APPROVE = Verb(
    "approve", "Approve", "approved",
    sources=(PlanStatus.DRAFT,), to=PlanStatus.APPROVED,
    takes=(GO_AHEAD,), foresees=of_approval,
    play=plans.approve_plan, undoable=True,
)
SUBMIT = Verb(
    "submit", "Mark as submitted", "marked as submitted",
    sources=(PlanStatus.APPROVED,), to=PlanStatus.SUBMITTED,
    play=plans.submit_plan, undoable=True,
)
ACTIVATE = Verb(
    "activate", "Make live", "made live",
    sources=(PlanStatus.APPROVED, PlanStatus.SUBMITTED), to=PlanStatus.LIVE,
    play=plans.activate_plan, undoable=True,
)
CLOSE = Verb(
    "close", "Close", "closed",
    sources=(PlanStatus.LIVE,), to=PlanStatus.CLOSED,
    takes=(REASON,), play=plans.close_plan, undoable=True,
)

declare(
    ActionPlan,
    APPROVE, SUBMIT, ACTIVATE, CLOSE,
    undoing(),
    revising(),
    leads=(Lead(APPROVE), Lead(ACTIVATE)),
)
