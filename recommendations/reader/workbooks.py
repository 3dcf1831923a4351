"""An Excel workbook as plain tables, and these as JSON between the child that reads it
(sandbox_tables.py) and its parent. The one place that reads with openpyxl."""

import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

import openpyxl
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException

from recommendations.reader.pages import UnreadableDocument, refuse_more
from recommendations.reader.spreadsheets import (
    MOST_COLUMNS,
    CellValue,
    Merged,
    Table,
    TableLine,
    not_workbook,
    table_of,
)

# A workbook is compressed: a small one may hold more than the machine can bear.
MOST_UNPACKED = 15_000_000
# A cell counts also where it is empty: it may have a colour.
MOST_CELLS = 250_000
MOST_CHARACTERS = 2_000_000
MOST_STRINGS = 100_000
# All that one sheet of Excel can hold; here for all sheets together.
MOST_LINES = 1_048_576
_DEEPEST = 100

_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
# What openpyxl and the libraries below it raise for a file that is damaged.
_BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    ParseError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)


def read_workbook(data: bytes) -> list[Table]:
    """The tables of its sheets. Raises UnreadableDocument, `too_big` where it holds
    more than the limits above."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            if unpacked > MOST_UNPACKED:
                raise UnreadableDocument(
                    "too_big",
                    f"The workbook is too big when it is unpacked: "
                    f"{unpacked / 1_000_000:,.1f} MB. At most "
                    f"{MOST_UNPACKED // 1_000_000} MB are read.",
                )
            _refuse_bombs(archive)
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True
            )
            totals = _Totals()
            return [
                table_of(
                    sheet.title,
                    _rows(sheet, totals),
                    _merged(archive.read(sheet._worksheet_path)),
                )
                for sheet in book.worksheets
            ]
    except _BROKEN as wrong:
        raise not_workbook() from wrong


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    """Count what the parts hold before openpyxl makes objects of it."""
    counts: Counter[str] = Counter()
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            counts += _elements(archive.read(name))
    refuse_more("cells", counts["c"], MOST_CELLS)
    refuse_more("different texts", counts["si"], MOST_STRINGS)


def _elements(xml: bytes) -> Counter[str]:
    """How many there are of each name. Raises ValueError where they nest without end,
    or where the part declares entities of its own, which no workbook does."""
    counts: Counter[str] = Counter()
    depth = 0

    def begin(name: str, _: Any) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise ValueError
        counts[name.rpartition(":")[2]] += 1

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: Any) -> None:
        raise ValueError

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(xml, True)
    return counts


@dataclass
class _Totals:
    """What has been seen of all the sheets."""

    rows: int = 0
    characters: int = 0


def _rows(sheet: Any, totals: _Totals) -> Iterator[tuple[int, list[CellValue]]]:
    # What a sheet says of its own size may be false, and is not needed.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_shown(cell) for cell in row]
        totals.rows += 1
        # A text that stands once in the file may be shown in a thousand cells.
        totals.characters += sum(len(cell) for cell in cells if isinstance(cell, str))
        _refuse_over("rows", totals.rows, MOST_LINES)
        _refuse_over("characters", totals.characters, MOST_CHARACTERS)
        yield number, cells


def _refuse_over(unit: str, count: int, most: int) -> None:
    if count > most:
        raise UnreadableDocument(
            "too_big", f"The workbook has more than {most:,} {unit}."
        )


def _shown(cell: Any) -> CellValue:
    """What people see: a share that is shown as 50% is not 0.5."""
    value = cell.value
    if isinstance(value, int | float) and "%" in str(cell.number_format):
        return f"{value:.0%}"
    if value is None or isinstance(value, str | int | float | datetime):
        return value
    return str(value)


def _merged(sheet: bytes) -> list[Merged]:
    """Cells of a column that are one: openpyxl does not tell while it reads a sheet
    row by row, and only the first of them holds the words."""
    bottoms = {
        (column_index_from_string(left.decode()) - 1, int(top)): int(bottom)
        for left, top, right, bottom in _MERGED.findall(sheet)
        if left == right
    }
    return [
        Merged(column, top, bottom)
        for (column, top), bottom in bottoms.items()
        if column < MOST_COLUMNS
    ]


def to_json(tables: list[Table]) -> str:
    return json.dumps([asdict(table) for table in tables], default=_dated)


def from_json(text: bytes) -> list[Table]:
    return [
        Table(
            table["name"],
            [
                TableLine(line["number"], tuple(map(_undated, line["cells"])))
                for line in table["lines"]
            ],
            table["rows"],
            table["columns"],
            [Merged(**merged) for merged in table["merged"]],
        )
        for table in json.loads(text)
    ]


def _dated(cell: datetime) -> dict[str, str]:
    return {"at": cell.isoformat()}


def _undated(cell: Any) -> CellValue:
    return datetime.fromisoformat(cell["at"]) if isinstance(cell, dict) else cell
