"""Tables that leave the product, made safe for spreadsheets, and as CSV written row by
row; workbooks.py writes Excel's. The import reads cells back with `plain`."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

# Rows read from the database at once: a long list never stands in memory whole.
CHUNK = 500
BOM = "\ufeff"

# A spreadsheet runs a cell that starts so as a formula. Full-width forms count too,
# and a cell that our own mark already stands before is marked once more, so that
# taking one mark away always gives back what was there.
_RUNS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)


def safe_cell(value: Any) -> str:
    """A value as the text of a cell: ISO dates, `true` and `false`, lists joined by
    a semicolon, and nothing that a spreadsheet would run as a formula."""
    if isinstance(value, list | tuple):
        value = "; ".join(_as_text(part) for part in value)
    text = _as_text(value)
    if _RUNS.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def plain(cell: str) -> str:
    """What a cell said before `safe_cell` made it safe."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The table as CSV, line by line as it is asked for. It starts with a byte order
    mark, without which Excel reads UTF-8 as something else."""
    write = csv.writer(_Line()).writerow
    yield BOM + write([safe_cell(name) for name in header])
    for row in rows:
        yield write([safe_cell(value) for value in row])


def instant_text(at: datetime) -> str:
    """An instant as every answer has it: by the clock in Britain, to the second."""
    text = timezone.localtime(at).isoformat(timespec="seconds")
    return text.replace("+00:00", "Z")


class _Line:
    """Hands back what csv writes, instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return instant_text(value)
        case date():
            return value.isoformat()
    return str(value)
