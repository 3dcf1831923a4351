"""A table as an Excel workbook, with the same rows and columns as the CSV. Used by the
exports of REST and admin, and the one place that knows xlsxwriter."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from tempfile import TemporaryDirectory
from typing import IO, Any

import xlsxwriter
from django.utils import timezone

from recommendations.reports.tables import safe_cell

# What one sheet of Excel can hold below its header, and one cell of it, in UTF-16.
MOST_ROWS = 1_048_575
MOST_TEXT = 32_767
CUT = " … (cut here: a cell holds no more, the CSV file has all of it)"

# The month in English, whatever the reader's own settings.
DAY_FORM = "[$-809]d mmmm yyyy"
INSTANT_FORM = "[$-809]d mmmm yyyy hh:mm"
# Excel knows no day before 1900, and counts one too many in its first two months.
_FIRST_DAY = date(1900, 3, 1)

# In characters: room for the button of the filter, and no column wider than a screen.
_BUTTON, _WIDEST, _DAY_WIDTH, _INSTANT_WIDTH = 4, 60, 18, 24
# No XML can hold these, and nobody sees them.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_workbook(
    file: IO[bytes], title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Fill the file. Rows go to the disk as they come, so that a long list never stands
    in memory; what a sheet cannot hold goes on in another."""
    with (
        TemporaryDirectory() as folder,
        xlsxwriter.Workbook(
            file,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "tmpdir": folder,
                "use_zip64": True,
            },
        ) as book,
    ):
        styles = {
            "header": book.add_format({"bold": True}),
            "day": book.add_format({"num_format": DAY_FORM, "align": "left"}),
            "instant": book.add_format({"num_format": INSTANT_FORM, "align": "left"}),
        }
        for number, part in enumerate(_sheetfuls(rows), start=1):
            name = title if number == 1 else f"{title} {number}"
            _Sheet(book.add_worksheet(name), styles).fill(header, part)


def _sheetfuls(rows: Iterable[Sequence[Any]]) -> Iterator[Iterable[Sequence[Any]]]:
    """As many rows at once as one sheet holds; the first part may have none."""
    remaining = iter(rows)
    yield islice(remaining, MOST_ROWS)
    for row in remaining:
        yield chain([row], islice(remaining, MOST_ROWS - 1))


class _Sheet:
    def __init__(self, page: Any, styles: dict[str, Any]) -> None:
        self.page = page
        self.styles = styles
        self.widths: list[int] = []

    def fill(self, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        self.widths = [len(name) + _BUTTON for name in header]
        for place, name in enumerate(header):
            self.page.write_string(0, place, safe_cell(name), self.styles["header"])
        last = 0
        for last, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                width = self._write(last, place, value)
                self.widths[place] = max(self.widths[place], width)
        self.page.freeze_panes(1, 0)
        self.page.autofilter(0, 0, last, len(header) - 1)
        for place, width in enumerate(self.widths):
            self.page.set_column(place, place, min(width, _WIDEST))

    def _write(self, row: int, place: int, value: Any) -> int:
        """Each value as what it is, and how wide it is."""
        match value:
            case bool():
                self.page.write_boolean(row, place, value)
                return len("FALSE")
            case int() | float() | Decimal():
                self.page.write_number(row, place, value)
                return len(str(value))
            case datetime() if value.date() >= _FIRST_DAY:
                # A cell has no time zone: it tells the time in Britain.
                local = timezone.localtime(value).replace(tzinfo=None)
                self.page.write_datetime(row, place, local, self.styles["instant"])
                return _INSTANT_WIDTH
            case date() if not isinstance(value, datetime) and value >= _FIRST_DAY:
                self.page.write_datetime(row, place, value, self.styles["day"])
                return _DAY_WIDTH
        text = _fitting(_readable(safe_cell(value)))
        if text:
            self.page.write_string(row, place, text)
        return len(text)


def _readable(text: str) -> str:
    """Line ends as Excel has them within a cell."""
    return _UNSEEN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def _fitting(text: str) -> str:
    """Excel holds a workbook with a longer text for damaged."""
    if len(text) <= MOST_TEXT // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MOST_TEXT:
        return text
    units = units[: 2 * (MOST_TEXT - len(CUT))]
    return units.decode("utf-16-le", errors="ignore") + CUT
