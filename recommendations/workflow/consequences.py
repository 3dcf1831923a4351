"""What a verb will do that one may not have meant: a date moved back or into the past,
a request that falls away, first dates that are fixed. Verbs ask `require_confirmed`;
the doors (REST, admin, imports) show it, and pass on what the person confirmed."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.utils.formats import date_format

from recommendations.models import ActionItem, ActionPlan
from recommendations.models.trail import holding
from recommendations.reports.figures import UNDATED, UNOWNED
from recommendations.workflow.errors import ConfirmationNeeded, Consequence
from recommendations.workflow.steps import requests_waiting

# All that a verb may do (True), or the messages that the person has read and confirmed.
_accepted: ContextVar[bool | frozenset[str]] = ContextVar("accepted", default=False)
_MOST_NAMED = 5


@contextmanager
def going_ahead(accepted: bool | Collection[str] = True) -> Iterator[None]:
    """The person confirmed what the verbs inside will do: all of it, or what they were
    told in these messages. Nothing takes back what was confirmed outside."""
    allowed = accepted if isinstance(accepted, bool) else frozenset(accepted)
    with holding(_accepted, allowed or _accepted.get()):
        yield


def require_confirmed(consequences: Iterable[Consequence]) -> None:
    """Raises ConfirmationNeeded with all of them where one was not confirmed."""
    required = list(consequences)
    accepted = _accepted.get()
    if accepted is True:
        return
    if any(
        accepted is False or consequence.message not in accepted
        for consequence in required
    ):
        raise ConfirmationNeeded(required)


def of_date(action: ActionItem, due_on: date, *, on: date) -> list[Consequence]:
    """Of another due date, moved at once or only asked for."""
    consequences = []
    day = date_format(due_on)
    if action.due_on is not None and due_on < action.due_on:
        now = date_format(action.due_on)
        message = f"{day} is earlier than the target date of {action.reference}, {now}."
        consequences.append(Consequence("earlier_date", message))
    if due_on < on:
        late = action.days_past(due_on, on)
        message = f"{day} has passed."
        if late:
            message += f" {action.reference} will be {_days(late)} late."
        consequences.append(Consequence("past_date", message))
    return consequences


def requests_that_fall_away(action: ActionItem) -> list[Consequence]:
    """With a claim."""
    return [
        Consequence(
            "waiting_request",
            f"{request.requested_by_shown or 'Somebody'} asked for a new target date "
            f"for {action.reference}, {date_format(request.to_on)}, which has not been "
            "decided. Submitting it as complete withdraws the request.",
        )
        for request in requests_waiting(action)
    ]


def of_approval(plan: ActionPlan, on: date) -> list[Consequence]:
    """Approval fixes the first due dates, and what the plan promises."""
    actions = plan.actions.order_by("reference")
    cases = (
        (
            "late_actions",
            actions.overdue(on=on),
            ("is", "are"),
            "already late",
            "Approval fixes late dates as first target dates too.",
        ),
        (
            "undated_actions",
            UNDATED.of(actions, on=on),
            ("has", "have"),
            "no target date",
            "The first date set later becomes the first target date.",
        ),
        (
            "unowned_actions",
            UNOWNED.of(actions, on=on),
            ("has", "have"),
            "no lead officer",
            "The baseline will show no lead officer.",
        ),
    )
    return [
        Consequence(
            code, f"{_counted(names, verb)} {condition}: {_listed(names)}. {effect}"
        )
        for code, rows, verb, condition, effect in cases
        if (names := list(rows.values_list("reference", flat=True)))
    ]


def _counted(names: list[str], verb: tuple[str, str]) -> str:
    singular, plural = verb
    return (
        f"1 action {singular}" if len(names) == 1 else f"{len(names)} actions {plural}"
    )


def _listed(names: list[str]) -> str:
    *others, last = names[:_MOST_NAMED]
    if len(names) > _MOST_NAMED:
        others, last = [*others, last], f"{len(names) - _MOST_NAMED} more"
    return f"{', '.join(others)} and {last}" if others else last


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
