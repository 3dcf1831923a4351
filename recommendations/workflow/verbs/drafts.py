"""The verbs of a draft, of which inspections are made."""

from recommendations.choices import DraftStatus
from recommendations.models import Draft
from recommendations.workflow.declarations import Line, Pick, Verb, declare
from recommendations.workflow.drafting import accepting, drafts
from recommendations.workflow.verbs.common import REASON, revising

declare(
    Draft,
    Verb(
        "accept", "Accept", "accepted",
        sources=(DraftStatus.OPEN,), to=DraftStatus.ACCEPTED, play=accepting.accept,
        says="Rows that nobody decided on are accepted too.",
        takes=(
            Pick("authority", "Authority that the report is about", key="code",
                 source=(Draft, "authority"),
                 lack="the authority that the report is about"),
            Line("authority_name",
                 "If the report is about another authority, the name that it prints",
                 lack="the name of the authority as the report prints it, because it "
                      "is not the one chosen here"),
        ),
        lacks={
            "framework": "the kind of inspection",
            "rows.N": "a decision on row N, which is unsure or differs from what is "
                      "recorded",
        },
    ),
    Verb(
        "reject", "Reject", "rejected",
        sources=(DraftStatus.OPEN,), to=DraftStatus.REJECTED,
        takes=(REASON,), play=drafts.reject,
    ),
    revising(sources=(DraftStatus.OPEN,), play=drafts.revise),
)
