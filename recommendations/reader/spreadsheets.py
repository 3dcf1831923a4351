"""A CSV or Excel file as plain tables. Knows nothing of what the cells mean. workflow/
calls it, through the child for a workbook (workbooks.py), which comes compressed."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any

from recommendations.reader.pages import UnreadableDocument, refuse_more

# The admin sends a file of this size back in a form, which Django lets in up to 2.6 MB.
MOST_BYTES = 2_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 200
# Of a CSV file; a cell may have many.
_MOST_LINES = 100_000

_ZIP = b"PK\x03\x04"
# Workbooks before 2007, and those with a password, come in this older container.
_OLD_CONTAINER = b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

CellValue = str | int | float | datetime | None


@dataclass(frozen=True)
class TableLine:
    """One row of the file and its number, as a spreadsheet counts it: from 1."""

    number: int
    cells: tuple[CellValue, ...]


@dataclass(frozen=True)
class Merged:
    """Cells of one column, counted from 0, that are one from a row to another."""

    column: int
    top: int
    bottom: int


@dataclass(frozen=True)
class Table:
    """The lines of a sheet that are not blank, up to more than are taken, each to its
    last column that is; `rows` and `columns` count all with anything in them. A CSV
    file has no sheets, and is given once for each character that may separate its
    cells: the headings tell which."""

    name: str
    lines: list[TableLine]
    rows: int = 0
    columns: int = 0
    merged: list[Merged] = field(default_factory=list)


def check_kind(name: str, data: bytes) -> bool:
    """Whether the file is a workbook, else CSV. Raises UnreadableDocument for what is
    neither, and for one that is too big."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise not_table("Use a file that ends in .csv or .xlsx.")
    if len(data) > MOST_BYTES:
        raise UnreadableDocument(
            "too_big",
            f"The file is {len(data) / 1_000_000:.1f} MB. It must be at most "
            f"{MOST_BYTES // 1_000_000} MB.",
        )
    if not data:
        raise UnreadableDocument("empty", "The file is empty.")
    if data.startswith(_OLD_CONTAINER):
        raise UnreadableDocument(
            "encrypted",
            "The file has a password, or is in a format older than .xlsx. Open it, "
            "remove any password and save it as .xlsx.",
        )
    # A workbook is one, also where somebody has renamed it.
    if data.startswith(_ZIP):
        return True
    if suffix == ".xlsx":
        raise not_workbook()
    return False


def read_csv(data: bytes) -> list[Table]:
    """Excel writes what the computer's region has as its list separator."""
    text = _decoded(data)
    refuse_more("lines", text.count("\n"), _MOST_LINES)
    tables, wrong = [], None
    for separator in ",;\t":
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            tables.append(table_of("", enumerate(rows, start=1)))
        except csv.Error as error:
            wrong = error
    if not tables:
        raise not_table(f"The file is not CSV: {wrong}.")
    return tables


def table_of(
    name: str, rows: Iterable[tuple[int, Iterable[Any]]], merged: Iterable[Merged] = ()
) -> Table:
    """The table that the numbered rows make."""
    lines: list[TableLine] = []
    count = columns = 0
    for number, cells, width in _filled(rows):
        count, columns = count + 1, max(columns, width)
        if len(lines) < 2 * MOST_ROWS:
            lines.append(TableLine(number, cells[:MOST_COLUMNS]))
    return Table(name, lines, count, columns, list(merged))


def not_table(message: str) -> UnreadableDocument:
    return UnreadableDocument("not_table", message)


def not_workbook() -> UnreadableDocument:
    return not_table(
        "The file cannot be read as an Excel workbook. Open it in Excel and save it "
        "again as .xlsx."
    )


def _filled(
    rows: Iterable[tuple[int, Iterable[Any]]],
) -> Iterator[tuple[int, tuple[CellValue, ...], int]]:
    """The rows with anything in them, and how many columns that takes."""
    for number, row in rows:
        cells = tuple(row)
        width = len(cells)
        while width and (cells[width - 1] is None or not str(cells[width - 1]).strip()):
            width -= 1
        if width:
            yield number, cells, width


def _decoded(data: bytes) -> str:
    """UTF-8, else what Excel on Windows writes when one saves as plain “CSV”."""
    try:
        if data.startswith(_UTF_16):
            return data.decode("utf-16")
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise not_table("The file is not CSV: it contains NUL characters.")
    return text
