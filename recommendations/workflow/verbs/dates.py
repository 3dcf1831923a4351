"""The verbs by which a manager decides on a due date that was asked for."""

from dataclasses import replace

from recommendations.models import DueDateChange
from recommendations.workflow import dates
from recommendations.workflow.consequences import of_date
from recommendations.workflow.declarations import Verb, declare
from recommendations.workflow.verbs.common import GO_AHEAD, MESSAGE

declare(
    DueDateChange,
    Verb(
        name="approve-date",
        path="approve",
        label="Approve date",
        done="approved",
        takes=(replace(MESSAGE, lack=""), GO_AHEAD),
        bar=dates.bar_to_decide,
        foresees=lambda change, on: of_date(change.action, change.to_on, on=on),
        lacks={"other_manager": "a manager other than the person who asked"},
        play=dates.approve_date,
    ),
    Verb(
        name="reject-date",
        path="reject",
        label="Reject date",
        done="rejected",
        takes=(replace(MESSAGE, needed=True),),
        bar=dates.bar_to_decide,
        play=dates.reject_date,
    ),
)
