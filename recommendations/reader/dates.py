"""Dates as reports print them: `24 January to 4 February 2022`, `11 – 22 July 2022`,
`1/06/2015 – 25/06/2015`, two periods, one day. A date without a year is none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS: tuple[str, ...] = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
)
_MONTHS += ("august", "september", "october", "november", "december")
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS) + "|sept"
_DAY = r"(?P<day{0}>\d{{1,2}})(?:\s?(?:st|nd|rd|th))?"
_WRITTEN = re.compile(
    rf"\b{_DAY.format('')}(?:\s+(?:of\s+)?(?P<month>{_MONTH})\b\.?,?)?"
    r"(?:\s+(?P<year>(?:19|20)\d{2})\b)?",
    re.IGNORECASE,
)
_FIGURES = re.compile(
    r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>(?:20)?\d{2})\b"
)
_JOIN = re.compile(
    r"\s*(?:(?:through )?to(?: the)?|and|until|[\u2010-\u2015\u2212&,\ufffe-]"
    r"|(?:,\s*)?and\s+(?:from\s+)?)\s*"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+(?=\d)", re.IGNORECASE
)


@dataclass(frozen=True)
class _DatePart:
    day: int
    month: int | None
    year: int | None
    begin: int
    end: int


def first_date(text: str) -> date | None:
    """The first whole date of the text: day, month and year."""
    for part in _date_parts(text):
        if part.month and part.year and (day := _day(part.day, part.month, part.year)):
            return day
    return None


def period(text: str) -> tuple[date, date] | None:
    """The first and the last day that the text names, from its first date on, for as
    long as only words such as `to` and `and` stand between the dates."""
    run: list[_DatePart] = []
    text = _WEEKDAY.sub("", text)
    for part in _date_parts(text):
        if run and not _JOIN.fullmatch(text[run[-1].end : part.begin]):
            if _complete_days(run):
                break
            run = []
        run.append(part)
    days = _complete_days(run)
    return (min(days), max(days)) if days else None


def _complete_days(run: list[_DatePart]) -> list[date]:
    """The run's days, each with the month and year that stand behind it."""
    days: list[date] = []
    month = year = None
    for part in reversed(run):
        month, year = part.month or month, part.year or year
        if part.month and days and part.year is None and year is not None:
            # `28 November to 2 January 2020`: the year before.
            day = _day(part.day, part.month, year)
            if day and day > days[-1]:
                day = _day(part.day, part.month, year - 1)
        else:
            day = _day(part.day, month, year) if month and year else None
        if day is None:
            return []
        days.append(day)
    return days


def _date_parts(text: str) -> Iterator[_DatePart]:
    at = 0
    while at < len(text):
        figures, written = _FIGURES.search(text, at), _WRITTEN.search(text, at)
        if figures and (written is None or figures.start() <= written.start()):
            year = int(figures["year"])
            yield _DatePart(
                int(figures["day"]),
                int(figures["month"]),
                year if year > 100 else 2000 + year,
                *figures.span(),
            )
            at = figures.end()
        elif written:
            month = written["month"]
            number = None
            if month:
                short = month[:3].lower()
                number = next(
                    n for n, name in enumerate(_MONTHS, 1) if name.startswith(short)
                )
            written_year = int(written["year"]) if written["year"] else None
            yield _DatePart(int(written["day"]), number, written_year, *written.span())
            at = written.end()
        else:
            return


def _day(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
