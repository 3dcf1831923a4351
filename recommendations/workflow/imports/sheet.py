"""The rows of a plan in a spreadsheet as plain frozen data, and what is wrong in which
cell. No database: writing.py looks names up and writes."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from recommendations.choices import ActionStatus
from recommendations.reports.tables import BOM, plain
from recommendations.workflow.imports.files import Line, Unreadable
from recommendations.workflow.imports.words import (
    ONGOING,
    brag_of,
    day_of,
    is_nothing,
    status_of,
)

T = TypeVar("T")

# Each column and the headings it goes by, likeliest first; only letters count. The
# names of our own export are among them, so that what came out goes in again.
COLUMNS: dict[str, tuple[str, ...]] = {
    "ref": ("ref", "reference", "actionref", "actionreference", "no", "number", "id"),
    "recommendation": ("recommendation", "recommendations", "recommendationref"),
    "action": ("action", "title", "actions", "actiontitle", "whatwewilldo"),
    "lead": (
        "lead",
        "leadofficer",
        "actionlead",
        "responsibleofficer",
        "ownerposttitle",
        "owner",
        "actionowner",
        "responsible",
    ),
    "agency": ("agency", "leadagency", "owneragency", "organisation", "partner"),
    "start": ("start", "starton", "startdate", "plannedstart"),
    "due": ("due", "dueon", "duedate", "deadline", "targetdate", "completeby"),
    "status": ("status", "actionstatus", "progressstatus"),
    "BRAG": ("brag", "rag", "bragrating", "ragrating", "bragstatus", "ragstatus"),
    "update": ("update", "latestupdate", "progressupdate", "progress", "comments"),
}
TEMPLATE = BOM + ",".join(COLUMNS) + "\r\n"
# How far down the headings may stand: plans often have a title above them.
_HEADING_WITHIN = 20
_LONGEST = {"action": 300, "lead": 200}
_BROKEN = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell, or in a row where `column` is empty."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"row {self.row}, {self.column}" if self.column else f"row {self.row}"
        return f"{where}: {self.message}"


@dataclass(frozen=True)
class SheetRow:
    """One action as the file tells it. What it does not say is empty, and leaves an
    action that is there already as it is."""

    number: int
    ref: str = ""
    recommendation: str = ""
    action: str = ""
    lead: str = ""
    agency: str = ""
    start_on: date | None = None
    due_on: date | None = None
    is_ongoing: bool = False
    status: ActionStatus | None = None
    brag: str = ""
    update: str = ""


@dataclass
class Sheet:
    """What a file says: its rows, its faults, and the headings that mean nothing
    to us."""

    rows: list[SheetRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    @property
    def faulty(self) -> frozenset[int]:
        """The numbers of the rows with a fault."""
        return frozenset(fault.row for fault in self.faults)


def parse(sheets: Sequence[Sequence[Line]]) -> Sheet:
    """The first sheet that has headings we know. Raises Unreadable without one."""
    for lines in sheets:
        for place, line in enumerate(lines[:_HEADING_WITHIN]):
            headings = [_letters(cell) for cell in line.cells]
            if any(name in headings for name in COLUMNS["action"]) and (
                sum(name in _KNOWN for name in headings) > 1
            ):
                return _parse_rows(line, headings, lines[place + 1 :])
    names = ", ".join(COLUMNS)
    raise Unreadable(
        f"No row of headings was found. The columns are: {names}; “action” must be "
        "among them."
    )


def squeezed(text: str) -> str:
    """With single spaces, so that a line break more or less is no difference."""
    return " ".join(text.split())


def _letters(cell: Any) -> str:
    return re.sub("[^a-z]", "", str(cell or "").lower())


_KNOWN = {name for names in COLUMNS.values() for name in names}


def _parse_rows(heading: Line, headings: Sequence[str], lines: Iterable[Line]) -> Sheet:
    places = {
        column: headings.index(name)
        for column, names in COLUMNS.items()
        for name in [next((name for name in names if name in headings), "")]
        if name
    }
    suggested = headings.index("bragsuggested") if "bragsuggested" in headings else None
    sheet = Sheet(
        unused=[
            str(cell).strip()
            for place, cell in enumerate(heading.cells)
            if cell is not None and str(cell).strip() and headings[place] not in _KNOWN
        ]
    )
    for line in lines:
        cells = {
            column: line.cells[place]
            for column, place in places.items()
            if place < len(line.cells)
        }
        reader = _RowReader(line.number, cells, sheet.faults)
        if all(reader.text(column) == "" for column in COLUMNS):
            continue
        # A rating that our own export worked out is not a person's.
        worked_out = line.cells[suggested : suggested + 1] if suggested else ()
        sheet.rows.append(reader.row(_cell_text(*worked_out) if worked_out else ""))
    _find_repeats(sheet)
    return sheet


class _RowReader:
    """Reads the cells of one row; what is wrong goes to `faults`."""

    def __init__(self, number: int, cells: dict[str, Any], faults: list[Fault]):
        self.number = number
        self.cells = cells
        self.faults = faults

    def text(self, column: str) -> str:
        return _cell_text(self.cells.get(column))

    def row(self, worked_out: str) -> SheetRow:
        brag = self._read("BRAG", lambda: brag_of(self.text("BRAG"))) or ""
        due = self._read("due", lambda: self._day("due", is_end=True))
        return SheetRow(
            number=self.number,
            ref=self._said("ref"),
            recommendation=self._said("recommendation"),
            action=squeezed(self._said("action")),
            lead=squeezed(self._said("lead")),
            agency=squeezed(self._said("agency")),
            start_on=self._read("start", lambda: self._day("start", is_end=False)),
            due_on=due,
            is_ongoing=self.text("due").lower() in ONGOING,
            status=self._read("status", lambda: status_of(self.text("status"))),
            brag="" if brag == worked_out.lower() else brag,
            update=self._said("update"),
        )

    def _day(self, column: str, *, is_end: bool) -> date | None:
        cell = self.cells.get(column)
        is_day = isinstance(cell, date | datetime)
        return day_of(cell if is_day else self.text(column), is_end=is_end)

    def _said(self, column: str) -> str:
        text = self.text(column)
        longest = _LONGEST.get(column)
        if _BROKEN.match(text):
            self._fault(column, f"The cell holds an error of the spreadsheet, {text}.")
        elif longest and len(text) > longest:
            self._fault(
                column, f"Use at most {longest} characters; these are {len(text)}."
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


def _cell_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # Excel keeps every number as a fraction.
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return plain(str(cell).replace("\x00", "").strip()).strip()


def _find_repeats(sheet: Sheet) -> None:
    """The same action twice in one file: which of the two would hold?"""
    first: dict[tuple[str, str], int] = {}
    for row in sheet.rows:
        column = "ref" if row.ref else "action"
        key = (column, getattr(row, column).casefold())
        if key[1] and first.setdefault(key, row.number) != row.number:
            message = f"This is the same as in row {first[key]}."
            sheet.faults.append(Fault(row.number, column, message))
