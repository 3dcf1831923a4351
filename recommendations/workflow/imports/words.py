"""What people write in the cells of a plan: dates, statuses and ratings. Pure functions
from a cell to a value; each raises ValueError with a sentence for the person."""

import calendar
import re
from datetime import date, datetime
from typing import Any

from recommendations.choices import ActionStatus, Brag

_MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_NOTHING = {"", "-", "–", "—", "n/a", "na", "none", "tbc", "tba", "tbd"}
ONGOING = {"ongoing", "on-going", "on going", "continuous", "rolling"}
_YEARS = range(2000, 2101)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ][\d:.]+)?")
_WORDED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[ \-])?([a-z]+)\.?,?[ \-](\d{4}|\d{2})"
)
_SHARE = re.compile(
    r"(\d{1,3})(?:\.\d+)? ?%(?: ?(?:complete|completed|done))?", re.IGNORECASE
)
_BEFORE = re.compile(r"^(?:by |due )?(?:the )?(?:end of |end )?")

_STATUSES = {
    ActionStatus.NOT_STARTED: "not started, not yet started, not begun, to do, planned",
    ActionStatus.IN_PROGRESS: "in progress, started, on track, ongoing, on-going, "
    "underway, under way, open, active, delayed, at risk, off track, overdue, "
    "slipped, behind schedule, partially complete, partly complete",
    ActionStatus.COMPLETE: "complete, completed, done, closed, delivered, achieved, "
    "finished, complete awaiting check, awaiting check",
    ActionStatus.VERIFIED: "verified, checked",
    ActionStatus.EMBEDDED: "embedded",
    ActionStatus.CANCELLED: "cancelled, canceled, withdrawn, no longer required",
}
_STATUS_OF = {
    re.sub("[^a-z]", "", word): status
    for status, words in _STATUSES.items()
    for word in words.split(",")
}
_BRAG_OF = {
    **{code: Brag(code) for code in Brag.values},
    **{code[0]: Brag(code) for code in ("blue", "red", "amber", "green")},
    "gray": Brag.GREY,
}


def is_nothing(text: str) -> bool:
    return text.lower() in _NOTHING


def day_of(cell: Any, *, is_end: bool) -> date | None:
    """The day that a cell names; a month is its last day (`is_end`) or its first.
    Nothing, or a word such as “Ongoing”, is no day."""
    if isinstance(cell, datetime):
        return _within(cell.date())
    if isinstance(cell, date):
        return _within(cell)
    text = _BEFORE.sub("", " ".join(str(cell or "").split()).lower(), count=1)
    if is_nothing(text) or text in ONGOING:
        return None
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]), cell)
    if match := _DAY_FIRST.fullmatch(text):
        return _day(_year(match[3]), int(match[2]), int(match[1]), cell)
    if (match := _WORDED.fullmatch(text)) and match[2] in _MONTHS:
        return _worded_day(match, cell, is_end=is_end)
    raise _no_date(cell)


def _worded_day(match: re.Match[str], cell: Any, *, is_end: bool) -> date:
    year, month = _year(match[3]), _MONTHS[match[2]]
    if match[1]:
        return _day(year, month, int(match[1]), cell)
    last = calendar.monthrange(year, month)[1]
    return _day(year, month, last if is_end else 1, cell)


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _day(year: int, month: int, day: int, cell: Any) -> date:
    try:
        return _within(date(year, month, day))
    except ValueError:
        raise _no_date(cell) from None


def _within(day: date) -> date:
    if day.year not in _YEARS:
        raise ValueError(
            f"The year {day.year} must be from {_YEARS.start} to {_YEARS.stop - 1}."
        )
    return day


def _no_date(cell: Any) -> ValueError:
    return ValueError(
        f"“{cell}” is not a date. Write 23 October 2026, 23/10/2026, 2026-10-23, "
        "October 2026 for its last day, or Ongoing."
    )


def status_of(text: str) -> ActionStatus | None:
    """The status that the words stand for; none where nothing is said."""
    if is_nothing(text):
        return None
    if share := _SHARE.fullmatch(text):
        return _status_of_share(int(share[1]))
    status = _STATUS_OF.get(re.sub("[^a-z]", "", text.lower()))
    if status is None:
        raise ValueError(
            f"“{text}” is not a status. Write Not started, In progress or Complete, or "
            "how much is done, such as 50%."
        )
    return status


def _status_of_share(percent: int) -> ActionStatus:
    """The status of an action of which so much is done."""
    if percent == 0:
        return ActionStatus.NOT_STARTED
    return ActionStatus.COMPLETE if percent >= 100 else ActionStatus.IN_PROGRESS


def brag_of(text: str) -> str:
    """The code of a rating; empty where nothing is said."""
    if is_nothing(text):
        return ""
    brag = _BRAG_OF.get(text.lower())
    if brag is None:
        colours = "Blue, Red, Amber, Green or Grey"
        raise ValueError(f"“{text}” is not a rating. Write {colours}.")
    return brag.value
