"""The verbs of a recommendation."""

from recommendations.choices import RecommendationStatus, Response
from recommendations.models import Recommendation, RecommendationLink
from recommendations.workflow import gates, recommendations
from recommendations.workflow.actions import archive
from recommendations.workflow.declarations import (
    MANAGER,
    VERIFIER,
    Choice,
    Day,
    Lead,
    Line,
    Pick,
    Verb,
    Words,
    declare,
)
from recommendations.workflow.verbs.common import (
    NOTE,
    OVERRIDE,
    REASON,
    archiving,
    revising,
    undoing,
)

OPEN, IN_PROGRESS = RecommendationStatus.OPEN, RecommendationStatus.IN_PROGRESS
DELIVERED, CLOSED = RecommendationStatus.DELIVERED, RecommendationStatus.CLOSED
NOT_ACCEPTED = RecommendationStatus.NOT_ACCEPTED
SUPERSEDED = RecommendationStatus.SUPERSEDED

RESPOND = Verb(
    "respond", "Respond", "The response was recorded.",
    sources=(OPEN, IN_PROGRESS, NOT_ACCEPTED),
    to="",  # Where it leads is what the response says.
    play=recommendations.respond, undoable=True,
    takes=(
        Choice("response", "Response", choices=Response.choices, needed=True,
               empty="Choose a response", lack="a response"),
        Words("reason", "Reason", lack="a reason",
              hint="Needed unless it is accepted in full."),
        Line("approver", "Approved by", lack="the post that approved the response",
             hint="The post that approved this response. Needed if the "
                  "recommendation is not accepted."),
        Day("review_on", "Review on",
            hint="Needed if the recommendation is not accepted.",
            lack="a date to review it"),
    ),
)
START = Verb(
    "start", "Start", "started",
    sources=(OPEN,), to=IN_PROGRESS, play=recommendations.start, undoable=True,
)
DELIVER = Verb(
    "deliver", "Mark as delivered", "marked as delivered",
    sources=(IN_PROGRESS,), to=DELIVERED, gates=(gates.actions_done,),
    play=recommendations.deliver, undoable=True,
)
CLOSE = Verb(
    "close", "Sign off and close", "signed off and closed",
    sources=(DELIVERED,), to=CLOSED, roles=(MANAGER, VERIFIER),
    gates=(gates.impact_shown_by_one, gates.independent_signatory),
    play=recommendations.close, undoable=True,
    takes=(
        Day("recheck_on", "Check again on", needed=True, by_rule=True,
            lack="a date to check again"),
        NOTE, OVERRIDE,
    ),
)
SUPERSEDE = Verb(
    "supersede", "Supersede", "superseded",
    sources=(OPEN, IN_PROGRESS, DELIVERED), to=SUPERSEDED,
    play=recommendations.supersede, undoable=True, is_aside=True,
    takes=(
        Pick("by", "Later recommendation that replaces it", into="later",
             source=(RecommendationLink, "later"), needed=True,
             lack="the recommendation that replaces it"),
        REASON,
    ),
)
REOPEN = Verb(
    "reopen", "Reopen", "reopened",
    sources=(DELIVERED, CLOSED, NOT_ACCEPTED, SUPERSEDED), to=OPEN,
    takes=(REASON,), play=recommendations.reopen, undoable=True,
)

declare(
    Recommendation,
    RESPOND, START, DELIVER, CLOSE, SUPERSEDE, REOPEN,
    undoing(MANAGER, VERIFIER),
    revising(),
    archiving(archive),
    leads=(
        Lead(CLOSE),
        Lead(DELIVER),
        Lead(RESPOND, lambda recommendation: not recommendation.response),
        Lead(START),
    ),
)
