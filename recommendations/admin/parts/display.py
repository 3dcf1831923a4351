"""How facts are written on admin pages: dates by precision, badges, lateness, names.
Called by the admin classes; templates have their own includes for what repeats."""

from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString

from recommendations.choices import (
    BRAG_LEGEND,
    CLAIMED_ACTIONS,
    ActionStatus,
    Precision,
)
from recommendations.models import ActionItem, ActionPlan, Inspection
from recommendations.models.rules import is_better
from recommendations.models.trail import actor_name


def printed_date(day: date | None, precision: str = Precision.DAY) -> str:
    """A date no more precise than it is known: 23 October 2023, April 2025, 2012."""
    if day is None:
        return "Not known"
    shape = {Precision.MONTH: "YEAR_MONTH_FORMAT", Precision.YEAR: "Y"}
    return formats.date_format(day, shape.get(Precision(precision), "DATE_FORMAT"))


def held(inspection: Inspection) -> str:
    """From when to when inspectors were there, as precisely as it is known."""
    ends = [
        printed_date(day, precision)
        for day, precision in (
            (inspection.start_on, inspection.start_precision),
            (inspection.end_on, inspection.end_precision),
        )
        if day
    ]
    return " to ".join(dict.fromkeys(ends)) or "Not known"


def brag_badge(brag: str | None, plan: ActionPlan) -> SafeString | str:
    """A rating in the words of the plan's legend, so that nothing is told by colour
    alone. A colour of the plan's own stands beside the word, which any colour lets one
    read."""
    if not brag:
        return "Not rated"
    entry = plan.legend[brag]
    if entry["colour"] == BRAG_LEGEND[brag]["colour"]:
        return format_html(
            '<span class="badge brag-{}">{}</span>', brag, entry["label"]
        )
    return format_html(
        '<span class="badge brag-own">{} {}</span>',
        swatch(entry["colour"]),
        entry["label"],
    )


def swatch(colour: str) -> SafeString:
    """A patch of colour; a shape, since the pages allow no style of their own."""
    return format_html(
        '<svg class="swatch" width="16" height="16" aria-hidden="true">'
        '<rect width="16" height="16" fill="{}"/></svg>',
        colour,
    )


def status_badge(status: str, label: str) -> SafeString:
    return format_html('<span class="badge status-{}">{}</span>', status, label)


def status_words(action: ActionItem) -> SafeString:
    """The status of an action, and what is to be said beside it."""
    badge = status_badge(action.status, str(action.get_status_display()))
    if not action.status_remarks:
        return badge
    return format_html("{} {}", badge, action.status_remarks)


def brag_words(action: Any) -> SafeString | str:
    """The rating in force; where a person's differs from the suggested one, both, and
    why: “Green, suggested Red: the last step is agreed”."""
    badge = brag_badge(action.brag_in_force, action.plan)
    if action.brag_given in ("", action.brag_suggested):
        return badge
    suggestion = f"suggested {action.plan.legend[action.brag_suggested]['label']}"
    if is_better(action.brag_given, action.brag_suggested):
        suggestion = format_html("<strong>{}</strong>", suggestion)
    reason = f": {action.brag_reason}" if action.brag_reason else ""
    return format_html("{}, {}{}", badge, suggestion, reason)


def lateness(action: ActionItem, days: int) -> str:
    """`days` past a due date in words; the clock of a claimed action has stopped."""
    if action.due_on is None or action.status == ActionStatus.CANCELLED:
        return "–"
    if not days:
        return "Not late"
    counted = "1 day" if days == 1 else f"{days} days"
    return f"{counted} when submitted" if action.status in CLAIMED_ACTIONS else counted


def due_words(action: ActionItem) -> str:
    """The due date, and how often it has moved."""
    if action.due_on is None:
        return "Not set"
    day = formats.date_format(action.due_on)
    if not action.date_moves:
        return day
    count = action.date_moves
    times = {1: "once", 2: "twice"}.get(count, f"{count} times")
    return f"{day}, revised {times}"


def lateness_words(action: ActionItem, *, on: date) -> str:
    """Past the due date, and past the first one where that says something else."""
    late = lateness(action, action.days_late(on=on))
    first = lateness(action, action.days_late_original(on=on))
    return (
        late
        if first == late
        else f"{late}; against the first target date: {first.lower()}"
    )


def person(user: User | None) -> str:
    return actor_name(user) or "Not recorded"
