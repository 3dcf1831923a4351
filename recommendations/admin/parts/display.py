"""How facts are written on admin pages: dates by precision, badges, lateness, names.
Called by the admin classes; templates have their own includes for what repeats."""

from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from recommendations.choices import (
    BRAG_LEGEND,
    CLAIMED_ACTIONS,
    RUNNING_ACTIONS,
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


def status_line(action: ActionItem) -> SafeString:
    """The status for a row of a list: “Complete” with “awaiting check” below it."""
    label, _, rest = str(action.get_status_display()).partition(", ")
    badge = status_badge(action.status, label)
    remarks = ", ".join(filter(None, [rest, action.status_remarks]))
    return two_lines(badge, remarks) if remarks else badge


def brag_words(action: Any) -> SafeString | str:
    """The rating in force; where a person's differs from the suggested one, both, and
    why: “Green, suggested Red: the last step is agreed”."""
    badge, suggested = brag_badge(action.brag_in_force, action.plan), _suggested(action)
    if not suggested:
        return badge
    reason = f": {action.brag_reason}" if action.brag_reason else ""
    return format_html("{}, {}{}", badge, suggested, reason)


def rating_line(action: Any) -> SafeString | str:
    """The rating in force for a row of a list: its reason is on the record's page."""
    badge, suggested = brag_badge(action.brag_in_force, action.plan), _suggested(action)
    return two_lines(badge, suggested) if suggested else badge


def _suggested(action: Any) -> SafeString | str:
    """What is suggested in place of a person's rating, strongly if that is worse."""
    if action.brag_given in ("", action.brag_suggested):
        return ""
    words = f"suggested {action.plan.legend[action.brag_suggested]['label']}"
    is_rosy = is_better(action.brag_given, action.brag_suggested)
    return format_html("<strong>{}</strong>", words) if is_rosy else words


def two_lines(first: Any, second: Any) -> SafeString:
    """A cell of a list: what counts, and below it in small what belongs to it."""
    return format_html(
        '<span class="line">{}</span> <span class="line small">{}</span>', first, second
    )


def lateness(action: ActionItem, days: int) -> str:
    """`days` past a due date in words; the clock of a claimed action has stopped."""
    if action.due_on is None or action.status == ActionStatus.CANCELLED:
        return "–"
    if not days:
        return "Not late"
    counted = _counted(days)
    return f"{counted} when submitted" if action.status in CLAIMED_ACTIONS else counted


def _counted(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def due_words(action: ActionItem) -> str:
    """The due date, and how often it was revised."""
    if action.due_on is None:
        return "Not set"
    day = formats.date_format(action.due_on)
    return f"{day}, {_revised(action)}" if action.date_moves else day


def _revised(action: ActionItem) -> str:
    times = {1: "once", 2: "twice"}
    return f"revised {times.get(action.date_moves, f'{action.date_moves} times')}"


def due_line(action: ActionItem, *, on: date) -> SafeString | str:
    """The target date for a row of a list: how late it is or how long there is, and how
    often it was revised."""
    if action.due_on is None:
        return "Not set"
    remarks = [_time_left(action, on), _revised(action) if action.date_moves else ""]
    return two_lines(
        formats.date_format(action.due_on, "j M Y"),
        format_html_join(" · ", "{}", ((remark,) for remark in remarks if remark)),
    )


def _time_left(action: ActionItem, on: date) -> SafeString | str:
    days = action.days_late(on=on)
    if days and action.status in CLAIMED_ACTIONS:
        return f"{_counted(days)} late when submitted"
    if days:
        return format_html("<strong>{} late</strong>", _counted(days))
    if action.status not in RUNNING_ACTIONS or action.due_on is None:
        return ""
    left = (action.due_on - on).days
    return {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")


def shortened(reference: str, record: ActionItem) -> str:
    """Without the authority's code, where the record beside it has the same."""
    return reference.removeprefix(record.reference.partition("-")[0] + "-")


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
