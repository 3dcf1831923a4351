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
    line,
    revising,
    undoing,
)

OPEN, IN_PROGRESS = RecommendationStatus.OPEN, RecommendationStatus.IN_PROGRESS
DELIVERED, CLOSED = RecommendationStatus.DELIVERED, RecommendationStatus.CLOSED
NOT_ACCEPTED = RecommendationStatus.NOT_ACCEPTED
SUPERSEDED = RecommendationStatus.SUPERSEDED

declare(
    Recommendation,
    Verb(
        name="respond",
        label="Respond",
        done="answered",
        sources=(OPEN, IN_PROGRESS, NOT_ACCEPTED),
        to="",  # Where it leads is what the response says.
        takes=(
            Choice(
                name="response",
                label="Response",
                choices=Response.choices,
                empty="Choose a response",
                needed=True,
                lack="a response",
            ),
            Words(
                name="reason",
                label="Reason",
                hint="Needed unless it is accepted in full.",
                lack="a reason",
            ),
            line(
                "approver",
                "Approved by",
                hint="The post that approved this answer. Needed if it is not "
                "accepted.",
                lack="the post that approved the response",
            ),
            Day(
                name="review_on",
                label="Look at it again on",
                hint="Needed if the recommendation is not accepted.",
                lack="a date on which to look at it again",
            ),
        ),
        play=recommendations.respond,
        undoable=True,
    ),
    Verb(
        name="start",
        label="Start",
        done="started",
        sources=(OPEN,),
        to=IN_PROGRESS,
        play=recommendations.start,
        undoable=True,
    ),
    Verb(
        name="deliver",
        label="Mark as delivered",
        done="marked as delivered",
        sources=(IN_PROGRESS,),
        to=DELIVERED,
        gates=(gates.actions_done,),
        play=recommendations.deliver,
        undoable=True,
    ),
    Verb(
        name="close",
        label="Sign off and close",
        done="signed off and closed",
        sources=(DELIVERED,),
        to=CLOSED,
        roles=(MANAGER, VERIFIER),
        takes=(
            Day(
                name="recheck_on",
                label="Check again on",
                needed=True,
                by_rule=True,
                lack="a date on which to check again",
            ),
            NOTE,
            OVERRIDE,
        ),
        gates=(gates.impact_shown_by_one, gates.independent_signatory),
        play=recommendations.close,
        undoable=True,
    ),
    Verb(
        name="supersede",
        label="Supersede",
        done="superseded",
        sources=(OPEN, IN_PROGRESS, DELIVERED),
        to=SUPERSEDED,
        takes=(
            Pick(
                name="by",
                into="later",
                label="Later recommendation that takes its place",
                source=(RecommendationLink, "later"),
                needed=True,
                lack="the recommendation that takes its place",
            ),
            REASON,
        ),
        play=recommendations.supersede,
        undoable=True,
    ),
    Verb(
        name="reopen",
        label="Reopen",
        done="reopened",
        sources=(DELIVERED, CLOSED, NOT_ACCEPTED, SUPERSEDED),
        to=OPEN,
        takes=(REASON,),
        play=recommendations.reopen,
        undoable=True,
    ),
    undoing(MANAGER, VERIFIER),
    revising(),
    archiving(archive),
)
