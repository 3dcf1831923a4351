"""The verbs by which a manager decides on a due date that was asked for."""

from dataclasses import replace

from recommendations.models import DueDateChange
from recommendations.workflow import dates
from recommendations.workflow.consequences import of_date
from recommendations.workflow.declarations import Lead, Verb, declare
from recommendations.workflow.verbs.common import GO_AHEAD, MESSAGE

_MESSAGE = "a message to the person who asked"

APPROVE_DATE = Verb(
    "approve-date", "Approve date", "approved", path="approve",
    takes=(MESSAGE, GO_AHEAD), play=dates.approve_date, bar=dates.bar_to_decide,
    foresees=lambda change, on: of_date(change.action, change.to_on, on=on),
    lacks={"other_manager": "a manager other than the person who asked"},
)

declare(
    DueDateChange,
    APPROVE_DATE,
    Verb(
        "reject-date", "Reject date", "rejected", path="reject",
        takes=(replace(MESSAGE, needed=True, lack=_MESSAGE),),
        play=dates.reject_date, bar=dates.bar_to_decide,
    ),
    leads=(Lead(APPROVE_DATE),),
)
