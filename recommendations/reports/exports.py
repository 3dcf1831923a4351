"""A list as a file to take away, CSV or Excel, as REST and admin give it. The caller
has narrowed the rows to what the person may see."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryFile
from typing import Any

from django.db.models import Model
from django.http import FileResponse, StreamingHttpResponse
from django.utils.text import capfirst

from recommendations.reports.tables import csv_lines
from recommendations.reports.workbooks import write_workbook

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Listing:
    """`stem` and `day` name the file, and the kind of the records names its sheet."""

    kind: type[Model]
    stem: str
    day: date
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]

    @property
    def title(self) -> str:
        return capfirst(str(self.kind._meta.verbose_name_plural))


def csv_file(listing: Listing) -> StreamingHttpResponse:
    """Sent row by row, while the rows are read."""
    named = f'attachment; filename="{listing.stem}-{listing.day}.csv"'
    return StreamingHttpResponse(
        csv_lines(listing.columns, listing.rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": named},
    )


def xlsx_file(listing: Listing) -> FileResponse:
    """A workbook is whole before the first of it is sent: it is written to a file that
    has no name and is gone once it is closed, sent or not."""
    with ExitStack() as undone:
        file = undone.enter_context(TemporaryFile())
        write_workbook(file, listing.title, listing.columns, listing.rows)
        file.seek(0)
        undone.pop_all()  # From here on the answer closes the file.
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{listing.stem}-{listing.day}.xlsx",
        content_type=XLSX_TYPE,
    )


FORMS: dict[str, Callable[[Listing], StreamingHttpResponse]] = {
    "csv": csv_file,
    "xlsx": xlsx_file,
}
