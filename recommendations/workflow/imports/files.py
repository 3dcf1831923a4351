"""A CSV or Excel file as plain tables. Knows nothing of what the cells mean, and is
the one place that knows openpyxl."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import PurePath
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException

from recommendations.workflow.errors import Refused

# The admin sends a file of this size back in a form, which Django lets in up to 2.6 MB.
MOST_BYTES = 2_000_000
# A workbook is compressed: a small one may hold more than the machine can bear.
MOST_UNPACKED = 15_000_000
MOST_ROWS = 5_000
# All that one sheet of Excel can hold; here for all sheets together.
MOST_LINES = 1_048_576
MOST_COLUMNS = 200

_ZIP = b"PK\x03\x04"
# Workbooks before 2007, and those with a password, come in this older container.
_OLD_CONTAINER = b"\xd0\xcf\x11\xe0"
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# What openpyxl and the libraries below it raise for a file that is damaged.
_BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
)


class Unreadable(Refused):
    """The file is not a table that we can read."""


@dataclass(frozen=True)
class Line:
    """One row of the file and its number, as a spreadsheet counts it: from 1."""

    number: int
    cells: tuple[Any, ...]


@dataclass(frozen=True)
class Merged:
    """Cells of one column, counted from 0, that are one from a row to another."""

    column: int
    top: int
    bottom: int


@dataclass(frozen=True)
class Table:
    """The lines of a sheet that are not blank. A CSV file has no sheets, and is given
    once for each character that may separate its cells: the headings tell which."""

    name: str
    lines: list[Line]
    merged: list[Merged] = field(default_factory=list)


def read_file(name: str, data: bytes) -> list[Table]:
    """The tables in the file. Raises Unreadable."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise Unreadable("Use a file that ends in .csv or .xlsx.")
    if len(data) > MOST_BYTES:
        raise Unreadable(f"The file is bigger than {MOST_BYTES // 1_000_000} MB.")
    if not data:
        raise Unreadable("The file is empty.")
    if data.startswith(_OLD_CONTAINER):
        raise Unreadable(
            "The file has a password, or is in a format older than .xlsx. Open it, "
            "take the password away if there is one, and save it as .xlsx."
        )
    # A workbook is one, also where somebody has renamed it.
    if suffix == ".xlsx" or data.startswith(_ZIP):
        return _excel_tables(data)
    return _csv_tables(_decoded(data))


def _csv_tables(text: str) -> list[Table]:
    """Excel writes what the computer's region has as its list separator."""
    tables, wrong = [], None
    for separator in ",;\t":
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            tables.append(Table("", list(_lines(enumerate(rows, start=1)))))
        except csv.Error as error:
            wrong = error
    if not tables:
        raise Unreadable(f"The file is not CSV: {wrong}.")
    return tables


def _decoded(data: bytes) -> str:
    """UTF-8, else what Excel on Windows writes when one saves as plain “CSV”."""
    try:
        if data.startswith(_UTF_16):
            return data.decode("utf-16")
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise Unreadable("The file is not CSV: it contains NUL characters.")
    return text


def _excel_tables(data: bytes) -> list[Table]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise Unreadable("The workbook is too big when it is unpacked.")
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True
            )
            looked_at = count(1)
            return [
                Table(
                    sheet.title,
                    # Enough of a sheet to see that it has too many rows.
                    list(islice(_lines(_excel_rows(sheet, looked_at)), 2 * MOST_ROWS)),
                    merged=_merged(parts.read(sheet._worksheet_path)),
                )
                for sheet in book.worksheets
            ]
    except _BROKEN as wrong:
        raise Unreadable(
            "The file cannot be read as an Excel workbook. Open it in Excel and save "
            "it again as .xlsx."
        ) from wrong


def _excel_rows(sheet: Any, looked_at: Iterator[int]) -> Iterator[tuple[int, Any]]:
    # What a sheet says of its own size may be false, and is not needed.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if next(looked_at) > MOST_LINES:
            raise Unreadable("The workbook has too many rows.")
        yield number, [_shown(cell) for cell in row[:MOST_COLUMNS]]


def _shown(cell: Any) -> Any:
    """A share as people see it: 0.5 that is shown as 50%."""
    if isinstance(cell.value, int | float) and "%" in str(cell.number_format):
        return f"{cell.value:.0%}"
    return cell.value


def _merged(sheet: bytes) -> list[Merged]:
    """Cells of a column that are one: openpyxl does not tell while it reads a sheet
    row by row, and only the first of them holds the words."""
    return [
        Merged(column_index_from_string(left.decode()) - 1, int(top), int(bottom))
        for left, top, right, bottom in _MERGED.findall(sheet)
        if left == right
    ]


def _lines(rows: Iterable[tuple[int, Iterable[Any]]]) -> Iterator[Line]:
    for number, row in rows:
        cells = tuple(row)[:MOST_COLUMNS]
        if any(cell is not None and str(cell).strip() for cell in cells):
            yield Line(number, cells)
