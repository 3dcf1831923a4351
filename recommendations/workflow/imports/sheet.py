"""The rows of a plan in a spreadsheet as plain frozen data, and what is wrong in which
cell. No database: writing.py looks names up and writes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from recommendations.reader.spreadsheets import (
    MOST_COLUMNS,
    MOST_ROWS,
    CellValue,
    Merged,
    Table,
    TableLine,
)
from recommendations.reports.tables import BOM
from recommendations.workflow.errors import Unreadable
from recommendations.workflow.imports.rows import (
    PLAIN,
    Fault,
    RowReader,
    SheetRow,
    cell_text,
)

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
        "bywhom",
        "leadperson",
        "accountable",
    ),
    "agency": ("agency", "leadagency", "owneragency", "organisation", "partner"),
    **{name: column.headings for name, column in PLAIN.items()},
    "due": (
        "due",
        "dueon",
        "duedate",
        "deadline",
        "targetdate",
        "completeby",
        "timescale",
        "bywhen",
    ),
    "status": ("status", "actionstatus", "progressstatus"),
    "BRAG": ("brag", "rag", "bragrating", "ragrating", "bragstatus", "ragstatus"),
    "update": ("update", "latestupdate", "progressupdate", "progress", "comments"),
    "completed": ("completed", "completedon", "datecompleted", "completiondate"),
}
# What the template offers; a plan that says when things were done may say that too.
OFFERED = tuple(name for name in COLUMNS if name != "completed")
TEMPLATE = BOM + ",".join(OFFERED) + "\r\n"
# How far down the headings may stand: plans often have a title above them.
_HEADING_WITHIN = 20


@dataclass
class PlanSheet:
    """What a file says: its rows and its faults. `unused` are headings that mean
    nothing to us, `left_out` the numbers of rows that only divide the table, and
    `passed_over` other sheets that look like a plan too. `headings` are the file's own
    names of our columns."""

    name: str = ""
    rows: list[SheetRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)

    @property
    def faulty(self) -> frozenset[int]:
        """The numbers of the rows with a fault."""
        return frozenset(fault.row for fault in self.faults)


def parse(tables: Sequence[Table]) -> PlanSheet:
    """The first table that has headings we know. Raises Unreadable without one."""
    candidates = [
        (table, place) for table in tables if (place := _heading(table)) is not None
    ]
    if not candidates:
        names = ", ".join(OFFERED)
        raise Unreadable(
            f"No row of headings was found. The columns are: {names}. There must be an "
            "“action” column.",
            code="not_table",
        )
    (table, place), *others = candidates
    lines = table.lines[place + 1 :]
    rows = table.rows - place - 1
    if rows > MOST_ROWS:
        raise Unreadable(
            f"The file has {rows:,} rows below its headings. The most is "
            f"{MOST_ROWS:,}. Import it in parts.",
            code="too_big",
        )
    if table.columns > MOST_COLUMNS:
        raise Unreadable(
            f"The table has {table.columns:,} columns. The most is {MOST_COLUMNS}.",
            code="too_big",
        )
    heading = table.lines[place]
    headings = [_letters(cell) for cell in heading.cells]
    sheet = _parse_rows(heading, headings, _filled_down(lines, table.merged))
    sheet.name = table.name
    sheet.passed_over = [table.name for table, _ in others if table.name]
    return sheet


def _heading(table: Table) -> int | None:
    """Which line of the table has the headings."""
    for place, line in enumerate(table.lines[:_HEADING_WITHIN]):
        headings = [_letters(cell) for cell in line.cells]
        if any(name in headings for name in COLUMNS["action"]) and (
            sum(name in _KNOWN for name in headings) > 1
        ):
            return place
    return None


def _filled_down(
    lines: Iterable[TableLine], merged: Iterable[Merged]
) -> Iterator[TableLine]:
    """A merged cell says the same for every row that it spans."""
    ends = {(span.column, span.top): span.bottom for span in merged}
    spans: dict[int, tuple[int, CellValue]] = {}
    for line in lines:
        cells = list(line.cells)
        for column, cell in enumerate(cells):
            if (column, line.number) in ends:
                spans[column] = ends[column, line.number], cell
            elif cell is None and line.number <= spans.get(column, (0, None))[0]:
                cells[column] = spans[column][1]
        yield TableLine(line.number, tuple(cells))


def _letters(cell: CellValue) -> str:
    return re.sub("[^a-z]", "", str(cell or "").lower())


_KNOWN = {name for names in COLUMNS.values() for name in names}


def _parse_rows(
    heading: TableLine, headings: Sequence[str], lines: Iterable[TableLine]
) -> PlanSheet:
    places = {
        column: headings.index(name)
        for column, names in COLUMNS.items()
        for name in [next((name for name in names if name in headings), "")]
        if name
    }
    suggested = headings.index("bragsuggested") if "bragsuggested" in headings else None
    sheet = PlanSheet(
        unused=[
            str(cell).strip()
            for place, cell in enumerate(heading.cells)
            if cell is not None and str(cell).strip() and headings[place] not in _KNOWN
        ],
        headings={
            column: " ".join(str(heading.cells[place]).split())
            for column, place in places.items()
        },
    )
    for line in lines:
        cells = {
            column: line.cells[place]
            for column, place in places.items()
            if place < len(line.cells)
        }
        reader = RowReader(line.number, cells, sheet.faults)
        filled = [column for column in COLUMNS if reader.text(column)]
        if not filled:
            continue
        if len(filled) == 1 and filled[0] in ("ref", "recommendation"):
            sheet.left_out.append(line.number)
            continue
        # A rating that our own export worked out is not a person's.
        worked_out = line.cells[suggested : suggested + 1] if suggested else ()
        sheet.rows.append(reader.row(cell_text(*worked_out) if worked_out else ""))
    _find_repeats(sheet)
    return sheet


def _find_repeats(sheet: PlanSheet) -> None:
    """The same action twice in one file: which of the two would hold?"""
    first: dict[tuple[str, str], int] = {}
    for row in sheet.rows:
        column = "ref" if row.ref else "action"
        key = (column, getattr(row, column).casefold())
        if key[1] and first.setdefault(key, row.number) != row.number:
            message = f"This is the same as in row {first[key]}."
            sheet.faults.append(Fault(row.number, column, message))
