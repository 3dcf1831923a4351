"""A CSV or Excel file as a plain table. Knows nothing of what the cells mean, and is
the one place that knows openpyxl."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from recommendations.workflow.errors import Refused

MOST_BYTES = 10_000_000
MOST_UNPACKED = 100_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 200


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


def read_file(name: str, data: bytes) -> list[list[Line]]:
    """The sheets of the file, one for CSV. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"The file is bigger than {MOST_BYTES // 1_000_000} MB.")
    match PurePath(name).suffix.lower():
        case ".csv":
            return [_lines(_csv_rows(data))]
        case ".xlsx":
            return _excel_sheets(data)
    raise Unreadable("Use a file that ends in .csv or .xlsx.")


def _csv_rows(data: bytes) -> Iterable[list[str]]:
    text = _decoded(data)
    # Excel writes what the computer's region has as its list separator.
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as wrong:
        raise Unreadable(f"The file is not CSV: {wrong}.") from wrong


def _decoded(data: bytes) -> str:
    """UTF-8, else what Excel on Windows writes when one saves as plain “CSV”."""
    if b"\x00" in data:
        raise Unreadable("The file is not CSV: it contains NUL characters.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _excel_sheets(data: bytes) -> list[list[Line]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise Unreadable("The workbook is too big when it is unpacked.")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return [_lines(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
    except _BROKEN as wrong:
        raise Unreadable(
            "The file cannot be read as an Excel workbook. If it has a password, take "
            "it away; if it is in an older format, save it again as .xlsx."
        ) from wrong


def _lines(rows: Iterable[Iterable[Any]]) -> list[Line]:
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = tuple(row)[:MOST_COLUMNS]
        if all(cell is None or str(cell).strip() == "" for cell in cells):
            continue
        lines.append(Line(number, cells))
        if len(lines) > MOST_ROWS:
            raise Unreadable(f"The file has more than {MOST_ROWS} rows.")
    return lines
