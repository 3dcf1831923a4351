"""One row of a plan in a spreadsheet: its cells as plain frozen data, and what is wrong
in which cell. Used by sheet.py."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from recommendations.choices import ActionStatus
from recommendations.reader.spreadsheets import CellValue
from recommendations.reports.tables import plain
from recommendations.workflow.imports.words import (
    ONGOING,
    brag_of,
    day_of,
    is_nothing,
    status_of,
)

T = TypeVar("T")

_LONGEST = {"action": 300, "lead": 200}


@dataclass(frozen=True)
class Plain:
    """A column of which each cell fills in one field of the action, by the name of the
    field. `headings` are what the column goes by."""

    field: str
    headings: tuple[str, ...]
    read: Callable[[Any], Any]


# One more is read, compared, told and written by what stands here.
PLAIN = {
    "start": Plain(
        "start_on",
        ("start", "starton", "startdate", "plannedstart"),
        partial(day_of, is_end=False),
    ),
}
_BROKEN = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell, or in a row where `column` is empty. What `may_stand`
    only looks like a child's data, and comes in once a person says that it is none.
    `heading` is what the file calls the column."""

    row: int
    column: str
    message: str
    may_stand: bool = False
    heading: str = ""

    def __str__(self) -> str:
        place = f"row {self.row}, {self.name}" if self.column else f"row {self.row}"
        return f"{place}: {self.message}"

    @property
    def name(self) -> str:
        return self.heading or self.column


@dataclass(frozen=True)
class SheetRow:
    """One action as the file tells it. What it does not say is empty, and leaves an
    action that is there already as it is. `status_words` are those of the cells from
    which its status is known, `plain` the values of plain columns by field."""

    number: int
    ref: str = ""
    recommendation: str = ""
    action: str = ""
    lead: str = ""
    agency: str = ""
    due_on: date | None = None
    is_ongoing: bool = False
    status: ActionStatus | None = None
    brag: str = ""
    update: str = ""
    completed_on: date | None = None
    status_words: dict[str, str] = field(default_factory=dict)
    plain: dict[str, Any] = field(default_factory=dict)


class RowReader:
    """Reads the cells of one row; what is wrong goes to `faults`."""

    def __init__(self, number: int, cells: dict[str, CellValue], faults: list[Fault]):
        self.number = number
        self.cells = cells
        self.faults = faults

    def text(self, column: str) -> str:
        return cell_text(self.cells.get(column))

    def row(self, worked_out: str) -> SheetRow:
        brag = self._read("BRAG", lambda: brag_of(self.text("BRAG"))) or ""
        due = self._read("due", lambda: self._day("due"))
        return SheetRow(
            number=self.number,
            ref=self._text_of("ref"),
            recommendation=self._text_of("recommendation"),
            action=squeezed(self._text_of("action")),
            lead=squeezed(self._text_of("lead")),
            agency=squeezed(self._text_of("agency")),
            due_on=due,
            is_ongoing=self.text("due").lower() in ONGOING,
            status=self._read("status", lambda: status_of(self.text("status"))),
            brag="" if brag == worked_out.lower() else brag,
            update=self._text_of("update"),
            completed_on=self._read("completed", lambda: self._day("completed")),
            status_words={
                name: self.text(name) for name in ("status", "completed", "BRAG")
            },
            plain={
                plain_column.field: self._read(
                    column, partial(plain_column.read, self._cell(column))
                )
                for column, plain_column in PLAIN.items()
            },
        )

    def _day(self, column: str) -> date | None:
        return day_of(self._cell(column), is_end=True)

    def _cell(self, column: str) -> CellValue:
        """A day as such, anything else as text."""
        cell = self.cells.get(column)
        return cell if isinstance(cell, date | datetime) else self.text(column)

    def _text_of(self, column: str) -> str:
        text = self.text(column)
        longest = _LONGEST.get(column)
        if _BROKEN.match(text):
            self._fault(column, f"The cell contains a spreadsheet error, {text}.")
        elif longest and len(text) > longest:
            self._fault(
                column, f"Use at most {longest} characters. This has {len(text)}."
            )
        return "" if is_nothing(text) else text

    def _read(self, column: str, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except ValueError as wrong:
            self._fault(column, str(wrong))
            return None

    def _fault(self, column: str, message: str) -> None:
        self.faults.append(Fault(self.number, column, message))


def squeezed(text: str) -> str:
    """With single spaces, so that a line break more or less is no difference."""
    return " ".join(text.split())


def cell_text(cell: CellValue) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # Excel keeps every number as a fraction.
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return plain(str(cell).replace("\x00", "").strip()).strip()
